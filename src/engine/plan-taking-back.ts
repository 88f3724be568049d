import {
  judgeReversal,
  type AskedReversal,
  type Chart,
  type PlannedReversal,
  type ReversalRefusal,
  type StateText,
} from '../core';
import { getStep } from './judge-message';
import { startClock, type Reckoning } from './stored-clock';

/** One line of a plan as it is shown before anything is done. */
export type ShownReversal = PlannedReversal & {
  /** By when it is due, were it asked for at this moment: taking back has as long as the step had. */
  readonly dueAt?: Date;
};

/** What taking back would do to a case that stands in `state`, or why nothing can be taken back. Pure. */
export function planTakingBack(
  chart: Chart,
  state: StateText,
  asked: AskedReversal,
  reckoning: Reckoning,
): { readonly plan: readonly ShownReversal[] } | { readonly refused: ReversalRefusal } {
  const judged = judgeReversal(chart, state, asked);
  if ('refused' in judged) return judged;
  const plan = judged.plan.map((line): ShownReversal => {
    const step = getStep(chart, line.region);
    if (!('matter' in line) || step.kind !== 'handler') return line;
    const { limit, warnDays } = step;
    const { dueAt } = startClock(warnDays === undefined ? limit : { ...limit, warnDays }, reckoning);
    return { ...line, dueAt };
  });
  return { plan };
}
