import type { Fields } from '../core';
import type { Answer } from './message';
import type { AskedDefect } from './instance';

/** A person as the holder of a task: the id of a key, never a name or a number. */
export type Holder = string;

/** What the first of two persons would answer, as it is kept sealed until a second has looked at it. */
export interface Proposal {
  readonly answer: Answer;
  readonly output: Fields;
}

/**
 * What a person says about a task that does not end it as a plain answer does. What it brings is in the message's
 * `fields`: of a proposal a `Proposal`, of a request the texts of its defects by their number, of a confirmation the output.
 */
export type TaskDecision =
  /** The first of two people has decided; what, is sealed with the case record until the second has confirmed it. */
  | { readonly kind: 'proposed' }
  | { readonly kind: 'confirmed'; readonly answer: Answer }
  | { readonly kind: 'sentBack'; readonly code: string }
  /** The applicant is to put right all of these. */
  | { readonly kind: 'correctionRequested'; readonly defects: readonly AskedDefect[] }
  | { readonly kind: 'escalated'; readonly role: string; readonly code: string }
  /** Advice for or against; it goes back to whoever asked, or ends the step. */
  | { readonly kind: 'returned'; readonly code: string; readonly approve: boolean }
  /** Into other hands, or without `to` back into the queue. */
  | { readonly kind: 'reassigned'; readonly to?: Holder };
