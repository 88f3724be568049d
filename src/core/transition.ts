import {
  createActor,
  initialTransition,
  transition,
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
} from 'xstate';
import type { Chart } from './chart';
import { compileMachine, effectTypes } from './compile-machine';
import type { Facts } from './condition';
import type { Effect } from './effect';
import { InvariantError } from './failure';
import { MIGRATED } from './migration-event';

/**
 * Invariants of this module, the only one that moves a chart:
 *  T1  It is pure: the same chart, state and event always give the same answer; no clock, no I/O.
 *  T2  An event that the state does not expect is refused with a value, never ignored in silence.
 *  T3  What comes back is JSON: state as text in one canonical spelling, effects without functions or ids or times.
 *  T4  Remembering never changes an answer: one hit in a thousand is computed again, by XState's public function, and
 *      compared.
 */

/** The stored position of an instance: the state of every region and the facts, in one canonical spelling. */
export type StateText = string;

export interface ChartEvent {
  readonly type: string;
  readonly facts?: Facts;
}

export type Transition =
  | { readonly accepted: true; readonly state: StateText; readonly effects: readonly Effect[]; readonly ended: boolean }
  | { readonly accepted: false };

export interface Position {
  readonly regions: Readonly<Record<string, string>>;
  readonly facts: Facts;
}

export const readState = (state: StateText): Position => {
  const { v, f } = JSON.parse(state) as { v: Record<string, string>; f: Facts };
  return { regions: v, facts: f };
};

/** True when nothing is left to do: every region is at rest, `but` for some states. What has ended can be taken back. */
export const isOver = (chart: Chart, state: StateText, but: (at: string) => boolean = () => false): boolean =>
  areAtRest(chart, readState(state).regions, but);

const areAtRest = (chart: Chart, regions: Position['regions'], but: (at: string) => boolean = () => false): boolean =>
  chart.regions.every(({ id }) => {
    const at = regions[id] ?? '';
    return chart.states[id]?.states[at]?.type === 'final' || but(at);
  });

/** The first transition of an instance: where a case with these facts begins. */
export function beginChart(chart: Chart, facts: Facts): Transition & { accepted: true } {
  const machine = machineOf(chart);
  const made = recall(chart, `begin ${JSON.stringify(sorted(facts))}`, () => {
    const [snapshot, actions] = initialTransition(machine, sorted(facts));
    return toTransition(chart, snapshot as AnyMachineSnapshot, actions);
  });
  if (!made.accepted) throw new InvariantError('A chart refused to begin');
  return made;
}

/** Says what happens to an instance in `state` when `event` arrives. */
export function moveChart(chart: Chart, state: StateText, event: ChartEvent): Transition {
  const name = event.facts === undefined ? event.type : `${event.type} ${JSON.stringify(sorted(event.facts))}`;
  return recall(
    chart,
    `${state} ${name}`,
    () => computeMove(chart, state, event, transitionWithin),
    () => computeMove(chart, state, event, transition),
  );
}

type Compute = (machine: AnyStateMachine, before: AnyMachineSnapshot, event: never) => [unknown, Action[]];
interface Action {
  readonly type: string;
  readonly params?: unknown;
}

function computeMove(chart: Chart, state: StateText, event: ChartEvent, compute: Compute): Transition {
  const machine = machineOf(chart);
  const { regions, facts } = readState(state);
  // XState would let a state rest in regions it does not name, without ever entering them.
  const unnamed = chart.regions.find(({ id }) => regions[id] === undefined);
  if (unnamed !== undefined || Object.keys(regions).length !== chart.regions.length) {
    throw new InvariantError(`A state does not belong to chart ${chart.fingerprint} of ${chart.definition.name}`);
  }
  // A case that has ended follows no other version; it can only be taken back.
  if (event.type === MIGRATED && areAtRest(chart, regions)) return { accepted: false };
  const before = machine.resolveState({ value: regions, context: facts }) as AnyMachineSnapshot;
  if (before.status !== 'active' || !before.can(event)) return { accepted: false };
  const [after, actions] = compute(machine, before, event as never);
  return toTransition(chart, after as AnyMachineSnapshot, actions);
}

const scopes = new WeakMap<AnyStateMachine, AnyActorScope>();

/**
 * What XState's public `transition` does, without its cost: that makes an actor, and with it the machine's first
 * snapshot, for every call. One actor that is never started serves all; nothing is ever sent to it.
 */
function transitionWithin(
  machine: AnyStateMachine,
  before: AnyMachineSnapshot,
  event: never,
): [AnyMachineSnapshot, Action[]] {
  let scope = scopes.get(machine);
  if (scope === undefined) {
    scope = inertScope(machine);
    scopes.set(machine, scope);
  }
  const actions: Action[] = [];
  const actionExecutor = (action: Action): void => void actions.push(action);
  return [machine.transition(before, event, { ...scope, actionExecutor }) as AnyMachineSnapshot, actions];
}

function inertScope(machine: AnyStateMachine): AnyActorScope {
  const self = createActor(machine);
  const nothing = (): void => undefined;
  return {
    ...{ self, system: self.system, id: '', sessionId: '' },
    ...{ logger: nothing, defer: nothing, emit: nothing, stopChild: nothing, actionExecutor: nothing },
  };
}

function toTransition(chart: Chart, snapshot: AnyMachineSnapshot, actions: readonly Action[]): Transition {
  if (snapshot.status === 'error') throw new InvariantError(`Chart ${chart.fingerprint} failed in a transition`);
  const value = snapshot.value as Record<string, string>;
  const v = Object.fromEntries(chart.regions.map(({ id }) => [id, value[id] as string]));
  return {
    accepted: true,
    state: JSON.stringify({ v, f: sorted(snapshot.context as Facts) }),
    effects: actions.map(toEffect),
    ended: areAtRest(chart, v),
  };
}

function toEffect(action: Action): Effect {
  if (!(effectTypes as readonly string[]).includes(action.type)) {
    throw new InvariantError(`A chart planned an unknown effect "${action.type}"`);
  }
  return { type: action.type, ...(action.params as object) } as Effect;
}

const sorted = (facts: Facts): Facts => Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));

const machines = new Map<string, AnyStateMachine>();

function machineOf(chart: Chart): AnyStateMachine {
  let machine = machines.get(chart.fingerprint);
  if (machine === undefined) {
    machine = compileMachine(chart);
    machines.set(chart.fingerprint, machine);
  }
  return machine;
}

/** Remembered transitions: a chart without personal data has only a few thousand distinct (state, event) pairs. */
const CAPACITY = 50_000;
const RECHECK_EVERY = 1_000;
const remembered = new Map<string, Transition>();
let hits = 0;

function recall(chart: Chart, key: string, compute: () => Transition, recompute = compute): Transition {
  const fullKey = `${chart.fingerprint} ${key}`;
  const known = remembered.get(fullKey);
  if (known !== undefined) {
    hits += 1;
    if (hits % RECHECK_EVERY === 0 && JSON.stringify(recompute()) !== JSON.stringify(known)) {
      throw new InvariantError(`A remembered transition of ${chart.definition.name} differs from XState's: ${fullKey}`);
    }
    return known;
  }
  const made = compute();
  if (remembered.size >= CAPACITY) remembered.delete(remembered.keys().next().value as string);
  remembered.set(fullKey, made);
  return made;
}
