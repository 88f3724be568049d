import { createHash } from 'node:crypto';
import { REVERSAL, undoFact, type Chart, type Condition, type FactValue } from '../core';
import type { ChartState, ChartTransition, Guard } from '../core/chart';
import { factsOf } from '../core/condition';

/**
 * The part of a chart that can have a say in what some regions do: themselves, every region their guards look at,
 * every region that can set a fact their guards ask about, and so on until nothing is added. What is outside has no
 * influence on what is inside, so the slice moves exactly as the whole chart does, seen from its regions.
 */
export function sliceOf(chart: Chart, roots: readonly string[], asked: readonly Condition[]): Slice {
  const setters = factSetters(chart);
  const inside = new Set<string>();
  const observed = new Map<string, Set<FactValue>>();
  const open: string[] = [];
  const add = (region: string): void => {
    if (inside.has(region) || chart.states[region] === undefined) return;
    inside.add(region);
    open.push(region);
  };
  const observe = (condition: Condition): void => {
    for (const { fact, is } of factsOf(condition)) {
      if (!observed.has(fact)) {
        observed.set(fact, new Set());
        for (const region of setters.get(fact) ?? []) add(region);
      }
      observed.get(fact)?.add(is);
    }
  };
  asked.forEach(observe);
  roots.forEach(add);
  const guards: Record<string, Guard> = {};
  for (let region = open.pop(); region !== undefined; region = open.pop()) {
    for (const name of guardsOf(chart, region)) {
      const guard = chart.guards[name] as Guard;
      guards[name] = guard;
      for (const condition of conditionsOf(guard)) observe(condition);
      for (const test of testsOf(guard)) add(test.in);
    }
  }
  const regions = chart.regions.filter(({ id }) => inside.has(id));
  const states = Object.fromEntries(regions.map(({ id }) => [id, chart.states[id] as Chart['states'][string]]));
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([chart.definition.name, chart.definition.version, states, guards]))
    .digest('hex')
    .slice(0, 16);
  const byId = new Map(regions.map((region) => [region.id, region]));
  return { chart: { ...chart, regions, byId, states, guards, fingerprint }, observed };
}

export interface Slice {
  readonly chart: Chart;
  /** Facts that something in the slice asks about, with the values it compares to. */
  readonly observed: ReadonlyMap<string, ReadonlySet<FactValue>>;
}

/**
 * The same part with the way back laid over it. What needs a region is not in its part: its part shows how it is
 * undone once nothing stands on it any more, and `undoneInOrder` that it waits for that.
 */
export function withWayBack({ chart, observed }: Slice, layBack: (chart: Chart) => Chart): Slice {
  const facts = chart.regions.map(({ id }): [string, Set<FactValue>] => [undoFact(id), new Set([true])]);
  return { chart: layBack(chart), observed: new Map([...observed, ...facts, [REVERSAL, new Set(['revoked'])]]) };
}

export const transitionsOf = (state: ChartState): ChartTransition[] => [
  ...(state.always ?? []),
  ...Object.values(state.on ?? {}),
];

const guardsOf = (chart: Chart, region: string): string[] => {
  const states = Object.values(chart.states[region]?.states ?? {});
  return states.flatMap(transitionsOf).flatMap(({ guard }) => guard ?? []);
};

export function conditionsOf(guard: Guard): Condition[] {
  if ('holds' in guard) return [guard.holds];
  if ('in' in guard) return [];
  return ('all' in guard ? guard.all : guard.any).flatMap(conditionsOf);
}

export function testsOf(guard: Guard): { readonly in: string; readonly states: readonly string[] }[] {
  if ('holds' in guard) return [];
  if ('in' in guard) return [guard];
  return ('all' in guard ? guard.all : guard.any).flatMap(testsOf);
}

/** The regions that can set each fact. */
export function factSetters(chart: Chart): Map<string, Set<string>> {
  const setters = new Map<string, Set<string>>();
  for (const [region, { states }] of Object.entries(chart.states)) {
    for (const fact of Object.values(states).flatMap(transitionsOf).flatMap(factsSet)) {
      setters.set(fact, (setters.get(fact) ?? new Set()).add(region));
    }
  }
  return setters;
}

export const factsSet = ({ actions = [] }: ChartTransition): string[] =>
  actions.flatMap(({ params }) => Object.keys(params.facts ?? {}));
