import { Random } from '../engine/testing/random';
import { amendFact, CORRECTED } from './amend-mark';
import { factsOfAmendment } from './amending';
import { buildChart, type Chart } from './chart';
import type { LifeEvent, Step } from './definition';
import { correctableChart } from './correctable-chart';
import { correctableRegions } from './data-flow';
import { migrateState } from './migrate-state';
import { outcomeOf } from './outcome';
import { judgeCorrection } from './plan-correction';
import { judgeReversal } from './plan-reversal';
import { absolutePath } from './record';
import { reversibleChart } from './reversible-chart';
import { REVERSED } from './taking-back';
import { journey } from './testing/journey';
import { registry } from './testing/registry';
import { beginChart, moveChart, readState, type StateText, type Transition } from './transition';
import { findDefects } from './validate-definition';

const chart = correctableChart(reversibleChart(buildChart(registry, 1)));
type Accepted = Transition & { accepted: true };

const inState = (other: Record<string, string> = {}, facts: object = {}): StateText =>
  JSON.stringify({ v: Object.fromEntries(chart.regions.map(({ id }) => [id, other[id] ?? 'completed'])), f: facts });

function move(state: StateText, type: string, facts?: object, on = chart): Accepted {
  const moved = moveChart(on, state, facts === undefined ? { type } : { type, facts: facts as never });
  if (!moved.accepted) throw new Error(`${type} is refused in ${state}`);
  return moved;
}

const SEX = 'persons.0.sex';
const NAME = 'persons.0.name';

function correct(state: StateText, ...paths: string[]): Accepted {
  const judged = judgeCorrection(chart, state, paths);
  if ('refused' in judged) throw new Error(judged.refused);
  return move(state, CORRECTED, judged.facts);
}

/** A region's event, with the fields by absolute path that it has changed. */
function say(state: StateText, region: string, word: string, changed: readonly string[] = [], on = chart): Accepted {
  const type = `${region}.${word}`;
  return move(
    state,
    type,
    factsOfAmendment(on, state, region, type, () => changed),
    on,
  );
}

const asked = ({ effects }: Accepted): string[] =>
  effects.flatMap(({ type, region }) => (type === 'dispatchAmend' || type === 'openAmendTask' ? [region] : []));

const step = (name: string): string => `${name}@1`;

describe('a correction', () => {
  it('asks first for what was made from nothing else that changes, and for each of the others once, in their order', () => {
    let at = correct(inState(), SEX, NAME);
    expect(asked(at).sort()).toEqual(['certify@1', 'file@1', 'look@1']);
    expect(at.ended).toBe(false);
    at = say(at.state, 'file@1', 'amend.completed');
    expect(asked(at)).toEqual([]);
    at = say(at.state, 'certify@1', 'amend.completed', ['persons.0.certificate']);
    expect(asked(at)).toEqual(['enter@1']);
    at = say(at.state, 'enter@1', 'amend.completed', ['persons.0.number']);
    expect(asked(at).sort()).toEqual(['card@1', 'file+number@1', 'insure@1']);
    for (const id of ['card@1', 'file+number@1', 'insure@1', 'look@1']) at = say(at.state, id, 'amend.completed');
    expect(at.ended).toBe(true);
    expect(outcomeOf(chart, at.state)).toBe('completed');
    expect(readState(at.state).regions).toEqual(readState(inState()).regions);
  });

  it('asks nobody for what was made from a result that came out the same', () => {
    let at = correct(inState(), SEX);
    at = say(at.state, 'certify@1', 'amend.completed', ['persons.0.certificate']);
    at = say(at.state, 'enter@1', 'amend.completed');
    expect(asked(at)).toEqual([]);
    expect(say(at.state, 'file@1', 'amend.completed').ended).toBe(true);
  });

  it('has nothing begun with a result that is about to be put right', () => {
    const at = correct(inState({ 'certify@1': 'active', 'enter@1': 'waiting', 'insure@1': 'waiting' }), SEX);
    expect(asked(at)).toEqual(['file@1']);
    const done = say(at.state, 'certify@1', 'completed');
    expect(asked(done)).toEqual(['certify@1']);
    expect(readState(done.state).regions['enter@1']).toBe('waiting');
    const right = say(done.state, 'certify@1', 'amend.completed', ['persons.0.certificate']);
    expect(readState(right.state).regions['enter@1']).toBe('active');
    expect(asked(say(right.state, 'enter@1', 'completed'))).toEqual([]);
  });

  it('of what has not begun yet changes nothing but the record', () => {
    const waiting = Object.fromEntries(chart.regions.map(({ id }) => [id, 'waiting']));
    const judged = judgeCorrection(chart, inState({ ...waiting, 'certify@1': 'suspended' }), [SEX]);
    expect(judged).toEqual({ facts: {}, plan: [] });
  });

  it('that comes again while a result is put right has that put right once more, with what is right then', () => {
    const first = correct(inState(), SEX);
    const second = correct(first.state, SEX);
    expect(asked(second)).toEqual([]);
    const at = say(second.state, 'certify@1', 'amend.completed', ['persons.0.certificate']);
    expect(asked(at)).toEqual(['certify@1']);
    expect(readState(at.state).facts[amendFact('enter@1')]).toBe('due');
    const over = say(at.state, 'certify@1', 'amend.completed', ['persons.0.certificate']);
    expect(asked(over)).toEqual(['enter@1']);
  });

  it('asked anew after a failure, a step is given what is right, and is not put right afterwards', () => {
    const at = correct(inState({ 'file@1': 'failed' }), SEX);
    const again = say(at.state, 'file@1', 'retried');
    expect(asked(say(again.state, 'file@1', 'completed'))).toEqual([]);
    expect(asked(say(at.state, 'file@1', 'resolved'))).toEqual(['file@1']);
  });

  it('what the department refuses is a task of its staff, who may leave it: the case has then not done all', () => {
    let at = correct(inState({ 'look@1': 'waiting', 'certify@1': 'refused', 'enter@1': 'skipped:need-unmet' }), SEX);
    at = say(at.state, 'file@1', 'amend.refused');
    expect(asked(at)).toEqual(['file@1']);
    at = say(at.state, 'file@1', 'amend.refused');
    expect(readState(at.state)).toMatchObject({
      regions: { 'file@1': 'completed' },
      facts: { 'amend.file@1': 'left' },
    });
    const whole = correct(inState({}), SEX);
    let end = say(say(whole.state, 'file@1', 'amend.refused').state, 'file@1', 'amend.refused');
    end = say(end.state, 'certify@1', 'amend.completed');
    end = say(end.state, 'enter@1', 'amend.completed');
    expect(outcomeOf(chart, end.state)).toBe('partiallyCompleted');
  });

  it.each([
    ['retried', 'correcting', 'asked'],
    ['skipped', 'completed', 'left'],
    ['resolved', 'completed', 'amended'],
  ])('that fails is left to an operator: %s', (repair, state, mark) => {
    const failed = say(correct(inState(), SEX).state, 'file@1', 'amend.failed');
    const at = say(failed.state, 'file@1', repair);
    expect(readState(at.state).regions['file@1']).toBe(state);
    expect(readState(at.state).facts['amend.file@1']).toBe(mark);
  });

  it('what an operator has put right by hand has its followers put right too', () => {
    let at = say(correct(inState(), SEX).state, 'certify@1', 'amend.failed');
    at = say(at.state, 'certify@1', 'resolved', ['persons.0.certificate']);
    expect(asked(at)).toEqual(['enter@1']);
  });

  it('of one person does not touch what was made for another', () => {
    const two = correctableChart(reversibleChart(buildChart(registry, 2)));
    const state = JSON.stringify({ v: Object.fromEntries(two.regions.map(({ id }) => [id, 'completed'])), f: {} });
    const judged = judgeCorrection(two, state, ['persons.1.sex']);
    const regions = 'plan' in judged ? judged.plan.map(({ region }) => region) : [];
    expect(regions.filter((id) => !id.endsWith('@2'))).toEqual([]);
    expect(regions).not.toContain('map');
    expect(regions).toHaveLength(6);
  });
});

describe('the plan of a correction', () => {
  it('names who is asked for what, after what, and what may follow', () => {
    const judged = judgeCorrection(chart, inState({ 'insure@1': 'active' }), [SEX]);
    const plan = 'plan' in judged ? judged.plan : [];
    const line = (id: string) => plan.find(({ region }) => region === id);
    const sure = { isCertain: true, isInHand: false };
    expect(line('certify@1')).toEqual({
      ...sure,
      region: 'certify@1',
      action: 'amend',
      matter: 'health.reissue',
      after: [],
    });
    expect(line('enter@1')).toMatchObject({ ...sure, matter: 'police.change', after: ['certify@1'] });
    expect(line('card@1')).toMatchObject({ isCertain: false, action: 'byHand', after: ['certify@1', 'enter@1'] });
    expect(line('insure@1')).toMatchObject({ isCertain: false, isInHand: true });
    expect(line('file+number@1')).toMatchObject({ action: 'amend', matter: 'clinic.addNumber', isCertain: false });
    expect([line('look@1'), line('map')]).toEqual([undefined, undefined]);
    const place = plan.map(({ region }) => region);
    for (const { region, after } of plan) {
      for (const id of after) expect(place.indexOf(id)).toBeLessThan(place.indexOf(region));
    }
  });
});

describe('what cannot be corrected', () => {
  const refused = (state: StateText) => judgeCorrection(chart, state, [SEX]);

  it('a case that is taken back, in whole or in part, as long as that goes on', () => {
    const judged = judgeReversal(chart, inState({}), { kind: 'revoked', region: 'insure@1' });
    const at = move(inState({}), REVERSED, 'facts' in judged ? judged.facts : {});
    expect(refused(at.state)).toEqual({ refused: 'being-taken-back' });
    const over = move(at.state, 'insure@1.undo.completed');
    expect(refused(over.state)).toMatchObject({ facts: { 'amend.enter@1': 'due' } });
    expect(refused(inState({}, { reversal: 'withdrawn' }))).toEqual({ refused: 'being-taken-back' });
  });

  it('a case that was rejected', () => {
    expect(refused(inState({}, { stopped: true }))).toEqual({ refused: 'has-ended' });
  });

  it('a definition that lets nothing be corrected has no state for it', () => {
    const plain = reversibleChart(buildChart(journey, 2));
    expect(correctableRegions(plain)).toEqual([]);
    expect(correctableChart(plain)).toBe(plain);
  });
});

describe('taking back what is put right', () => {
  const revoke = (state: StateText, region: string): Accepted => {
    const judged = judgeReversal(chart, state, { kind: 'revoked', region });
    if ('refused' in judged) throw new Error(judged.refused);
    return move(state, REVERSED, judged.facts);
  };

  it.each(['correcting', 'amendByHand', 'amendFailed'])('undoes it at once, whatever became of that: %s', (state) => {
    const facts = { 'amend.insure@1': 'asked' };
    const at = revoke(inState({ 'insure@1': state }, facts), 'insure@1');
    expect(readState(at.state).regions['insure@1']).toBe('compensating');
  });

  it('leaves what has nothing to undo as it is', () => {
    const at = revoke(inState({ 'card@1': 'amendByHand' }, { 'amend.card@1': 'asked' }), 'enter@1');
    expect(readState(at.state).regions['card@1']).toBe('completed');
  });

  it('does not put right what is about to be undone', () => {
    const at = revoke(correct(inState(), SEX).state, 'certify@1');
    expect(asked(at)).toEqual([]);
    const { regions } = readState(at.state);
    expect(regions).toMatchObject({ 'insure@1': 'compensating', 'enter@1': 'completed', 'certify@1': 'correcting' });
    const next = move(at.state, 'insure@1.undo.completed');
    expect(readState(next.state).regions['enter@1']).toBe('compensating');
    expect(readState(move(next.state, 'enter@1.undo.completed').state).regions['certify@1']).toBe('compensating');
  });

  it('a case that has run its course is not withdrawn because something of it is put right', () => {
    const { state } = correct(inState(), SEX);
    expect(judgeReversal(chart, state, { kind: 'withdrawn' })).toEqual({ refused: 'has-ended' });
  });
});

describe('another version of the definition', () => {
  const next = correctableChart(reversibleChart(buildChart({ ...registry, version: 2 }, 1)));

  it('is not followed by a case of which something is put right', () => {
    expect(migrateState(chart, next, correct(inState({ map: 'active' }), SEX).state)).toEqual({
      migrates: false,
      reasons: ['something of the case is put right'],
    });
  });

  it('is followed by one that was, which still knows what was left', () => {
    const facts = { 'amend.file@1': 'left', 'amend.certify@1': 'amended' };
    const migration = migrateState(chart, next, inState({ map: 'active' }, facts));
    expect(migration.migrates && readState(migration.state).facts).toEqual(facts);
  });
});

describe('a definition in which something can be corrected', () => {
  const withSteps = (change: Partial<LifeEvent>): string[] => findDefects({ ...registry, ...change });
  const { corrections, steps } = registry;

  it('names what nobody has reported, and lets somebody correct', () => {
    const wrong = { ...corrections, by: [], provides: ['person.number'], adds: ['person.sex'] };
    expect(withSteps({ corrections: wrong as never })).toEqual([
      'lets "person.number" be corrected, which the trigger does not provide',
      'lets "person.sex" be added, which cannot be corrected',
      'lets nobody correct what can be corrected',
    ]);
  });

  it('has no results that are made from each other in a circle: a correction would never end', () => {
    const certify = { ...steps['certify'], reads: ['person.sex', 'person.number?'] } as Step;
    expect(withSteps({ steps: { ...steps, certify } })).toEqual([
      expect.stringContaining("steps read each other's results in a circle: certify → enter → certify"),
    ]);
  });
});

/** Begins a case and moves it at random, while fields are corrected; then everybody answers somehow. */
function walk(seed: number, on: Chart): { broken: string[]; asks: number; corrections: number } {
  const random = new Random(seed);
  const { definition } = on;
  const broken: string[] = [];
  /** How often each field has changed, and with which of those each region was asked, and has its result. */
  const versions: Record<string, number> = {};
  const given = new Map<string, string>();
  const held = new Map<string, string>();
  let [asks, corrections] = [0, 0];
  const [mayCorrect, mayReverse] = [random.below(60), random.chance(0.2)];
  const partsOf = (id: string) => {
    const region = on.byId.get(id);
    const parts = definition.steps[region?.step ?? ''] as Step;
    const all = (paths: readonly string[]) => paths.map((path) => absolutePath(definition, path, region?.subject ?? 0));
    return { parts, reads: all(parts.reads), writes: all(parts.writes) };
  };
  const seenBy = (id: string): string =>
    partsOf(id)
      .reads.map((path) => versions[path] ?? 0)
      .join();
  let at = beginChart(on, {});
  const note = (before: Record<string, string>): void => {
    for (const { type: effect, region } of at.effects) {
      if (effect === 'dispatch' || effect === 'openTask') given.set(region, seenBy(region));
      if (effect !== 'dispatchAmend' && effect !== 'openAmendTask') continue;
      asks += 1;
      const isNew = before[region] === 'completed' || before[region] === 'active' || before[region] === 'proposed';
      if (isNew && held.get(region) === seenBy(region)) broken.push(`${region} is put right for nothing`);
      given.set(region, seenBy(region));
    }
  };
  note({});
  for (let moves = 0; moves < 600; moves += 1) {
    const { regions } = readState(at.state);
    if (at.ended && moves > mayCorrect) break;
    const isCorrection = moves <= mayCorrect && random.chance(0.1);
    if (isCorrection) {
      const path = random.pick([SEX, NAME]) as string;
      const judged = judgeCorrection(on, at.state, [path]);
      if ('refused' in judged) continue;
      corrections += 1;
      versions[path] = (versions[path] ?? 0) + 1;
      at = move(at.state, CORRECTED, judged.facts, on);
      note(regions);
      continue;
    }
    if (mayReverse && moves <= mayCorrect && random.chance(0.02)) {
      const judged = judgeReversal(on, at.state, { kind: 'revoked', region: random.pick(on.regions)?.id ?? '' });
      if ('refused' in judged) continue;
      at = move(at.state, REVERSED, judged.facts, on);
      note(regions);
      continue;
    }
    const events = on.regions.flatMap(({ id }) =>
      Object.keys(on.states[id]?.states[regions[id] ?? '']?.on ?? {}).map(
        (type) => [id, type.slice(id.length + 1)] as const,
      ),
    );
    const [id, word] = random.pick(events) ?? [];
    if (id === undefined || word === undefined) continue;
    const { writes } = partsOf(id);
    const ends = /^(completed|amend\.completed|resolved)$/.test(word);
    const changed = !ends ? [] : word === 'completed' ? writes : writes.filter(() => random.chance(0.6));
    if (ends) held.set(id, given.get(id) ?? '');
    at = say(at.state, id, word, changed, on);
    for (const path of changed) versions[path] = (versions[path] ?? 0) + 1;
    note(regions);
  }
  if (!at.ended) broken.push('it does not end');
  const { regions, facts } = readState(at.state);
  for (const { id } of correctableRegions(on)) {
    if (regions[id] !== 'completed' || facts[amendFact(id)] === 'left' || facts[`undo.${id}`] === true) continue;
    if (held.get(id) !== seenBy(id)) broken.push(`${id} is not right: ${held.get(id)} is now ${seenBy(id)}`);
  }
  return { broken, asks, corrections };
}

describe('a case that is corrected at any point', () => {
  it('has every result made from what is right in the end, or left by somebody, and none put right for nothing', () => {
    let [asks, corrections] = [0, 0];
    for (let seed = 1; seed <= 200; seed += 1) {
      const walked = walk(seed, chart);
      expect({ seed, broken: walked.broken }).toEqual({ seed, broken: [] });
      asks += walked.asks;
      corrections += walked.corrections;
    }
    expect(corrections).toBeGreaterThan(200);
    expect(asks).toBeGreaterThan(corrections);
  });

  it('the walk notices a result that is put right before what it was made from', () => {
    const guard = `${step('enter')}: is not right any more and what it was made from is`;
    const hasty: Chart = {
      ...chart,
      guards: { ...chart.guards, [guard]: { holds: { fact: amendFact(step('enter')), is: 'due' } } },
      fingerprint: 'hasty-amend',
    };
    const asksIn = (on: Chart) => Array.from({ length: 60 }, (_, seed) => walk(seed, on).asks).reduce((a, b) => a + b);
    expect(asksIn(hasty)).toBeGreaterThan(asksIn(chart));
  });
});
