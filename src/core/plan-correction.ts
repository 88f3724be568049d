import {
  dueBecauseOf,
  factsOfCorrection,
  hasBeenGiven,
  objectionToCorrection,
  type CorrectionRefusal,
} from './amending';
import type { Chart } from './chart';
import type { Facts } from './condition';
import { correctableRegions, upstreamOf } from './data-flow';
import type { Step } from './definition';
import { readRegion } from './outcome';
import { readState, type StateText } from './transition';

/**
 * What becomes of one region. `amend`: its department is asked to put its result right, by the matter named; `byHand`: a
 * person of the department does so. Both as soon as every region in `after` is right. `isCertain`: it has read what is
 * corrected; otherwise it follows only if what it has read comes out differently. `isInHand`: its own matter is still to
 * be answered, and comes first.
 */
export type PlannedCorrection = {
  readonly region: string;
  readonly isCertain: boolean;
  readonly isInHand: boolean;
  readonly after: readonly string[];
} & ({ readonly action: 'amend'; readonly matter: string } | { readonly action: 'byHand' });

/** What correcting fields, by absolute path, does to a case: the facts by which its chart does it, and the plan. Pure. */
export function judgeCorrection(
  chart: Chart,
  state: StateText,
  paths: readonly string[],
): { readonly facts: Facts; readonly plan: readonly PlannedCorrection[] } | { readonly refused: CorrectionRefusal } {
  const position = readState(state);
  const refused = objectionToCorrection(chart, position);
  if (refused !== undefined) return { refused };
  return { facts: factsOfCorrection(chart, position, paths), plan: planCorrection(chart, state, paths) };
}

/** Says what a correction would do, in an order in which it can be done: what was made from something comes after it. */
function planCorrection(chart: Chart, state: StateText, paths: readonly string[]): PlannedCorrection[] {
  const position = readState(state);
  const certain = new Set(dueBecauseOf(chart, position, paths));
  const struck = new Set(certain);
  const planned: PlannedCorrection[] = [];
  for (const region of correctableRegions(chart)) {
    const { id, step: name } = region;
    const upstream = upstreamOf(chart, region);
    const after = [...struck].filter((other) => other !== id && upstream.has(other));
    if (!certain.has(id) && (after.length === 0 || !hasBeenGiven(position.regions[id]))) continue;
    struck.add(id);
    const step = chart.definition.steps[name] as Step;
    const { status } = readRegion(position.regions[id] ?? '');
    const line = {
      region: id,
      isCertain: certain.has(id),
      isInHand: ['active', 'escalated', 'proposed', 'failed'].includes(status),
      after,
    };
    const matter = step.kind === 'handler' ? step.amend : undefined;
    planned.push(matter === undefined ? { ...line, action: 'byHand' } : { ...line, action: 'amend', matter });
  }
  return planned;
}
