import { buildChart } from './chart';
import { fact } from './condition';
import { immediately, workingDays } from './limit';
import {
  askApplicant,
  every,
  handToCounter,
  lifeEvent,
  notApplicable,
  settled,
  step,
  stopCase,
  task,
  wait,
  when,
  remind,
  learn,
  refuse,
} from './language';
import { loadDefinition } from './validate-definition';
import { beginChart, moveChart, readState, type ChartEvent } from './transition';
import { outcomeOf } from './outcome';
import { transition } from 'xstate';
import { compileMachine } from './compile-machine';

class Form {}
const text = { 'zh-CN': '步骤', en: 'step' };
const matter = {
  title: text,
  matterCode: '000',
  legalBasis: 'a law',
  limit: immediately,
  repeat: 'sameKeySameAnswer' as const,
};

/** A library card: one per reader, and the family gets a shelf. Small, and it uses every word of the language. */
const card = loadDefinition(
  lifeEvent({
    name: 'library-card',
    version: 1,
    title: text,
    numberPrefix: 'LC',
    trigger: {
      by: ['hospital'],
      form: Form,
      provides: ['family.name', 'family.since', 'reader.name', 'reader.photo?'],
      check: () => [],
      begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
    },
    subject: { name: 'reader', list: 'readers', atMost: 3 },
    facts: { abroad: [true, false], 'reader.photoKnown': [true, false], late: [true, false] },
    signals: { photo: { by: ['citizen'], form: Form, check: () => [], fields: () => ({}) } },
    steps: {
      photo: wait({
        title: text,
        per: 'reader',
        signal: 'photo',
        unless: [when(fact('reader.photoKnown'), notApplicable('known'))],
        writes: ['reader.photo'],
        timers: [remind('day7', 7, 'family.since', 'citizen'), learn('day30', 30, 'family.since', { late: true })],
        learns: { 'reader.photoKnown': true },
      }),
      issue: step('library.issueCard', {
        ...matter,
        per: 'reader',
        needs: [settled('photo')],
        unless: [when(fact('abroad'), handToCounter('abroad'))],
        reads: ['reader.name', 'reader.photo'],
        writes: ['reader.cardNumber'],
        onRefusal: { 'photo-blurred': askApplicant, fraud: stopCase, otherwise: refuse },
      }),
      welcome: step('library.sendLetter', { ...matter, per: 'reader', needs: ['issue'], reads: ['reader.cardNumber'] }),
      shelf: task({
        title: text,
        department: 'library',
        role: 'departmentStaff',
        limit: workingDays(2),
        needs: [every('issue')],
      }),
      greet: step('library.greet', { ...matter, reads: ['family.name'] }),
    },
    always: [],
  }),
);

const chart = (subjects = 1) => buildChart(card, subjects);
const known = { abroad: false, 'reader.1.photoKnown': true, 'reader.2.photoKnown': true };

/** Plays events and returns the position; an event that is refused fails the test. */
function play(subjects: number, facts: Record<string, boolean>, ...events: (string | ChartEvent)[]) {
  let at = beginChart(chart(subjects), facts);
  for (const event of events) {
    const next = moveChart(chart(subjects), at.state, typeof event === 'string' ? { type: event } : event);
    if (!next.accepted) throw new Error(`refused: ${JSON.stringify(event)}`);
    at = next;
  }
  return { ...at, ...readState(at.state) };
}

describe('a chart', () => {
  it('starts every step whose needs are met at once, and no other', () => {
    const at = play(1, known);
    expect(at.regions).toEqual({
      'photo@1': 'notApplicable:known',
      'issue@1': 'active',
      'welcome@1': 'waiting',
      shelf: 'waiting',
      greet: 'active',
    });
    expect(at.effects).toEqual([
      { type: 'dispatch', region: 'greet' },
      { type: 'dispatch', region: 'issue@1' },
    ]);
  });

  it('runs nothing: effects come back as plain data that survives JSON', () => {
    const { effects } = play(1, { ...known, 'reader.1.photoKnown': false });
    expect(JSON.parse(JSON.stringify(effects))).toEqual(effects);
    expect(effects).toContainEqual({ type: 'startTimer', region: 'photo@1', timer: 'day7' });
  });

  it('starts the next steps in the same move that completes what they need', () => {
    const at = play(1, known, 'issue@1.completed');
    expect(at.regions).toMatchObject({ 'welcome@1': 'active', shelf: 'active' });
    expect(at.effects).toEqual([
      { type: 'close', region: 'issue@1' },
      { type: 'dispatch', region: 'welcome@1' },
      { type: 'openTask', region: 'shelf' },
    ]);
  });

  it('says "refused" for an event that is not expected, where XState stays silent', () => {
    const { state } = play(1, known, 'issue@1.completed');
    expect(moveChart(chart(), state, { type: 'issue@1.completed' })).toEqual({ accepted: false });
    expect(moveChart(chart(), state, { type: 'nobody.knows' })).toEqual({ accepted: false });
    const machine = compileMachine(chart());
    const { regions, facts } = readState(state);
    const before = machine.resolveState({ value: regions, context: facts });
    const [after, actions] = transition(machine, before, { type: 'issue@1.completed' });
    expect([after.value, actions]).toEqual([before.value, []]);
  });

  it('keeps one twin going when the other is refused', () => {
    const at = play(2, known, 'issue@2.refused.refuse', 'issue@1.completed');
    expect(at.regions).toMatchObject({
      'welcome@1': 'active',
      'issue@2': 'refused',
      'welcome@2': 'skipped:need-unmet',
      shelf: 'active',
    });
  });

  it('gives up a step of the whole case only when no subject made it', () => {
    expect(play(2, known, 'issue@1.refused.refuse').regions['shelf']).toBe('waiting');
    expect(play(2, known, 'issue@1.completed').regions['shelf']).toBe('waiting');
    expect(play(2, known, 'issue@1.refused.refuse', 'issue@2.refused.refuse').regions['shelf']).toBe(
      'skipped:need-unmet',
    );
  });

  it('suspends a step while the applicant corrects, and dispatches it again afterwards', () => {
    const at = play(1, known, 'issue@1.refused.askApplicant');
    expect(at.regions['issue@1']).toBe('suspended');
    expect(at.effects).toContainEqual({ type: 'openCorrection', region: 'issue@1' });
    const again = play(1, known, 'issue@1.refused.askApplicant', 'issue@1.corrected');
    expect(again.effects).toContainEqual({ type: 'dispatch', region: 'issue@1' });
  });

  it('opens an incident when a step fails, and closes it on retry', () => {
    expect(play(1, known, 'greet.failed').effects).toContainEqual({ type: 'openIncident', region: 'greet' });
    const at = play(1, known, 'greet.failed', 'greet.retried');
    expect(at.effects).toEqual([
      { type: 'closeIncident', region: 'greet' },
      { type: 'dispatch', region: 'greet' },
    ]);
  });

  it('stops everything still open when the case is stopped', () => {
    const at = play(2, known, 'issue@1.refused.stopCase');
    expect(at.ended).toBe(true);
    expect(at.regions).toMatchObject({
      'issue@1': 'refused',
      'issue@2': 'skipped:case-stopped',
      greet: 'skipped:case-stopped',
    });
    expect(at.effects).toContainEqual({ type: 'close', region: 'issue@2' });
    expect(outcomeOf(chart(2), at.state)).toBe('rejected');
  });

  it('carries on every step that can when one is handed to a counter', () => {
    const at = play(1, { ...known, abroad: true }, 'greet.completed');
    expect(at.regions).toMatchObject({ 'issue@1': 'manual:abroad', 'welcome@1': 'skipped:need-unmet' });
    expect([at.ended, outcomeOf(chart(), at.state)]).toEqual([true, 'partiallyCompleted']);
  });

  it('learns facts from timers and signals, and cancels the timers with the wait', () => {
    const waiting = { abroad: false, 'reader.1.photoKnown': false };
    const late = play(1, waiting, 'photo@1.timer.day30');
    expect([late.facts['late'], late.regions['photo@1']]).toEqual([true, 'active']);
    expect(play(1, waiting, 'photo@1.timer.day7').effects).toEqual([
      { type: 'remind', region: 'photo@1', timer: 'day7' },
    ]);
    const over = play(1, waiting, 'photo@1.completed');
    expect(over.effects).toEqual([
      { type: 'cancelTimers', region: 'photo@1' },
      { type: 'dispatch', region: 'issue@1' },
    ]);
    expect(over.facts['reader.1.photoKnown']).toBe(true);
  });

  it('ends completed when all is done or not applicable', () => {
    const at = play(1, known, 'greet.completed', 'issue@1.completed', 'welcome@1.completed', 'shelf.completed');
    expect([at.ended, outcomeOf(chart(), at.state), at.effects]).toEqual([
      true,
      'completed',
      [{ type: 'close', region: 'shelf' }],
    ]);
  });

  it('answers the same from memory as from XState, whatever the order of the facts', () => {
    const first = beginChart(chart(), { abroad: false, 'reader.1.photoKnown': true });
    const second = beginChart(chart(), { 'reader.1.photoKnown': true, abroad: false });
    expect(second.state).toBe(first.state);
    for (let i = 0; i < 2_500; i += 1) moveChart(chart(), first.state, { type: 'greet.completed' });
  });
});
