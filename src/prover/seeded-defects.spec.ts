import {
  atMostOnce,
  before,
  buildChart,
  fact,
  never,
  not,
  notApplicable,
  settled,
  skip,
  step,
  until,
  remind,
  reversibleChart,
  wait,
  when,
  type LifeEvent,
} from '../core';
import type { ChartAction, ChartState, Guard } from '../core/chart';
import type { Claim } from './found';
import { prove, type ProveOptions } from './prove';
import { withState } from './testing/break-chart';
import { card, permit } from './testing/small-definitions';
import { matter, readers, signal, small, title } from './testing/words';

/** One defect: a definition, perhaps laid out wrongly, the claim that it violates, and how that is told. */
type Seeded = readonly [
  name: string,
  definition: LifeEvent,
  claim: Claim,
  told: RegExp,
  layOut?: ProveOptions['layOut'],
  layBack?: ProveOptions['layBack'],
];

const cards = small({ ...card, subject: readers(1) });
const cardsOfTwo = small(card);
const permits = small(permit);

type Change = (state: ChartState) => Partial<ChartState>;
type Layout = NonNullable<ProveOptions['layOut']>;

const laidOut =
  (of: string, state: string, change: Change): Layout =>
  (definition, subjects) =>
    withState(buildChart(definition, subjects), of, state, (one) => ({ ...one, ...change(one) }));

/** Without the arrows whose event ends so. */
const noArrow = (of: string, state: string, ending: string): Layout =>
  laidOut(of, state, ({ on = {} }) => ({
    on: Object.fromEntries(Object.entries(on).filter(([event]) => !event.endsWith(`.${ending}`))),
  }));

/** With the arrows whose event ends so led elsewhere. */
const ledTo = (of: string, state: string, ending: string, target: string): Layout =>
  laidOut(of, state, ({ on = {} }) => ({
    on: Object.fromEntries(
      Object.entries(on).map(([event, arrow]) => [event, event.endsWith(`.${ending}`) ? { ...arrow, target } : arrow]),
    ),
  }));

const without =
  (type: string) =>
  (list: readonly ChartAction[] = []): ChartAction[] =>
    list.filter((action) => action.type !== type);
const noEntry = (of: string, state: string, type: string): Layout =>
  laidOut(of, state, ({ entry }) => ({ entry: without(type)(entry) }));
const noExit = (of: string, state: string, type: string): Layout =>
  laidOut(of, state, ({ exit }) => ({ exit: without(type)(exit) }));
const noAutomaticArrow = (of: string, guard: string): Layout =>
  laidOut(of, 'waiting', ({ always = [] }) => ({
    always: always.filter((one) => one.guard?.endsWith(guard) !== true),
  }));

/** With one more arrow. */
const arrow =
  (of: string, state: string, event: string, target: string): Layout =>
  (definition, subjects) => {
    const chart = buildChart(definition, subjects);
    const states = { ...chart.states };
    for (const { id, step: name } of chart.regions) {
      const region = chart.states[id];
      const found = region?.states[state];
      if (name !== of || region === undefined || found === undefined) continue;
      const on = { ...found.on, [`${id}.${event}`]: { target } };
      states[id] = { ...region, states: { ...region.states, [state]: { ...found, on } } };
    }
    return { ...chart, states, fingerprint: `${chart.fingerprint} ${of} ${state} ${event} ${target}` };
  };

const work = (words: object = {}) => step('library.work', { ...matter, ...words });
const made = (steps: Parameters<typeof small>[0]['steps'], more: Partial<Parameters<typeof small>[0]> = {}) =>
  small({ signals: { told: signal }, ...more, steps });

const UNEXPECTED = /does not expect what comes last/;

const answers: Seeded[] = [
  ['a refusal has no arrow', cards, 'answered', UNEXPECTED, noArrow('shelf', 'active', 'refused.refuse')],
  ['a refusal by name has no arrow', cards, 'answered', UNEXPECTED, noArrow('issue', 'active', 'refused.manual:elsewhere')],
  ['a request for correction has no arrow', cards, 'answered', UNEXPECTED, noArrow('issue', 'active', 'refused.askApplicant')],
  ['a refusal that stops the case has no arrow', cards, 'answered', UNEXPECTED, noArrow('issue', 'active', 'refused.stopCase')],
  ['success has no arrow', cards, 'answered', UNEXPECTED, noArrow('shelf', 'active', 'completed')],
  ['failure after all attempts has no arrow', cards, 'answered', UNEXPECTED, noArrow('shelf', 'active', 'failed')],
  ['what the applicant corrects has no arrow', cards, 'answered', UNEXPECTED, noArrow('issue', 'suspended', 'corrected')],
  ['giving up has no arrow', cards, 'answered', UNEXPECTED, noArrow('issue', 'suspended', 'givenUp')],
  ['the retry of an operator has no arrow', cards, 'answered', UNEXPECTED, noArrow('shelf', 'failed', 'retried')],
  ['the skip of an operator has no arrow', cards, 'answered', UNEXPECTED, noArrow('shelf', 'failed', 'skipped')],
  ['what an operator resolves has no arrow', cards, 'answered', UNEXPECTED, noArrow('shelf', 'failed', 'resolved')],
  ['a reminder has no arrow', cards, 'answered', UNEXPECTED, noArrow('photo', 'active', 'timer.day7')],
  ['the date that ends a wait has no arrow', permits, 'answered', UNEXPECTED, noArrow('ready', 'active', 'timer.day9')],
  ['the signal that a wait waits for has no arrow', cards, 'answered', UNEXPECTED, noArrow('photo', 'active', 'completed')],
  ['a proposal that is confirmed has no arrow', permits, 'answered', UNEXPECTED, noArrow('decide', 'proposed', 'completed')],
  ['a proposal that is sent back has no arrow', permits, 'answered', UNEXPECTED, noArrow('decide', 'proposed', 'sentBack')],
  ['advice has no arrow', permits, 'answered', UNEXPECTED, noArrow('decide', 'escalated', 'returned')],
  ['a request of an officer has no arrow', permits, 'answered', UNEXPECTED, noArrow('decide', 'active', 'correctionRequested')],
  ['a step under way can be retried', cards, 'answered', /moved by a message that nobody waits for/, arrow('shelf', 'active', 'retried', 'completed')],
  ['a signal counts before its wait has begun', made({ first: work(), told: wait({ title, needs: ['first'], signal: 'told' }) }), 'answered', /nobody waits for/, arrow('told', 'waiting', 'completed', 'completed')],
  ['an arrow is there that nothing takes', cards, 'answered', /nothing ever says "shelf.approved"/, arrow('shelf', 'active', 'approved', 'completed')],
  ['a chart plans what the engine does not know', cards, 'answered', /breaks the fold/, laidOut('shelf', 'failed', ({ entry = [] }) => ({ entry: [...entry, { type: 'telephone', params: { region: 'shelf' } }] }))],
]; // prettier-ignore

const owners: Seeded[] = [
  ['a reminder survives its step', cards, 'owned', /timer "day7" outlives/, noExit('photo', 'active', 'cancelTimers')],
  ['an execution survives its step', cardsOfTwo, 'owned', /an open handler outlives/, noExit('issue', 'active', 'close')],
  ['a task survives its step', permits, 'owned', /an open task outlives/, noExit('decide', 'active', 'close')],
  ['a review survives its proposal', permits, 'owned', /an open review outlives/, noExit('decide', 'proposed', 'close')],
  ['a question survives its answer', permits, 'owned', /an open escalation outlives/, noExit('decide', 'escalated', 'close')],
  ['a correction survives the stop of the case', cardsOfTwo, 'owned', /an open correction outlives/, noExit('issue', 'suspended', 'close')],
  ['an incident survives its repair', cards, 'owned', /an incident outlives/, noExit('shelf', 'failed', 'closeIncident')],
  ['a department is never asked', cards, 'owned', /nothing can wake "shelf"/, noEntry('shelf', 'active', 'dispatch')],
  ['a task is never given to anybody', permits, 'owned', /nothing can wake "decide"/, noEntry('decide', 'active', 'openTask')],
  ['nobody is told of a failure', cards, 'owned', /nothing can wake "shelf" in state "failed"/, noEntry('shelf', 'failed', 'openIncident')],
  ['the applicant is never asked to correct', cards, 'owned', /nothing can wake "issue(@1)?" in state "suspended"/, noEntry('issue', 'suspended', 'openCorrection')],
  ['the timer of a date is never armed', permits, 'owned', /nothing can wake "ready"/, noEntry('ready', 'active', 'startTimer')],
]; // prettier-ignore

const endings: Seeded[] = [
  ['a join waits for a step that may be skipped', cards, 'converges', /"shelf" can never come to its end/, noAutomaticArrow('shelf', ': a need is unmet')],
  ['a join is never passed', cards, 'converges', /"shelf" can never come to its end/, noAutomaticArrow('shelf', ': needs are met')],
  ['steps need each other in a circle', made({ one: work({ needs: ['two'] }), two: work({ needs: ['one'] }) }), 'converges', /never come to its end/],
  ['a step needs itself', made({ one: work({ needs: ['one'] }) }), 'converges', /never come to its end/],
  ['a wait has neither a signal nor an end', made({ told: wait({ title, timers: [remind('day3', 3, 'family.since', 'citizen')] }) }), 'converges', /never come to its end/],
  ['what is done is no end', cards, 'converges', /never come to its end/, laidOut('shelf', 'failed', () => ({ on: {} }))],
  ['a failure is tried again at once, for ever', cards, 'converges', /goes round without any person/, ledTo('shelf', 'active', 'failed', 'waiting')],
  ['a refusal is asked again at once, for ever', cards, 'converges', /goes round without any person/, ledTo('shelf', 'active', 'refused.refuse', 'waiting')],
  ['a failure ends nowhere', cards, 'converges', /left alone when its department fails/, laidOut('shelf', 'active', ({ on = {} }) => ({ on: Object.fromEntries(Object.entries(on).map(([event, one]) => [event, event.endsWith('.failed') ? {} : one])) }))],
  ['an automatic arrow leads back to itself', permits, 'explored', /the chart breaks/, laidOut('check', 'active', () => ({ always: [{ target: 'waiting' }] }))],
]; // prettier-ignore

const runs: Seeded[] = [
  ['a reminder begins its wait anew', cards, 'converges', /"photo(@1)?" goes round/, ledTo('photo', 'active', 'timer.day7', 'waiting')],
  ['an automatic arrow goes round later', cards, 'answered', /breaks the fold/, laidOut('shelf', 'active', () => ({ always: [{ target: 'waiting' }] }))],
  ['a department is asked twice', cards, 'once', /two executions open at once/, laidOut('shelf', 'active', ({ entry = [] }) => ({ entry: [...entry, ...entry] }))],
  ['a refusal runs again although nobody has asked', cards, 'once', /runs again although no person/, ledTo('shelf', 'active', 'refused.refuse', 'waiting')],
  ['a failure runs again although nobody has asked', cards, 'once', /runs again although no person/, ledTo('shelf', 'active', 'failed', 'waiting')],
]; // prettier-ignore

const read = { reads: ['book.number'] };
const writer = work({ writes: ['book.number'] });
const fieldsRead: Seeded[] = [
  ['a field has no writer', made({ lend: work(read) }), 'fields', /reads "book.number"/],
  ['the writer of a field is not waited for', made({ find: writer, lend: work(read) }), 'fields', /reads "book.number"/],
  ['the writer of a field may have been refused', made({ find: writer, lend: work({ ...read, needs: [settled('find')] }) }), 'fields', /reads "book.number"/],
  ['the writer of a field may not have been asked for', made({ find: work({ writes: ['book.number'], unless: [when(fact('known'), notApplicable('known'))] }), lend: work({ ...read, needs: [settled('find')] }) }, { facts: { known: [true, false] } }), 'fields', /reads "book.number"/],
  ['a date may end the wait for a field', made({ told: wait({ title, signal: 'told', timers: [until('end', 9, 'family.since')], writes: ['book.number'] }), lend: work({ ...read, needs: ['told'] }) }), 'fields', /reads "book.number"/],
  ['a field that the form may leave out is taken for granted', made({ lend: work(read) }, { provides: ['book.number?'] }), 'fields', /reads "book.number"/],
  ['a field is known in one situation and read in the other', made({ lend: work({ ...read, unless: [when(fact('known'), skip('known'))] }) }, { provides: ['book.number?'], knownWhen: { 'book.number': fact('known') }, facts: { known: [true, false] } }), 'fields', /reads "book.number"/],
  ['the applicant is asked what a department brings', made({ find: writer }, { provides: ['book.number?'] }), 'fields', /"book.number" is asked of the applicant/],
]; // prettier-ignore

const undoing: Seeded[] = [
  ['another department is to undo', made({ find: work({ undo: 'police.undo' }) }), 'undone', /is undone by "police.undo"/],
  ['what is built on an undone step is left behind', made({ find: work({ writes: ['book.number'], undo: 'library.undo' }), lend: work({ ...read, needs: ['find'], writes: ['book.due'] }) }), 'undone', /"lend" is built on what "find" brings/],
  ['there is no last step to undo first', made({ one: work({ needs: ['two'] }), two: work({ needs: ['one'] }) }), 'undone', /no order/],
]; // prettier-ignore

/** The way back with one state changed. */
const back =
  (of: string, state: string, change: Change): NonNullable<ProveOptions['layBack']> =>
  (chart) =>
    withState(reversibleChart(chart), of, state, (one) => ({ ...one, ...change(one) }));
const noAnswer = (of: string, state: string, ending: string): NonNullable<ProveOptions['layBack']> =>
  back(of, state, ({ on = {} }) => ({
    on: Object.fromEntries(Object.entries(on).filter(([event]) => !event.endsWith(`.${ending}`))),
  }));
const backTo = (of: string, state: string, ending: string, target: string): NonNullable<ProveOptions['layBack']> =>
  back(of, state, ({ on = {} }) => ({
    on: Object.fromEntries(
      Object.entries(on).map(([event, one]) => [event, event.endsWith(`.${ending}`) ? { ...one, target } : one]),
    ),
  }));
/** With the first automatic arrow, by which a state is left when its step is taken back, led elsewhere or away. */
const struckTo = (of: string, state: string, target?: string): NonNullable<ProveOptions['layBack']> =>
  back(of, state, ({ always: [first, ...others] = [] }) => ({
    always: target === undefined ? others : [{ ...first, target }, ...others],
  }));
/** With a guard of the way back that asks less. */
const guardless =
  (of: string, kept: (part: Guard) => boolean): NonNullable<ProveOptions['layBack']> =>
  (chart) => {
    const whole = reversibleChart(chart);
    const guards = Object.fromEntries(
      Object.entries(whole.guards).map(([name, guard]): [string, Guard] =>
        name === `${of}: is taken back and nothing stands on it` && 'all' in guard
          ? [name, { all: guard.all.filter(kept) }]
          : [name, guard],
      ),
    );
    return { ...whole, guards, fingerprint: `${whole.fingerprint} ${of}` };
  };
const chain = made({
  find: work({ undo: 'library.undoFind' }),
  lend: work({ needs: ['find'], undo: 'library.undoLend' }),
  tell: work({ needs: [settled('lend')], undo: 'library.undoTell' }),
});

const takingBack: Seeded[] = [
  ['an undo has no arrow for success', chain, 'answered', UNEXPECTED, undefined, noAnswer('lend', 'compensating', 'undo.completed')],
  ['an undo has no arrow for a refusal', chain, 'answered', UNEXPECTED, undefined, noAnswer('lend', 'compensating', 'undo.refused')],
  ['an undo has no arrow for a failure', chain, 'answered', UNEXPECTED, undefined, noAnswer('lend', 'compensating', 'undo.failed')],
  ['a person who looks at a refused undo cannot leave it', chain, 'answered', UNEXPECTED, undefined, noAnswer('lend', 'undoByHand', 'undo.refused')],
  ['a failed undo cannot be retried', chain, 'answered', UNEXPECTED, undefined, noAnswer('lend', 'undoFailed', 'retried')],
  ['a department is never asked to undo', chain, 'owned', /nothing can wake "lend" in state "compensating"/, undefined, back('lend', 'compensating', () => ({ entry: [] }))],
  ['nobody is given a refused undo', chain, 'owned', /nothing can wake "lend" in state "undoByHand"/, undefined, back('lend', 'undoByHand', () => ({ entry: [] }))],
  ['nobody is told of a failed undo', chain, 'owned', /nothing can wake "lend" in state "undoFailed"/, undefined, back('lend', 'undoFailed', () => ({ entry: [] }))],
  ['an incident survives the repair of an undo', chain, 'owned', /an incident outlives/, undefined, back('lend', 'undoFailed', () => ({ exit: [] }))],
  ['an undo that fails is tried again at once, for ever', chain, 'converges', /goes round without any person/, undefined, backTo('lend', 'compensating', 'undo.failed', 'completed')],
  ['an undo that is refused is asked for again', chain, 'once', /"lend" is undone again although no person/, undefined, backTo('lend', 'compensating', 'undo.refused', 'completed')],
  ['an undo that is refused ends nowhere', chain, 'converges', /never come to its end/, undefined, back('lend', 'undoByHand', () => ({ on: {} }))],
  ['what is done stays although it is taken back', chain, 'undone', /"lend" stays as it is/, undefined, struckTo('lend', 'completed')],
  ['what was done is dropped', chain, 'undone', /"lend" may have done something that nobody undoes/, undefined, struckTo('lend', 'completed', 'skipped:taken-back')],
  ['a call that is out is forgotten', chain, 'undone', /"lend" may have done something that nobody undoes/, undefined, struckTo('lend', 'active', 'skipped:taken-back')],
  ['a call that failed is forgotten', chain, 'undone', /"lend" may have done something that nobody undoes/, undefined, struckTo('lend', 'failed', 'skipped:taken-back')],
  ['what has not begun is not ended', chain, 'converges', /"lend" can never come to its end/, undefined, back('lend', 'waiting', () => ({ always: [] }))],
  ['the first is undone before the last', chain, 'undone', /"find" is undone while "lend" still stands on it \("completed"\)/, undefined, guardless('find', (part) => 'holds' in part)],
  ['only the next is waited for', chain, 'undone', /"find" is undone while "tell" still stands on it/, undefined, guardless('find', (part) => !JSON.stringify(part).includes('"tell"'))],
  ['nothing is ever free to be undone', chain, 'undone', /"find" is never undone once "lend" has ended/, undefined, (chart) => { const whole = reversibleChart(chart); return { ...whole, guards: { ...whole.guards, 'find: is taken back and nothing stands on it': { any: [] } } }; }],
]; // prettier-ignore

const facts = { unnatural: [true, false], claimed: [true, false] };
const said: Seeded[] = [
  ['a burial does not wait for the release of the body', made({ release: work(), bury: work() }, { facts, always: [before('release', 'bury', fact('unnatural'))] }), 'declared', /"bury" starts before "release" is done/],
  ['a burial goes on when the release was refused', made({ release: work(), bury: work({ needs: [settled('release')] }) }, { facts, always: [before('release', 'bury', fact('unnatural'))] }), 'declared', /"bury" starts before "release" is done/],
  ['a pension is paid before the age is reached', made({ age: wait({ title, timers: [until('day', 9, 'family.since')] }), pay: work() }, { always: [before('age', 'pay')] }), 'declared', /"pay" starts before "age" is done/],
  ['money is paid although nobody has claimed it', made({ pay: work() }, { facts, always: [never('pay', not(fact('claimed')))] }), 'declared', /"pay" must never start here/],
  ['a step is done a second time', cards, 'declared', /"shelf" is done a second time/, (definition, subjects) => withState(arrow('shelf', 'failed', 'retried', 'active')(definition, subjects), 'shelf', 'completed', (state) => ({ ...state, type: undefined as never, on: { 'shelf.retried': { target: 'active' } } }))],
]; // prettier-ignore

const catalogue = [...answers, ...owners, ...endings, ...runs, ...fieldsRead, ...undoing, ...takingBack, ...said];

it.each(catalogue.map((seeded) => ({ name: seeded[0], seeded })))('finds that $name', ({ seeded }) => {
  const [, definition, claim, told, layOut, layBack] = seeded;
  const { violations } = prove(definition, { ...(layOut && { layOut }), ...(layBack && { layBack }) });
  const found = violations.filter((violation) => violation.claim === claim).map(({ text }) => text);
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(told)]));
});

it('is asked to find at least forty defects, and none where there is none', () => {
  expect(new Set(catalogue.map(([name]) => name)).size).toBeGreaterThanOrEqual(40);
  expect(prove(cards).violations).toEqual([]);
  expect(prove(permits).violations).toEqual([]);
  expect(prove(chain).violations).toEqual([]);
});

it('shows the shortest way, in the words of the definition', () => {
  const { violations } = prove(small({ ...card, always: [...card.always, atMostOnce('issue')] }), {
    layOut: noExit('photo', 'active', 'cancelTimers'),
  });
  expect(violations.find(({ claim }) => claim === 'owned')?.way).toEqual([
    'the case begins with readers: 1, reader.1.photoKnown = false',
    'signal "photo" comes for "photo" of reader 1',
  ]);
});
