import { createActor, type AnyActorRef, type AnyStateMachine, type Snapshot } from 'xstate';
import { beginChart, buildChart, moveChart, readState, type Chart, type Effect, type Facts } from '../core';
import { compileMachine, effectTypes } from '../core/compile-machine';
import { beginnings } from '../core/testing/watch-run';
import { libraryCard } from '../engine/testing/library-card';
import { Random } from '../engine/testing/random';
import { definitions } from '../../workflows/registry';

type Stored = Pick<ReturnType<typeof beginChart>, 'state' | 'ended' | 'effects'>;

const SEQUENCES = 2_000;
const MOST_EVENTS = 9;

/** What machines do is written down here; one runs at a time. */
let done: Effect[] = [];

function machineOf(chart: Chart): AnyStateMachine {
  const note = (type: Effect['type']) => (_: unknown, params: object) => void done.push({ type, ...params } as Effect);
  const actions = Object.fromEntries(effectTypes.map((type) => [type, note(type)]));
  return compileMachine(chart).provide({ actions } as never);
}

/** XState's own running machine, which keeps its state in memory and is told events. */
class LiveMachine {
  private actor: AnyActorRef;

  constructor(
    private readonly machine: AnyStateMachine,
    facts: Facts,
  ) {
    done = [];
    this.actor = createActor(machine, { input: facts }).start();
  }

  tell(type: string): void {
    done = [];
    this.actor.send({ type });
  }

  /** Stops it, and starts another from what it says of itself, as JSON. */
  restore(): void {
    const text = JSON.stringify(this.actor.getPersistedSnapshot());
    this.actor.stop();
    done = [];
    this.actor = createActor(this.machine, { snapshot: JSON.parse(text) as Snapshot<unknown> }).start();
  }

  /** Where it stands and what it has just done, in one spelling. */
  toJSON(): object {
    const { value, context } = this.actor.getSnapshot() as { value: object; context: object };
    return [inOrder(value), inOrder(context), done];
  }

  get isDone(): boolean {
    return (this.actor.getSnapshot() as { status: string }).status === 'done';
  }
}

const inOrder = (named: object): [string, unknown][] => Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1));

const spell = ({ state, effects }: Stored): object => {
  const { regions, facts } = readState(state);
  return [inOrder(regions), inOrder(facts), effects];
};

const eventsOf = (chart: Chart): string[] => [
  ...new Set(
    Object.values(chart.states).flatMap(({ states }) =>
      Object.values(states).flatMap(({ on = {} }) => Object.keys(on)),
    ),
  ),
];

/** What some region waits for, or now and then anything that the chart knows. */
function someEvent(
  chart: Chart,
  all: readonly string[],
  regions: Readonly<Record<string, string>>,
  random: Random,
): string {
  const awaited = chart.regions.flatMap(({ id }) => Object.keys(chart.states[id]?.states[regions[id] ?? '']?.on ?? {}));
  return random.pick(random.chance(0.85) && awaited.length > 0 ? awaited : all) as string;
}

describe.each([...definitions, libraryCard].map((definition) => [definition.name, definition] as const))(
  'XState itself and the stored transitions of %s',
  (_, definition) => {
    it('are in the same configuration with the same effects after every event, also where XState was restored', () => {
      const subjects = Array.from({ length: definition.subject?.atMost ?? 1 }, (__, n) => n + 1);
      const charts = subjects.map((many) => {
        const chart = buildChart(definition, many);
        return { chart, machine: machineOf(chart), events: eventsOf(chart), beginnings: beginnings(chart) };
      });
      const counted = { accepted: 0, refused: 0, restored: 0, ended: 0 };
      for (let seed = 1; seed <= SEQUENCES / 2; seed += 1) {
        const random = new Random(seed);
        const { chart, machine, events, beginnings } = charts[
          random.chance(0.9) ? 0 : random.below(charts.length)
        ] as (typeof charts)[0];
        const facts = random.pick(beginnings) as Facts;
        const live = new LiveMachine(machine, facts);
        const path = [`sequence ${seed}, ${chart.subjects} subjects, ${JSON.stringify(facts)}`];
        let stored: Stored = beginChart(chart, facts);
        const compare = (): void => {
          const [theirs, ours] = [JSON.stringify(live), JSON.stringify(spell(stored))];
          // Spelled first: an expectation for each of so many would take longer than all else.
          if (theirs !== ours) expect({ path, at: theirs }).toEqual({ path, at: ours });
          // A case that has ended may still be taken back: XState is done only where nothing can be undone any more.
          if (live.isDone && !stored.ended) expect({ path, ended: stored.ended }).toEqual({ path, ended: true });
        };
        compare();
        for (let length = random.below(MOST_EVENTS); length > 0 && !stored.ended; length -= 1) {
          if (random.chance(0.1)) {
            live.restore();
            counted.restored += 1;
            // Nothing is done a second time for having been stored.
            stored = { ...stored, effects: [] };
            compare();
          }
          const type = someEvent(chart, events, readState(stored.state).regions, random);
          path.push(type);
          const moved = moveChart(chart, stored.state, { type });
          live.tell(type);
          counted[moved.accepted ? 'accepted' : 'refused'] += 1;
          stored = moved.accepted ? moved : { ...stored, effects: [] };
          compare();
        }
        if (stored.ended) counted.ended += 1;
      }
      expect(counted.accepted).toBeGreaterThan(SEQUENCES);
      for (const times of Object.values(counted)) expect(times).toBeGreaterThan(0);
    });
  },
);
