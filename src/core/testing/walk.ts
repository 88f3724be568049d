import type { Random } from '../../engine/testing/random';
import type { Chart, ChartState } from '../chart';
import type { Facts } from '../condition';
import type { Effect } from '../effect';
import { beginChart, moveChart, readState, type Position, type Transition } from '../transition';
import { beginnings, openRegions, watchRun, type Watch } from './watch-run';

/** States and arrows of steps that walks have come through, as `step state` and `step state event`, whichever the subject. */
export type Seen = Set<string>;

const MOST_MOVES = 200;
/** So often something comes that was said before or comes too late. */
const STRAY = 0.1;

type Accepted = Transition & { accepted: true };

/**
 * One case walked at random: in each position anything that may come from outside can come, now and then also what must
 * not be accepted. After a random number of moves everybody does what is asked, and the case must end. Throws with the
 * path when something is broken.
 */
export class Walk {
  private readonly path: string[] = [];
  private readonly watch: Watch;
  private readonly opened = new Map<string, string>();
  private readonly timers = new Set<string>();
  private readonly heard: string[] = [];

  constructor(
    private readonly chart: Chart,
    private readonly random: Random,
    private readonly seen: Seen,
  ) {
    this.watch = watchRun(chart);
  }

  /** The number of moves it took. */
  run(): number {
    const { chart, random } = this;
    const facts = random.pick(beginningsOf(chart)) as Facts;
    this.path.push(JSON.stringify(facts));
    let at = beginChart(chart, facts);
    for (const { step } of chart.regions) this.seen.add(`${step} waiting`);
    let position = this.look(at, undefined, '');
    const wildUntil = random.below(MOST_MOVES);
    let moves = 0;
    while (!at.ended) {
      if (moves >= MOST_MOVES * 2) this.broken(['the case does not end though everybody does what is asked']);
      const type = moves < wildUntil ? this.anything(position) : this.whatIsAsked(position);
      if (type === undefined) return this.broken(['nothing can wake the case']);
      if (this.heard.length > 0 && random.chance(STRAY)) this.stray(at);
      const next = moveChart(chart, at.state, { type });
      if (!next.accepted) return this.broken([`"${type}" is refused`]);
      this.path.push(type);
      this.heard.push(type);
      position = this.look(next, position, type);
      at = next;
      moves += 1;
    }
    return moves;
  }

  private anything(position: Position): string | undefined {
    const region = this.random.pick(openRegions(this.chart, position));
    return region === undefined ? undefined : this.random.pick(this.eventsOf(region.id, position));
  }

  private whatIsAsked(position: Position): string | undefined {
    for (const { id } of openRegions(this.chart, position)) {
      const events = this.eventsOf(id, position);
      const good = ['completed', 'corrected', 'retried', 'returned'].map((word) => `${id}.${word}`);
      const type = good.find((one) => events.includes(one)) ?? events.find((one) => one.startsWith(`${id}.timer.`));
      if (type !== undefined) return type;
    }
    return undefined;
  }

  private eventsOf(region: string, { regions }: Position): string[] {
    return Object.keys(this.chart.states[region]?.states[regions[region] ?? '']?.on ?? {});
  }

  /** What was said before says nothing new to a region that does not wait for it. */
  private stray(at: Accepted): void {
    const type = this.random.pick(this.heard) as string;
    const { regions } = readState(at.state);
    const region = this.chart.regions.find(({ id }) => type.startsWith(`${id}.`))?.id ?? '';
    const expected = this.eventsOf(region, { regions, facts: {} }).includes(type);
    if (moveChart(this.chart, at.state, { type }).accepted !== expected) {
      this.broken([`"${type}" is ${expected ? 'refused' : 'accepted'} in "${region}" ${regions[region]}`]);
    }
  }

  private look(at: Accepted, before: Position | undefined, event: string): Position {
    const position = readState(at.state);
    const { regions } = position;
    for (const { id, step } of this.chart.regions) {
      const [was, is] = [before?.regions[id], regions[id] as string];
      this.seen.add(`${step} ${is}`);
      if (was !== undefined && event.startsWith(`${id}.`))
        this.seen.add(`${step} ${was} ${event.slice(id.length + 1)}`);
      if ((was ?? 'waiting') === 'waiting' && is !== 'waiting') this.seen.add(`${step} waiting > ${is}`);
      else if (was !== undefined && this.stateOf(id, was)?.type === 'final' && was !== is) {
        this.broken([`"${id}" had ended as ${was} and is ${is}`]);
      }
    }
    for (const effect of at.effects) this.note(effect);
    const ended = this.chart.regions.every(({ id }) => this.stateOf(id, regions[id] as string)?.type === 'final');
    const open = openRegions(this.chart, position).map(({ id }) => id);
    const asked = [...this.opened.keys()];
    this.broken([
      ...this.watch(position),
      ...(ended === at.ended
        ? []
        : [`the case is ${at.ended ? 'over' : 'not over'} and its regions are not of that mind`]),
      ...open.filter((id) => !this.isOwed(id)).map((id) => `"${id}" is ${regions[id]} and nobody is asked`),
      ...asked.filter((id) => !open.includes(id)).map((id) => `"${id}" is ${regions[id]} and somebody is asked`),
      ...[...this.timers].filter((id) => !open.includes(id)).map((id) => `a timer of "${id}" outlives it`),
    ]);
    return position;
  }

  /** A wait is owed a signal or a date. */
  private isOwed(id: string): boolean {
    return this.chart.definition.steps[this.chart.byId.get(id)?.step ?? '']?.kind === 'wait' || this.opened.has(id);
  }

  private note(effect: Effect): void {
    const { type, region } = effect;
    if (type === 'remind') return;
    if (type === 'startTimer') this.timers.add(region);
    else if (type === 'cancelTimers') this.timers.delete(region);
    else if (type === 'close' || type === 'closeIncident') this.opened.delete(region);
    else {
      if (this.opened.has(region)) this.broken([`"${region}": ${type} while ${this.opened.get(region)} is open`]);
      this.opened.set(region, type);
    }
  }

  private stateOf(region: string, state: string): ChartState | undefined {
    return this.chart.states[region]?.states[state];
  }

  private broken(what: readonly string[]): 0 {
    if (what.length > 0) throw new Error(`${what.join('; ')}\nafter ${this.path.join(' → ')}`);
    return 0;
  }
}

const known = new WeakMap<Chart, Facts[]>();

function beginningsOf(chart: Chart): Facts[] {
  const facts = known.get(chart) ?? beginnings(chart);
  known.set(chart, facts);
  return facts;
}

/**
 * Everything that walks can come through: what each step reaches from `waiting` by its own arrows. An arrow that asks
 * whether the case was stopped leads nowhere in a definition that never stops a case.
 */
export function passable(chart: Chart): Seen {
  const all: Seen = new Set();
  const stops = JSON.stringify(chart.states).includes('"stopped":true');
  for (const { id, step } of chart.regions) {
    const states = chart.states[id]?.states ?? {};
    const found = new Set(['waiting']);
    for (const state of found) {
      const { always = [], on = {} } = states[state] ?? {};
      all.add(`${step} ${state}`);
      for (const { guard, target } of always) {
        if (target === undefined || (guard === 'stopped' && !stops)) continue;
        found.add(target);
        if (state === 'waiting') all.add(`${step} waiting > ${target}`);
      }
      for (const [event, { target }] of Object.entries(on)) {
        all.add(`${step} ${state} ${event.slice(id.length + 1)}`);
        if (target !== undefined) found.add(target);
      }
    }
  }
  return all;
}
