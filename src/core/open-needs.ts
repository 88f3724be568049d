import { neededRegions, type Chart } from './chart';
import type { Step } from './definition';

/** True for a region that has ended, in whatever way. */
export const hasEnded = (chart: Chart, region: string, state: string): boolean =>
  chart.states[region]?.states[state]?.type === 'final';

/** The regions that a waiting region waits for: those it needs that have not ended yet. */
export function openNeeds(
  chart: Chart,
  regions: Readonly<Record<string, string>>,
  { id, step, subject }: Chart['regions'][number],
): string[] {
  const { needs } = chart.definition.steps[step] as Step;
  const needed = needs.flatMap((need) => neededRegions(chart.definition, chart.subjects, { id, step, subject }, need));
  return [...new Set(needed)].filter((other) => !hasEnded(chart, other, regions[other] ?? ''));
}
