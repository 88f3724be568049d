import { transformSync } from '@swc/core';
import { compileFunction } from 'node:vm';
import * as xstate from 'xstate';
import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import { newborn } from '../../workflows/newborn/newborn.workflow';
import {
  beginChart,
  buildChart,
  moveChart,
  readState,
  type Chart,
  type Facts,
  type LifeEvent,
  type Transition,
} from '../core';
import { withoutGuard } from '../core/testing/walk-definition';
import { Random } from '../engine/testing/random';
import { partsOf } from '../prover/prove';
import { everyFact, situationsOf } from '../prover/situations';
import type { Slice } from '../prover/slice';
import { card, permit } from '../prover/testing/small-definitions';
import { small } from '../prover/testing/words';
import { exportXState, exportXStateJson } from './export-xstate';

/** The exported module, loaded with nothing at hand but XState. */
function load(text: string): AnyStateMachine {
  const { code } = transformSync(text, { module: { type: 'commonjs' } });
  const exported: { machine?: AnyStateMachine } = {};
  const atHand = (name: string): unknown => (name === 'xstate' ? xstate : undefined);
  compileFunction(code, ['require', 'exports'])(atHand, exported);
  return exported.machine as AnyStateMachine;
}

interface Told {
  readonly state: string;
  readonly effects: readonly unknown[];
}

/** What XState says of a snapshot and its actions, in the spelling in which the engine says it. */
function tell(
  chart: Chart,
  snapshot: AnyMachineSnapshot,
  actions: readonly { type: string; params?: unknown }[],
): Told {
  const value = snapshot.value as Record<string, string>;
  const facts = Object.entries(snapshot.context as Facts).sort(([a], [b]) => (a < b ? -1 : 1));
  const v = Object.fromEntries(chart.regions.map(({ id }) => [id, value[id]]));
  return {
    state: JSON.stringify({ v, f: Object.fromEntries(facts) }),
    effects: actions.map(({ type, params }) => ({ type, ...(params as object) })),
  };
}

/** What no chart waits for, and what every chart waits for. */
const ALWAYS_SAID = ['nobody.knows', 'case.migrated'];

/**
 * The events worth a comparison here: what the active states wait for and, where a region is seen in a state for the
 * first time, whatever else is ever said to it.
 */
function eventsAt({ regions, states }: Chart, state: string, looks: Set<string>): string[] {
  const at = readState(state).regions;
  return regions.flatMap(({ id }) => {
    const all = states[id]?.states ?? {};
    const look = `${id} ${at[id]}`;
    if (looks.has(look)) return Object.keys(all[at[id] ?? '']?.on ?? {});
    looks.add(look);
    return [...new Set([...Object.values(all).flatMap(({ on }) => Object.keys(on ?? {})), ...ALWAYS_SAID])];
  });
}

/** Compares one move of both; says where it leads. */
function compareMove(chart: Chart, machine: AnyStateMachine, state: string, type: string): Transition {
  const ours = moveChart(chart, state, { type });
  const { regions, facts } = readState(state);
  const before = machine.resolveState({ value: regions, context: facts }) as AnyMachineSnapshot;
  const theirs =
    before.status === 'active' && before.can({ type })
      ? tell(chart, ...transition(machine, before, { type }))
      : undefined;
  const told = ours.accepted ? { state: ours.state, effects: ours.effects } : undefined;
  if (JSON.stringify(theirs) !== JSON.stringify(told)) {
    throw new Error(
      `"${type}" in ${state} leads the export to ${JSON.stringify(theirs)}, us to ${JSON.stringify(told)}`,
    );
  }
  return ours;
}

function compareBeginning(chart: Chart, machine: AnyStateMachine, facts: Facts): string {
  const { state, effects } = beginChart(chart, facts);
  const theirs = tell(chart, ...initialTransition(machine, facts));
  if (JSON.stringify(theirs) !== JSON.stringify({ state, effects })) {
    throw new Error(`${JSON.stringify(facts)} leads the export to ${theirs.state}, us to ${state}`);
  }
  return state;
}

/** Walks through everything both can reach, at once; the number of configurations. Throws at the first difference. */
function compareAll({ chart, observed }: Slice, machine = load(exportXState(chart))): number {
  const looks = new Set<string>();
  const open = situationsOf({ chart, observed }).map((facts) => compareBeginning(chart, machine, facts));
  const seen = new Set(open);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const type of eventsAt(chart, state, looks)) {
      const moved = compareMove(chart, machine, state, type);
      if (!moved.accepted || seen.has(moved.state)) continue;
      seen.add(moved.state);
      open.push(moved.state);
    }
  }
  return seen.size;
}

const wholeOf = (definition: LifeEvent, subjects: number): Slice => ({
  chart: buildChart(definition, subjects),
  observed: everyFact(definition, subjects),
});

const { photo, issue } = card.steps;
const cardsForTwo = small({
  ...card,
  facts: { 'reader.photoKnown': [true, false] },
  steps: { photo, issue },
  always: [],
});
const { check, decide, ready, open } = permit.steps;
const shortPermit = small({ facts: {}, steps: { check, decide, ready, open } });

describe('the exported machine is wherever ours can be, and nowhere else', () => {
  it.each([
    ['a library card', small(card), 1, 40],
    ['library cards of two readers', cardsForTwo, 2, 200],
    ['a permit with four eyes, a question and a stop', shortPermit, 1, 60],
  ])('%s, in every configuration', (_, definition, subjects, atLeast) => {
    expect(compareAll(wholeOf(definition, subjects))).toBeGreaterThan(atLeast);
  });

  it('newborn, for each step in every configuration of all that has a say in it', () => {
    // The two follow-ups differ in names only: one of them stands for both.
    const parts = partsOf(buildChart(newborn, 1), 'parts').filter(
      ({ focus }) => focus !== 'childHealthHandbook+idNumber@1',
    );
    const configurations = parts.map(({ slice }) => compareAll(slice));
    expect(configurations.reduce((sum, one) => sum + one)).toBeGreaterThan(1_000);
  });

  it('newborn as a whole, on ways taken at random from the report to the end', () => {
    const { chart, observed } = wholeOf(newborn, 1);
    const machine = load(exportXState(chart));
    const situations = situationsOf({ chart, observed });
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = new Random(seed);
      let state = compareBeginning(chart, machine, random.pick(situations) as Facts);
      for (let ended = false; !ended;) {
        const { regions } = readState(state);
        const said = chart.regions.flatMap(({ id }) =>
          Object.keys(chart.states[id]?.states[regions[id] ?? '']?.on ?? {}),
        );
        const moved = compareMove(chart, machine, state, random.pick(said) as string);
        if (!moved.accepted) throw new Error('an event that a state waits for is refused');
        ({ state, ended } = moved);
      }
    }
  });
});

it('a guard that is left out of the export is found', () => {
  const { chart, observed } = wholeOf(small(card), 1);
  const broken = load(exportXState(withoutGuard(chart, 'shelf: unless 1')));
  expect(() => compareAll({ chart, observed }, broken)).toThrow('leads the export to');
});

it('facts that come with an event are learned by the export as by us', () => {
  const { chart } = wholeOf(small(card), 1);
  const machine = load(exportXState(chart));
  const [snapshot] = initialTransition(machine, { 'reader.1.photoKnown': true, abroad: false });
  const [after] = transition(machine, snapshot, { type: 'issue@1.completed', facts: { abroad: true } });
  expect(after.value).toMatchObject({ shelf: 'skipped:abroad' });
});

it('opens as JSON too: the same states, and what each guard asks as data', () => {
  const chart = buildChart(newborn, 2);
  const { meta, states } = JSON.parse(exportXStateJson(chart)) as { meta: unknown; states: unknown };
  expect({ meta, states }).toEqual({ meta: { guards: chart.guards }, states: chart.states });
});
