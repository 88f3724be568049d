import type { Region } from '../core';
import type { Edge, Exploration } from './explore';

/** The claims that are proven of a definition, in the order in which they are told. */
export const claims = {
  converges: 'every configuration can come to an end or to a person who must act, also when departments fail for ever',
  answered: 'every answer, decision and timer is expected wherever it can arrive',
  owned: 'nothing open outlives the state it belongs to, and nothing active is without something that wakes it',
  fields:
    'every field that a step reads is there when it starts, and none is asked of the applicant that a step brings',
  undone: 'what is built on something that can be undone can be undone too, the last first',
  once: 'no step runs twice in one visit',
  declared: 'what the definition says must always hold, holds',
  explored: 'every configuration has been looked at',
} as const;

export type Claim = keyof typeof claims;

/** Where a claim was found not to hold: in a configuration, on the way of a message, or in the definition as it stands. */
export interface Found {
  readonly claim: Claim;
  readonly text: string;
  readonly at?: number;
  readonly edge?: Edge;
}

/** Looks at one region in everything that can happen around it. */
export type Check = (exploration: Exploration, region: Region) => Found[];
