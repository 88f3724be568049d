import { readState, type Chart, type StateText } from '../core';
import type { PendingMessage } from './instance-store';
import { getStep } from './judge-message';

/** What becomes of a message that the chart does not expect now; only a signal can be kept or ignored. */
export function outOfTime(
  chart: Chart,
  state: StateText,
  { body, inboxId }: PendingMessage,
): 'deferred' | 'ignored' | 'refused' {
  if (body.type !== 'signal') return 'refused';
  const step = getStep(chart, body.region);
  if (step.kind !== 'wait') return 'refused';
  if (step.otherwise === 'ignore') return 'ignored';
  // Kept in the inbox until its wait begins; a wait that is over never begins again.
  const isEarly = inboxId !== undefined && readState(state).regions[body.region] === 'waiting';
  return step.otherwise === 'defer' && isEarly ? 'deferred' : 'refused';
}
