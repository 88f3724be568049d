import { judgeCorrection, type Chart, type CorrectionRefusal, type PlannedCorrection, type StateText } from '../core';
import { getStep } from './judge-message';
import { startClock, type Reckoning } from './stored-clock';

/** One line of a plan as it is shown before anything is done. */
export type ShownCorrection = PlannedCorrection & {
  /** By when it is due, were it asked for at this moment: putting right has as long as the step had. */
  readonly dueAt: Date;
};

/** What correcting these fields, by absolute path, would do to a case that stands in `state`. Pure. */
export function planCaseCorrection(
  chart: Chart,
  state: StateText,
  paths: readonly string[],
  reckoning: Reckoning,
): { readonly plan: readonly ShownCorrection[] } | { readonly refused: CorrectionRefusal } {
  const judged = judgeCorrection(chart, state, paths);
  if ('refused' in judged) return judged;
  const plan = judged.plan.flatMap((line): ShownCorrection[] => {
    const step = getStep(chart, line.region);
    if (step.kind === 'wait') return [];
    const { limit, warnDays } = step;
    const { dueAt } = startClock(warnDays === undefined ? limit : { ...limit, warnDays }, reckoning);
    return [{ ...line, dueAt }];
  });
  return { plan };
}
