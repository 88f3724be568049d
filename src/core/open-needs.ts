import { amendFact } from './amend-mark';
import { neededRegions, type Chart } from './chart';
import type { Facts } from './condition';
import { upstreamOf } from './data-flow';
import type { Step } from './definition';
import { actIn } from './taking-back';

/** True for a region that has ended, in whatever way. */
export const hasEnded = (chart: Chart, region: string, state: string): boolean =>
  chart.states[region]?.states[state]?.type === 'final';

/** The regions that a waiting region waits for: those it needs that have not ended yet, or whose results are not right. */
export function openNeeds(
  chart: Chart,
  regions: Readonly<Record<string, string>>,
  { id, step, subject }: Chart['regions'][number],
  facts: Facts = {},
): string[] {
  const { needs } = chart.definition.steps[step] as Step;
  const needed = needs.flatMap((need) => neededRegions(chart.definition, chart.subjects, { id, step, subject }, need));
  return [...new Set(needed)].filter(
    (other) => !hasEnded(chart, other, regions[other] ?? '') || isToBePutRight(regions, facts, other),
  );
}

/** The regions that must be right before this one is put right; empty where it need not be. */
export function openCauses(
  chart: Chart,
  regions: Readonly<Record<string, string>>,
  region: Chart['regions'][number],
  facts: Facts,
): string[] {
  if (!isToBePutRight(regions, facts, region.id)) return [];
  return [...upstreamOf(chart, region)].filter(
    (other) => actIn(regions[other]) === 'amend' || isToBePutRight(regions, facts, other),
  );
}

const isToBePutRight = (regions: Readonly<Record<string, string>>, facts: Facts, id: string): boolean =>
  regions[id] === 'completed' && facts[amendFact(id)] === 'due';
