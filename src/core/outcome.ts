import { amendFact } from './amend-mark';
import type { Chart } from './chart';
import type { Facts } from './condition';
import { REVERSAL, type ReversalKind } from './taking-back';
import { readState, type StateText } from './transition';

export type StepStatus =
  | 'waiting'
  | 'active'
  | 'suspended'
  | 'escalated'
  | 'proposed'
  | 'completed'
  | 'refused'
  | 'notApplicable'
  | 'skipped'
  | 'failed'
  | 'manual'
  | 'compensating'
  | 'undoByHand'
  | 'undoFailed'
  | 'compensated'
  | 'correcting'
  | 'amendByHand'
  | 'amendFailed'
  | 'kept';

export type Outcome = 'completed' | 'partiallyCompleted' | 'rejected' | ReversalKind;

/** `manual:household-outside-city` → its status and its reason. */
export function readRegion(state: string): { status: StepStatus; reason?: string } {
  const colon = state.indexOf(':');
  if (colon < 0) return { status: state as StepStatus };
  return { status: state.slice(0, colon) as StepStatus, reason: state.slice(colon + 1) };
}

/** True for the steps a person sees as matters: not the waits, not the follow-ups. */
export function isMatter(chart: Chart, step: string): boolean {
  const parts = chart.definition.steps[step];
  return parts !== undefined && parts.kind !== 'wait' && !(parts.kind === 'handler' && parts.completes !== undefined);
}

/** Also with another officer or a second pair of eyes it lies with the department. */
const OWED: ReadonlySet<string> = new Set(['active', 'escalated', 'proposed', 'failed']);

/**
 * True while a department owes something: a matter that lies with it, or one that has failed there. Otherwise the case
 * waits for the applicant or for a signal from outside.
 */
export function departmentOwes(chart: Chart, state: StateText): boolean {
  const { regions } = readState(state);
  return chart.regions.some(({ id, step }) => {
    if (chart.definition.steps[step]?.kind === 'wait') return false;
    return OWED.has(regions[id] ?? '');
  });
}

/** Its result was to be put right, and a person has left it as it is. */
export const isLeft = (facts: Facts, region: string): boolean => facts[amendFact(region)] === 'left';

/**
 * How an ended case ended. Partial completion is an outcome, never an error: every matter that could be done is done,
 * and each of the others says why not.
 */
export function outcomeOf(chart: Chart, state: StateText): Outcome {
  const { regions, facts } = readState(state);
  // How it was taken back says more than how it had ended before. Of what was revoked in part the rest stands.
  if (facts[REVERSAL] !== undefined) return facts[REVERSAL] as ReversalKind;
  if (facts['stopped'] === true) return 'rejected';
  const done = chart.regions
    .filter(({ step }) => isMatter(chart, step))
    .every(
      ({ id }) => ['completed', 'notApplicable'].includes(readRegion(regions[id] ?? '').status) && !isLeft(facts, id),
    );
  return done ? 'completed' : 'partiallyCompleted';
}
