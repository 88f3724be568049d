import { Random } from '../engine/testing/random';
import { buildChart, type Chart } from './chart';
import type { HandlerStep } from './definition';
import { ancestors, regionOf } from './dependencies';
import { outcomeOf } from './outcome';
import { judgeReversal, type AskedReversal } from './plan-reversal';
import { reversibleChart } from './reversible-chart';
import { REVERSAL, REVERSED, undoFact, wayBack } from './taking-back';
import { journey } from './testing/journey';
import { beginChart, moveChart, readState, type StateText, type Transition } from './transition';

const chart = reversibleChart(buildChart(journey, 2));
type Accepted = Transition & { accepted: true };

const inState = (other: Record<string, string>, facts: object = {}): StateText =>
  JSON.stringify({ v: Object.fromEntries(chart.regions.map(({ id }) => [id, other[id] ?? 'completed'])), f: facts });

function move(state: StateText, type: string, facts?: Record<string, boolean | string>): Accepted {
  const moved = moveChart(chart, state, facts === undefined ? { type } : { type, facts });
  if (!moved.accepted) throw new Error(`${type} is refused in ${state}`);
  return moved;
}

function reverse(state: StateText, asked: AskedReversal = { kind: 'withdrawn' }): Accepted {
  const judged = judgeReversal(chart, state, asked);
  if ('refused' in judged) throw new Error(judged.refused);
  return move(state, REVERSED, judged.facts);
}

const openedBy = ({ effects }: Accepted, type = 'dispatchUndo'): string[] =>
  effects.filter((effect) => effect.type === type).map(({ region }) => region);

describe('the way back', () => {
  it('asks first for what nothing stands on, and for the rest as soon as that is at rest', () => {
    const first = reverse(inState({ tip: 'waiting' }));
    expect(openedBy(first).sort()).toEqual([
      'greeting',
      'insurance@1',
      'insurance@2',
      'invoice',
      'luggage@1',
      'luggage@2',
    ]);
    let at = first;
    for (const id of ['greeting', 'invoice', 'luggage@1', 'insurance@1']) {
      expect(openedBy(at)).not.toContain('ticket@1');
      at = move(at.state, `${id}.undo.completed`);
    }
    expect(openedBy(at)).toEqual(['ticket@1']);
  });

  it('is over when everything is undone, told of, or kept, and tells so', () => {
    let at = reverse(inState({ tip: 'active' }));
    for (let open = openedBy(at); open.length > 0;) {
      const next = open.flatMap((id) => {
        at = move(at.state, `${id}.undo.completed`);
        return openedBy(at);
      });
      expect(at.ended).toBe(next.length === 0);
      open = next;
    }
    expect(outcomeOf(chart, at.state)).toBe('withdrawn');
    expect(readState(at.state).regions).toEqual({
      ...{
        'ticket@1': 'compensated',
        'ticket@2': 'compensated',
        'luggage@1': 'compensated',
        'luggage@2': 'compensated',
      },
      ...{ 'insurance@1': 'kept:cover-has-begun', 'insurance@2': 'kept:cover-has-begun', check: 'completed' },
      ...{ invoice: 'compensated', tip: 'kept:given-away', greeting: 'compensated' },
      ...{ 'label@1': 'completed', 'label@2': 'completed' },
    });
  });

  it.each(['active', 'failed'])('undoes what may have been done, and closes what is open of it: %s', (state) => {
    const at = reverse(inState({ invoice: state, tip: 'waiting' }));
    expect(readState(at.state).regions).toMatchObject({ invoice: 'compensating', tip: 'skipped:taken-back' });
    expect(openedBy(at, state === 'active' ? 'close' : 'closeIncident')).toContain('invoice');
  });

  it('leaves an undo that the department refuses to a person, who may leave the effect as it is', () => {
    const at = move(reverse(inState({ tip: 'waiting' })).state, 'luggage@1.undo.refused');
    expect(openedBy(at, 'openUndoTask')).toEqual(['luggage@1']);
    expect(readState(move(at.state, 'luggage@1.undo.completed').state).regions['luggage@1']).toBe('compensated');
    const kept = move(at.state, 'luggage@1.undo.refused');
    expect(readState(kept.state).regions['luggage@1']).toBe('kept:by-department');
  });

  it.each([
    ['retried', 'compensating'],
    ['skipped', 'kept:by-operator'],
    ['resolved', 'compensated'],
  ])('leaves an undo that fails to an operator: %s', (repair, state) => {
    const at = move(reverse(inState({ tip: 'waiting' })).state, 'luggage@1.undo.failed');
    expect(openedBy(at, 'openIncident')).toEqual(['luggage@1']);
    expect(readState(move(at.state, `luggage@1.${repair}`).state).regions['luggage@1']).toBe(state);
  });

  it('goes on with the rest of a case of which one step is revoked', () => {
    const at = reverse(inState({ check: 'active', invoice: 'waiting', tip: 'waiting', 'luggage@2': 'active' }), {
      kind: 'revoked',
      region: 'luggage@1',
    });
    expect(openedBy(at)).toEqual(['luggage@1']);
    const { regions, facts } = readState(move(at.state, 'check.completed').state);
    expect(regions).toMatchObject({ 'luggage@2': 'active', invoice: 'active', 'luggage@1': 'compensating' });
    expect(facts[REVERSAL]).toBeUndefined();
  });

  it('opens an ended case again, which ends as what is left of it', () => {
    const at = reverse(inState({}), { kind: 'revoked', region: 'greeting' });
    expect(at.ended).toBe(false);
    const over = move(at.state, 'greeting.undo.completed');
    expect(over.ended).toBe(true);
    expect(outcomeOf(chart, over.state)).toBe('partiallyCompleted');
  });

  it('takes no late answer of what is being undone', () => {
    const at = reverse(inState({ invoice: 'active', tip: 'waiting' }));
    expect(moveChart(chart, at.state, { type: 'invoice.completed' }).accepted).toBe(false);
  });
});

/** What a walk has seen of one region. */
interface Effect {
  readonly asked: number;
  readonly undone: number;
}

/** Begins a case, moves it at random, takes back at random points, also twice; then everybody answers somehow. */
function walk(seed: number, laidOut: Chart): { ended: boolean; outcome: string; broken: string[] } {
  const random = new Random(seed);
  const broken: string[] = [];
  const effects = new Map<string, Effect>();
  const wildUntil = random.below(40);
  let at = beginChart(laidOut, {});
  const note = (type: string): void => {
    const { regions, facts } = readState(at.state);
    for (const { type: effect, region } of at.effects) {
      const known = effects.get(region) ?? { asked: 0, undone: 0 };
      if (effect === 'dispatch') effects.set(region, { ...known, asked: known.asked + 1 });
      if (effect !== 'dispatchUndo') continue;
      for (const other of laidOut.regions) {
        const standsOnIt = ancestors(laidOut, other).has(region) && facts[undoFact(other.id)] === true;
        const isOpen = !isAtRest(regions[other.id] ?? '', other.id, laidOut);
        if (standsOnIt && isOpen) broken.push(`${region} is undone before ${other.id}, which is ${regions[other.id]}`);
      }
    }
    const [region = '', word] = type.split('.undo.');
    if (word === 'completed') {
      const known = effects.get(region) ?? { asked: 0, undone: 0 };
      effects.set(region, { ...known, undone: known.undone + 1 });
    }
  };
  note('');
  for (let moves = 0; moves < 300; moves += 1) {
    const { regions } = readState(at.state);
    if (at.ended && moves >= wildUntil) break;
    const asked = moves === wildUntil || random.chance(0.03) ? anyReversal(random, laidOut) : undefined;
    const judged = asked === undefined ? undefined : judgeReversal(laidOut, at.state, asked);
    const events = laidOut.regions.flatMap(({ id }) =>
      Object.keys(laidOut.states[id]?.states[regions[id] ?? '']?.on ?? {}),
    );
    const event =
      judged !== undefined && !('refused' in judged)
        ? { type: REVERSED, facts: judged.facts }
        : { type: random.pick(events) ?? '' };
    if (event.type === '') continue;
    const moved = moveChart(laidOut, at.state, event);
    if (!moved.accepted) {
      broken.push(`${event.type} is refused`);
      break;
    }
    at = moved;
    note(event.type);
  }
  const { regions, facts } = readState(at.state);
  for (const { id, step } of laidOut.regions) {
    const way = wayBack(laidOut.definition.steps[step] as HandlerStep);
    const { undone = 0, asked = 0 } = effects.get(id) ?? {};
    if (undone > asked || undone > 1) broken.push(`${id} was undone ${undone} times`);
    if (facts[undoFact(id)] !== true || way === undefined) continue;
    const rest = regions[id] ?? '';
    if (asked > 0 && /^(completed|active|failed)$/.test(rest)) broken.push(`${id} was to be taken back and is ${rest}`);
  }
  return { ended: at.ended, outcome: at.ended ? outcomeOf(laidOut, at.state) : 'running', broken };
}

/** Nothing of it is left to undo. */
function isAtRest(state: string, id: string, { states, definition, byId }: Chart): boolean {
  const hasWay = wayBack(definition.steps[byId.get(id)?.step ?? ''] as HandlerStep) !== undefined;
  return states[id]?.states[state]?.type === 'final' && !(state === 'completed' && hasWay);
}

function anyReversal(random: Random, { regions }: Chart): AskedReversal {
  const kind = random.pick(['withdrawn', 'cancelled', 'revoked'] as const) ?? 'withdrawn';
  if (random.chance(0.4)) return { kind };
  return { kind: 'revoked', region: regionOf(chart, random.pick(regions)?.id ?? '').id };
}

describe('a case that is taken back at any point', () => {
  it('ends in a declared outcome, with every effect undone once, in order, or kept for a reason', () => {
    const outcomes = new Map<string, number>();
    for (let seed = 1; seed <= 150; seed += 1) {
      const { ended, outcome, broken } = walk(seed, chart);
      expect({ seed, ended, broken }).toEqual({ seed, ended: true, broken: [] });
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    for (const kind of ['withdrawn', 'cancelled', 'revoked', 'partiallyCompleted']) {
      expect(outcomes.get(kind)).toBeGreaterThan(2);
    }
  });

  it('the walk notices an undo that does not wait', () => {
    const states = JSON.parse(JSON.stringify(chart.states)) as Chart['states'];
    const hasty = { ...chart, states, guards: { ...chart.guards }, fingerprint: 'hasty' };
    const guard = 'ticket@1: is taken back and nothing stands on it';
    Object.assign(hasty.guards, { [guard]: { holds: { fact: undoFact('ticket@1'), is: true } } });
    const broken = Array.from({ length: 100 }, (_, seed) => walk(seed, hasty).broken).flat();
    expect(broken.filter((what) => what.startsWith('ticket@1 is undone before'))).not.toEqual([]);
  });
});
