import { readState, type Chart } from '../core';
import { writeState, type World } from './world';

/**
 * Subjects of a case are alike: what twin 2 does while twin 3 does something else is, with the names swapped, what twin
 * 3 does. So of all worlds that differ only in which of the other subjects is which, one stands for all. This holds for
 * a chart that is the same when two subjects are swapped, which is looked at and not assumed.
 */
export type Swap = ReadonlyMap<number, number>;

/** The subjects, other than the one under proof, that may be swapped for one another. */
export function alikeSubjects(chart: Chart, focus: number): number[] {
  const subjects = [...new Set(chart.regions.map(({ subject }) => subject))].filter(
    (subject) => subject > 0 && subject !== focus,
  );
  const [first, ...others] = subjects;
  if (first === undefined || others.length === 0) return [];
  const text = chartText(chart, new Map());
  const isAlike = (other: number): boolean =>
    chartText(chart, new Map([[first, other], [other, first]])) === text; // prettier-ignore
  return others.every(isAlike) ? subjects : [];
}

const chartText = (chart: Chart, swap: Swap): string => {
  const { states, guards } = JSON.parse(
    renamed(JSON.stringify({ states: chart.states, guards: chart.guards }), chart, swap),
  ) as { states: object; guards: object };
  return JSON.stringify([unordered(states), unordered(guards)]);
};

/** The same whatever the order of names, and of what stands under `all` and `any`. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => {
    const plain = unordered(part);
    if ((key !== 'all' && key !== 'any') || !Array.isArray(plain)) return [key, plain];
    return [key, plain.map((one) => JSON.stringify(one)).sort()];
  });
  return entries.sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The same text with subjects swapped, wherever a region or a fact names one. */
export function renamed(text: string, { definition }: Chart, swap: Swap): string {
  if (swap.size === 0) return text;
  const to = (number: string): string => String(swap.get(Number(number)) ?? number);
  const ofRegions = text.replace(/@(\d+)/g, (_, number: string) => `@${to(number)}`);
  const word = definition.subject?.name ?? '';
  if (word === '') return ofRegions;
  return ofRegions.replace(new RegExp(`\\b${word}\\.(\\d+)\\.`, 'g'), (_, n: string) => `${word}.${to(n)}.`);
}

/** The one of all worlds that differ by swaps, and the swap that leads to it. */
export function standIn(chart: Chart, alike: readonly number[], world: World): { world: World; swap: Swap } {
  if (alike.length === 0) return { world, swap: new Map() };
  const { regions, facts } = readState(world.state);
  const looks = new Map(alike.map((subject) => [subject, lookOf(chart, subject, regions, facts, world)]));
  const order = [...alike].sort((one, other) => ((looks.get(one) as string) < (looks.get(other) as string) ? -1 : 1));
  const moved = order.map((subject, index) => [subject, alike[index] as number] as const);
  if (moved.every(([from, to]) => from === to || looks.get(from) === looks.get(to))) return { world, swap: new Map() };
  const swap = new Map(moved);
  const { state, ...rest } = JSON.parse(renamed(JSON.stringify(world), chart, swap)) as World;
  const position = readState(state);
  return {
    world: {
      state: writeState(chart, position.regions, position.facts),
      executions: sorted(rest.executions),
      timers: sorted(rest.timers),
      incidents: sorted(rest.incidents),
      deferred: sorted(rest.deferred),
    },
    swap,
  };
}

const sorted = <T>(list: readonly T[]): T[] =>
  [...list].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));

function lookOf(
  chart: Chart,
  subject: number,
  regions: Readonly<Record<string, string>>,
  facts: Readonly<Record<string, unknown>>,
  world: World,
): string {
  const own = new Set(chart.regions.filter((region) => region.subject === subject).map(({ id }) => id));
  const part = [
    [...own].map((id) => [id, regions[id]]),
    Object.entries(facts).filter(([name]) => name.includes(`.${subject}.`)),
    world.executions.filter(({ region }) => own.has(region)),
    world.timers.filter(({ region }) => own.has(region)),
    world.incidents.filter((region) => own.has(region)),
    world.deferred.filter((region) => own.has(region)),
  ];
  return renamed(JSON.stringify(part), chart, new Map([[subject, 0]]));
}
