import type { Chart, Guard } from '../../../src/core/chart';
import { holds } from '../../../src/core/condition';
import type { Position } from '../../../src/core/transition';

/** One way out of one state of one region: by an event, or by itself once its guard holds. */
export interface Arrow {
  /** Tells it from every other one, in the words of the chart. */
  readonly name: string;
  readonly region: string;
  readonly from: string;
  readonly event?: string;
  readonly guard?: string;
  readonly to: string;
}

const known = new WeakMap<Chart, readonly Arrow[]>();

/**
 * Every arrow of a chart that its own region can come to; each must be shown, or somebody must say why it cannot be. Two
 * kinds lead nowhere by what a chart is: one that asks whether the case was stopped, in a definition that never stops a
 * case; and one that ends a step because it is taken back, or the case is stopped, before the step has begun, where it
 * needs nothing and so has begun before anybody can speak. Left out is what begins with a correction: no walk corrects a
 * case, the walks of the core, the simulation and test/e2e/corrections.spec.ts do.
 */
export function arrowsOf(chart: Chart): readonly Arrow[] {
  const found = known.get(chart) ?? chart.regions.flatMap(({ id }) => arrowsOfRegion(chart, id));
  known.set(chart, found);
  return found;
}

function arrowsOfRegion(chart: Chart, region: string): Arrow[] {
  const arrows: Arrow[] = [];
  const begins = chart.definition.steps[chart.byId.get(region)?.step ?? '']?.needs.length === 0;
  const states = new Set(['waiting']);
  for (const from of states) {
    for (const arrow of waysOut(chart, region, from)) {
      if (from === 'waiting' && begins && /^stopped$|is taken back$/.test(arrow.guard ?? '')) continue;
      if (/is not right any more/.test(arrow.guard ?? '')) continue;
      arrows.push(arrow);
      states.add(arrow.to);
    }
  }
  return arrows;
}

const stopping = new WeakMap<Chart, boolean>();

function stops(chart: Chart): boolean {
  const found = stopping.get(chart) ?? JSON.stringify(chart.states).includes('"stopped":true');
  stopping.set(chart, found);
  return found;
}

function waysOut(chart: Chart, region: string, from: string): Arrow[] {
  const { always = [], on = {} } = chart.states[region]?.states[from] ?? {};
  const byThemselves = always.flatMap(({ guard = 'nothing', target: to }): Arrow[] =>
    to === undefined || (guard === 'stopped' && !stops(chart))
      ? []
      : [{ name: `${region}: ${from} > ${to} when ${guard}`, region, from, guard, to }],
  );
  const byEvent = Object.entries(on).map(([event, { target: to = from }]): Arrow => {
    return { name: `${region}: ${from} ${event.slice(region.length + 1)}`, region, from, event, to };
  });
  return [...byThemselves, ...byEvent];
}

/** The arrows that lead a region from `waiting` through this one; there is a way, as `arrowsOf` has come by it. */
export function wayThrough(chart: Chart, goal: Arrow): readonly Arrow[] {
  const mine = arrowsOf(chart).filter(({ region }) => region === goal.region);
  const ways = new Map<string, readonly Arrow[]>([['waiting', []]]);
  for (const [state, way] of ways) {
    for (const arrow of mine) if (arrow.from === state && !ways.has(arrow.to)) ways.set(arrow.to, [...way, arrow]);
  }
  return [...(ways.get(goal.from) as readonly Arrow[]), goal];
}

/** The arrows that one move of the chart took, in every region. Throws when a region has moved where no arrow leads. */
export function arrowsTaken(chart: Chart, before: Position, event: string | undefined, after: Position): Arrow[] {
  return chart.regions.flatMap(({ id }) => {
    const [was, is] = [before.regions[id] as string, after.regions[id] as string];
    const said = event?.startsWith(`${id}.`)
      ? waysOut(chart, id, was).find((arrow) => arrow.event === event)
      : undefined;
    const from = said?.to ?? was;
    const silent = silentWay(chart, id, from, is, after);
    if (silent === undefined) throw new Error(`"${id}" went from ${from} to ${is}, where no arrow leads`);
    return said === undefined ? silent : [said, ...silent];
  });
}

/** How a region has come from one state to another by itself; of several arrows the first whose guard holds. */
function silentWay(chart: Chart, region: string, from: string, to: string, at: Position): Arrow[] | undefined {
  if (from === to) return [];
  const silent = waysOut(chart, region, from).filter(({ event }) => event === undefined);
  const straight = silent.filter((arrow) => arrow.to === to);
  const taken = straight.find(({ guard = '' }) => isMet(chart.guards[guard], at)) ?? straight[0];
  if (taken !== undefined) return [taken];
  for (const arrow of silent) {
    const rest = silentWay(chart, region, arrow.to, to, at);
    if (rest !== undefined) return [arrow, ...rest];
  }
  return undefined;
}

/** True of a guard that holds in a position, and of none. */
export function isMet(guard: Guard | undefined, at: Position): boolean {
  if (guard === undefined) return true;
  if ('holds' in guard) return holds(guard.holds, at.facts);
  if ('in' in guard) return guard.states.includes(at.regions[guard.in] ?? '');
  return 'all' in guard ? guard.all.every((part) => isMet(part, at)) : guard.any.some((part) => isMet(part, at));
}
