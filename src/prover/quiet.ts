import type { Chart } from '../core';
import { getStep } from '../engine/judge-message';
import { factsSet, testsOf, type Slice } from './slice';

/**
 * What a region looks like from outside. Where a region is not the one under proof, only those of its states matter
 * that a guard can tell apart: whether a step is failed, being corrected or being worked on is all one to the steps
 * that need it. States are taken together by branching bisimulation, which keeps what can be reached from where; of
 * several events into states that look alike one stands for all, and one that changes nothing to be seen is left out.
 */
export type QuietEvents = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Empty: nothing outside can notice it. */
  readonly label: string;
  /** Undefined for what happens by itself as soon as its guard holds. */
  readonly event?: string;
  /** A timer that sets facts. */
  readonly setsFacts: boolean;
}

/** For each state of the region the events that need be explored, each with its kind: one event of a kind is enough. */
export function quietEvents({ chart, observed }: Slice, region: string): QuietEvents {
  const arrows = arrowsOf(chart, region, new Set(observed.keys()));
  const names = Object.keys(chart.states[region]?.states ?? {});
  const blocks = partition(names, arrows, looksOf(chart, region, names));
  return new Map(names.map((state) => [state, eventsWorthExploring(state, arrows, blocks)]));
}

function arrowsOf(chart: Chart, region: string, observed: ReadonlySet<string>): Arrow[] {
  const arrows: Arrow[] = [];
  for (const [from, state] of Object.entries(chart.states[region]?.states ?? {})) {
    (state.always ?? []).forEach(({ guard = '', target }, order) => {
      arrows.push({ from, to: target ?? from, label: `as soon as ${order} ${guard}`, setsFacts: false });
    });
    for (const [event, transition] of Object.entries(state.on ?? {})) {
      if (!isSayable(chart, region, event)) continue;
      const learned = (transition.actions ?? []).flatMap(({ params }) => Object.entries(params.facts ?? {}));
      const seen = learned.filter(([fact]) => observed.has(fact));
      const isOwn = event.startsWith(`${region}.`);
      const label = [
        ...seen.map(([fact, value]) => `${fact}=${String(value)}`),
        ...(isOwn ? [] : [event]),
        ...(transition.guard === undefined ? [] : [`if ${transition.guard}`]),
      ].join(' ');
      const setsFacts = event.startsWith(`${region}.timer.`) && factsSet(transition).length > 0;
      arrows.push({ from, to: transition.target ?? from, label, event, setsFacts });
    }
  }
  return arrows;
}

/** A wait for a date alone has an arrow for a signal that nobody can send. */
function isSayable(chart: Chart, region: string, event: string): boolean {
  const step = getStep(chart, region);
  return step.kind !== 'wait' || step.signal !== undefined || event !== `${region}.completed`;
}

/** What others can tell of each state: what their guards ask, whether it is done, and whether it is over. */
function looksOf(chart: Chart, region: string, names: readonly string[]): Map<string, string> {
  const tests = Object.values(chart.guards)
    .flatMap(testsOf)
    .filter((test) => test.in === region);
  return new Map(
    names.map((name) => {
      const asked = tests.map(({ states }) => (states.includes(name) ? '1' : '0')).join('');
      const state = chart.states[region]?.states[name];
      const over = state?.type === 'final' ? 'over' : '';
      const way = name === 'completed' || name.startsWith('notApplicable') || name === 'waiting' ? name : '';
      return [name, `${asked} ${over} ${way}`];
    }),
  );
}

/** The coarsest branching bisimulation that respects the looks, by refining with signatures until nothing changes. */
function partition(
  names: readonly string[],
  arrows: readonly Arrow[],
  looks: ReadonlyMap<string, string>,
): Map<string, string> {
  let blocks = numbered(names, (name) => looks.get(name) as string);
  for (;;) {
    const before = blocks;
    const next = numbered(names, (name) => `${before.get(name)} ${signature(name, arrows, before)}`);
    if (new Set(next.values()).size === new Set(before.values()).size) return before;
    blocks = next;
  }
}

function numbered(names: readonly string[], look: (name: string) => string): Map<string, string> {
  const numbers = new Map<string, string>();
  return new Map(
    names.map((name) => {
      const seen = look(name);
      if (!numbers.has(seen)) numbers.set(seen, String(numbers.size));
      return [name, numbers.get(seen) as string];
    }),
  );
}

/** The states that are reached without anything to be seen. */
function unseen(from: string, arrows: readonly Arrow[], blocks: ReadonlyMap<string, string>): string[] {
  const found = [from];
  for (const state of found) {
    for (const arrow of arrows) {
      const isHidden = arrow.from === state && arrow.label === '' && blocks.get(arrow.to) === blocks.get(from);
      if (isHidden && !found.includes(arrow.to)) found.push(arrow.to);
    }
  }
  return found;
}

const seenFrom = (state: string, arrows: readonly Arrow[], blocks: ReadonlyMap<string, string>): string[] =>
  arrows
    .filter((arrow) => arrow.from === state && (arrow.label !== '' || blocks.get(arrow.to) !== blocks.get(state)))
    .map((arrow) => `${arrow.label} → ${blocks.get(arrow.to)}`);

function signature(name: string, arrows: readonly Arrow[], blocks: ReadonlyMap<string, string>): string {
  const seen = unseen(name, arrows, blocks).flatMap((state) => seenFrom(state, arrows, blocks));
  return [...new Set(seen)].sort().join('; ');
}

function eventsWorthExploring(
  state: string,
  arrows: readonly Arrow[],
  blocks: ReadonlyMap<string, string>,
): Map<string, string> {
  const direct = new Set(seenFrom(state, arrows, blocks));
  const reached = unseen(state, arrows, blocks).flatMap((other) => seenFrom(other, arrows, blocks));
  const staysWhole = reached.every((seen) => direct.has(seen));
  const events = new Map<string, string>();
  for (const { from, to, label, event, setsFacts } of arrows) {
    if (from !== state || event === undefined) continue;
    const isHidden = label === '' && blocks.get(to) === blocks.get(state);
    if (isHidden && (staysWhole || to === state)) continue;
    // A timer fires once: two that set the same fact are two occasions for it.
    events.set(event, setsFacts ? event : `${label} → ${blocks.get(to)}`);
  }
  return events;
}
