import { fact, not } from './condition';
import type { Step } from './definition';
import { InvalidDefinitionError } from './failure';
import {
  atMostOnce,
  before,
  cannotUndo,
  every,
  handToCounter,
  learn,
  lifeEvent,
  never,
  remind,
  settled,
  skip,
  step,
  task,
  until,
  wait,
  when,
} from './language';
import { immediately, workingDays } from './limit';
import { findDefects, loadDefinition } from './validate-definition';

class Form {}
const title = { 'zh-CN': '步骤', en: 'step' };
const law = { title, matterCode: '000', legalBasis: 'a law', limit: immediately };
const matter = { ...law, repeat: 'sameKeySameAnswer' as const };

type Words = Parameters<typeof lifeEvent>[0];
const sound: Words = {
  name: 'library-card',
  version: 1,
  title,
  numberPrefix: 'LC',
  trigger: {
    by: ['citizen'],
    form: Form,
    provides: ['family.name', 'family.since', 'family.phone?', 'reader.name', 'reader.photo?'],
    check: () => [],
    begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
  },
  subject: { name: 'reader', list: 'readers', atMost: 3 },
  facts: { abroad: [true, false], season: ['dry', 'wet'], 'reader.known': [true, false] },
  signals: { photo: { by: ['citizen'], form: Form, check: () => [], fields: () => ({}) } },
  steps: {
    photo: wait({ title, per: 'reader', signal: 'photo', writes: ['reader.photo'] }),
    issue: step('library.issueCard', {
      ...matter,
      per: 'reader',
      needs: [settled('photo')],
      reads: ['reader.name', 'reader.photo'],
      writes: ['reader.cardNumber'],
    }),
    shelf: step('library.giveShelf', { ...matter, needs: [every('issue')], writes: ['family.shelf'] }),
  },
  always: [before('photo', 'shelf'), atMostOnce('shelf')],
};

/** The defects of the sound definition with more, or other, words. */
const defectsOf = (words: Partial<Words>): string[] => findDefects(lifeEvent({ ...sound, ...words }));
const withStep = (id: string, declared: Words['steps'][string]): string[] =>
  defectsOf({ steps: { ...sound.steps, [id]: declared } });

/** What the words cannot say, but data that comes from elsewhere can. */
function withParts(id: string, parts: object): string[] {
  const definition = lifeEvent(sound);
  const steps = { ...definition.steps, [id]: { ...definition.steps[id], ...parts } as Step };
  return findDefects({ ...definition, steps });
}

it('finds nothing wrong with a sound definition, and hands it back as it is', () => {
  const definition = lifeEvent(sound);
  expect(findDefects(definition)).toEqual([]);
  expect(loadDefinition(definition)).toBe(definition);
});

describe('the head', () => {
  it.each<[string, Partial<Words>, string]>([
    ['a name in capitals', { name: 'LibraryCard' }, 'name "LibraryCard" must be lower-case words joined by "-"'],
    ['version nought', { version: 0 }, 'version must be a whole number from 1, not 0'],
    ['half a version', { version: 1.5 }, 'version must be a whole number from 1, not 1.5'],
    ['no steps', { steps: {}, always: [] }, 'has no steps'],
    ['no subjects', { subject: { name: 'reader', list: 'readers', atMost: 0 } }, 'subject.atMost must be at least 1'],
    [
      'a signal that is kept for no time',
      { signals: { photo: { by: ['citizen'], form: Form, check: () => [], fields: () => ({}), keepDays: 0 } } },
      'signal "photo": keepDays must be a whole number from 1, not 0',
    ],
    ['a fact that can be nothing', { facts: { ...sound.facts, empty: [] } }, 'fact "empty" has no values'],
    ['a reserved fact', { facts: { ...sound.facts, stopped: [true] } }, 'fact "stopped" is reserved'],
    ['a fact of a reversal', { facts: { ...sound.facts, 'undo.greet': [true] } }, 'fact "undo.greet" is reserved'],
  ])('%s', (_what, words, defect) => expect(defectsOf(words)).toEqual([defect]));
});

describe('what a step needs', () => {
  it('a step that is none', () => {
    expect(withStep('greet', step('library.greet', { ...matter, needs: ['lend'] }))).toEqual([
      'step "greet": needs "lend", which is no step',
    ]);
  });

  it('a circle, named once with its whole way', () => {
    const a = step('library.one', { ...matter, needs: ['b'] });
    const b = step('library.two', { ...matter, needs: ['c'] });
    const c = step('library.three', { ...matter, needs: ['a'] });
    expect(defectsOf({ steps: { ...sound.steps, a, b, c } })).toEqual([
      'steps need each other in a circle: a → b → c → a',
    ]);
  });

  it('itself', () => {
    expect(withStep('a', step('library.one', { ...matter, needs: ['a'] }))).toEqual([
      'steps need each other in a circle: a → a',
    ]);
  });

  it('a step of each subject, without saying whether all or any', () => {
    expect(withStep('shelf', step('library.giveShelf', { ...matter, needs: ['issue'] }))).toEqual([
      'step "shelf": needs "issue" of every reader: write every("issue") or settled("issue")',
    ]);
  });

  it('per a subject that the definition has not', () => {
    expect(withStep('greet', step('library.greet', { ...matter, per: 'writer' }))).toEqual([
      'step "greet": is per "writer", but the definition has no such subject',
    ]);
  });
});

describe('charts are data', () => {
  it.each(['invoke', 'after', 'history', 'spawn', 'always', 'entry'])('the word %s of another language', (word) => {
    expect(withParts('shelf', { [word]: {} })).toEqual([`step "shelf": unknown word "${word}"`]);
  });

  it('a word of another kind of step', () => {
    expect(withParts('photo', { undo: 'library.forget' })).toEqual(['step "photo": unknown word "undo"']);
  });

  it('a function, however deep', () => {
    expect(withParts('shelf', { unless: [{ when: () => true, ending: skip('never') }] })).toContain(
      'step "shelf": holds a function at "unless.0.when"; a step is data',
    );
  });

  it('an unknown kind of step', () => {
    expect(withParts('shelf', { kind: 'script' })).toEqual(['step "shelf": unknown kind "script"']);
  });

  it('an id that is no name', () => {
    expect(withStep('give-shelf', step('library.giveShelf', matter))).toEqual([
      'step "give-shelf": its id must be camelCase letters and digits',
    ]);
  });

  it.each(['Not Now', 'a:b', ''])('a reason "%s" that cannot stand in a state', (reason) => {
    const lines = [when(fact('abroad'), handToCounter(reason))];
    expect(withStep('greet', step('library.greet', { ...matter, unless: lines }))).toEqual([
      `step "greet": reason "${reason}" must be lower-case words joined by "-"`,
    ]);
  });

  it('a bad reason also in a refusal policy and for an unmet need', () => {
    const words = { ...matter, onUnmetNeed: skip('A'), onRefusal: { fraud: skip('B'), otherwise: skip('C') } };
    expect(withStep('greet', step('library.greet', words))).toHaveLength(3);
  });
});

describe('facts', () => {
  const unless = (condition: ReturnType<typeof fact>) =>
    withStep('greet', step('library.greet', { ...matter, unless: [when(condition, skip('no-need'))] }));

  it.each([
    ['one that is not declared', fact('rich'), 'uses fact "rich", which is not declared'],
    ['one within a "not"', not(fact('rich')), 'uses fact "rich", which is not declared'],
    ['a value that it cannot have', fact('season', 'cold'), 'uses fact "season" with value "cold"; it can be dry, wet'],
    ['true for a code', fact('season'), 'uses fact "season" with value "true"; it can be dry, wet'],
    [
      'one of a subject in a step of the whole case',
      fact('reader.known'),
      'uses fact "reader.known" of one reader, but is a step of the whole case',
    ],
  ])('%s', (_what, condition, defect) => expect(unless(condition)).toEqual([`step "greet": ${defect}`]));

  it('one that only a timer or the end of a wait sets is checked too', () => {
    const pause = wait({
      title,
      timers: [learn('late', 30, 'family.since', { late: true }), until('over', 60, 'family.since')],
      learns: { season: 'cold' },
    });
    expect(withStep('pause', pause)).toEqual([
      'step "pause": uses fact "season" with value "cold"; it can be dry, wet',
      'step "pause": uses fact "late", which is not declared',
    ]);
  });
});

describe('handlers', () => {
  it.each(['library', 'Library.greet', 'library.greet-them', 'library.', 'library.greet.twice'])(
    'a name "%s" that nobody could call',
    (handler) =>
      expect(withStep('greet', step(handler, matter))).toEqual([
        'step "greet": its handler must be written department.verbNoun',
      ]),
  );

  it('an undo that nobody could call', () => {
    expect(withStep('greet', step('library.greet', { ...matter, undo: 'forget' }))).toEqual([
      'step "greet": undo "forget" must be written department.verbNoun',
    ]);
  });

  it('an undo by another department, which was not given its fields', () => {
    expect(withStep('greet', step('library.greet', { ...matter, undo: 'police.forget' }))).toEqual([
      'step "greet": undo "police.forget" must be a matter of "library" itself',
    ]);
  });

  it('a notice that nobody could call', () => {
    const words = { cannotUndo: cannotUndo('handed-out', { notice: 'notice' }) };
    expect(withStep('greet', step('library.greet', { ...matter, ...words }))).toEqual([
      'step "greet": cannotUndo notice "notice" must be written department.verbNoun',
    ]);
  });

  it('an effect that is both undone and kept, for a reason that is no code', () => {
    const words = { undo: 'library.forget', cannotUndo: cannotUndo('Handed out') };
    expect(withStep('greet', step('library.greet', { ...matter, ...words }))).toEqual([
      'step "greet": says undo and cannotUndo: one or the other',
      'step "greet": reason "Handed out" must be lower-case words joined by "-"',
    ]);
  });

  it('no word on how it may be repeated', () => {
    expect(withStep('greet', step('library.greet', law as typeof matter))).toEqual([
      'step "greet": must say how it may be repeated: sameKeySameAnswer, askByKey or byHandOnly',
    ]);
  });

  it.each([
    [{ attempts: 0, firstDelayMs: 1, factor: 1, maxDelayMs: 1 }, 'retry.attempts must be a whole number from 1'],
    [{ attempts: 3, firstDelayMs: 9, factor: 1, maxDelayMs: 1 }, 'retry delays must be positive and growing'],
    [{ attempts: 3, firstDelayMs: 1, factor: 0.5, maxDelayMs: 1 }, 'retry delays must be positive and growing'],
    [{ attempts: 3, firstDelayMs: NaN, factor: 2, maxDelayMs: 1 }, 'retry delays must be positive and growing'],
  ])('a retry policy %j', (retry, defect) => {
    expect(withStep('greet', step('library.greet', { ...matter, retry }))).toEqual([`step "greet": ${defect}`]);
  });

  it('warnings before the promise begins, or of half a day', () => {
    const greet = (warnDays: number) =>
      withStep(
        'greet',
        step('library.greet', { ...matter, limit: { legal: workingDays(5), promised: workingDays(2) }, warnDays }),
      );
    expect(greet(2)).toEqual([]);
    expect(greet(3)).toEqual(['step "greet": warns 3 working days before the end of a promise of 2']);
    expect(greet(0.5)).toEqual(['step "greet": warnDays must be a whole number of working days from 0, not 0.5']);
  });

  it('an escalation to somebody who would not see it', () => {
    const sign = { title, department: 'library', role: 'departmentStaff' as const, limit: workingDays(2) };
    expect(withStep('sign', task({ ...sign, escalateTo: 'operator' }))).toEqual([]);
    expect(withStep('sign', task({ ...sign, escalateTo: 'citizen' }))).toEqual([
      'step "sign": escalates to "citizen", who sees no deadlines: name one of supervisor, operator, auditor, departmentStaff',
    ]);
  });

  it('limits of the whole case that cannot be', () => {
    expect(defectsOf({ limit: { legal: workingDays(10), promised: workingDays(5) }, warnDays: 2 })).toEqual([]);
    expect(defectsOf({ limit: { legal: workingDays(1), promised: workingDays(2) } })).toEqual([
      'promises longer than the law allows',
    ]);
    expect(defectsOf({ limit: workingDays(0) })).toEqual([
      'a limit must be a whole number of working days from 1, not 0',
    ]);
    expect(defectsOf({ warnDays: 1 })).toEqual(['warns of a limit that it does not have']);
  });

  it.each([0, -1, 1.5, NaN])('a limit of %d working days', (days) => {
    expect(withStep('greet', step('library.greet', { ...matter, limit: workingDays(days) }))).toEqual([
      `step "greet": a limit must be a whole number of working days from 1, not ${days}`,
    ]);
  });

  it('a promise longer than the law allows', () => {
    for (const legal of [workingDays(3), immediately]) {
      const limit = { legal, promised: workingDays(5) };
      expect(withStep('greet', step('library.greet', { ...matter, limit }))).toEqual([
        'step "greet": promises longer than the law allows',
      ]);
    }
  });
});

describe('waits', () => {
  it('for ever', () => {
    const timers = [remind('day7', 7, 'family.since', 'citizen')];
    expect(withStep('pause', wait({ title, timers }))).toEqual([
      'step "pause": waits for ever: it has neither a signal nor a timer that ends it',
    ]);
  });

  it('for a signal that nobody declared', () => {
    expect(withStep('pause', wait({ title, signal: 'letter' }))).toEqual([
      'step "pause": waits for signal "letter", which is not declared',
    ]);
  });

  it('with two timers of one name', () => {
    const timers = [until('day7', 7, 'family.since'), until('day7', 8, 'family.since')];
    expect(withStep('pause', wait({ title, timers }))).toEqual(['step "pause": has two timers called "day7"']);
  });

  it.each(['family.phone', 'family.shelf', 'nobody.knows'])('with a timer from %s, which may be unknown', (field) => {
    expect(withStep('pause', wait({ title, timers: [until('day7', 7, field)] }))).toEqual([
      `step "pause": timer "day7" counts from "${field}", which the trigger does not always bring`,
    ]);
  });

  it.each([1.5, NaN])('with a timer of %d days', (days) => {
    expect(withStep('pause', wait({ title, timers: [until('soon', days, 'family.since')] }))).toEqual([
      `step "pause": timer "soon" must be a whole number of days, not ${days}`,
    ]);
  });
});

describe('fields', () => {
  const greeting = (words: object) => withStep('greet', step('library.greet', { ...matter, ...words }));

  it('read, but written by nobody', () => {
    expect(greeting({ reads: ['family.crest'] })).toEqual(['step "greet" reads "family.crest", which nobody writes']);
  });

  it('read as known, though the applicant may leave it out', () => {
    expect(greeting({ reads: ['family.phone'] })).toEqual([
      'step "greet" reads "family.phone", which may be unknown when it starts: mark it "family.phone?" or need its writer',
    ]);
    expect(greeting({ reads: ['family.phone?'] })).toEqual([]);
  });

  it('read as known, though its writer may not have run', () => {
    expect(greeting({ reads: ['family.shelf'] })).toEqual([
      'step "greet" reads "family.shelf", which may be unknown when it starts: mark it "family.shelf?" or need its writer',
    ]);
    expect(greeting({ reads: ['family.shelf'], needs: ['shelf'] })).toEqual([]);
  });

  it('of one subject, read by a step of the whole case', () => {
    expect(greeting({ reads: ['reader.name'] })).toEqual([
      'step "greet" reads "reader.name" of one reader, but is a step of the whole case',
    ]);
  });

  it('of one subject, written by a step of the whole case', () => {
    expect(greeting({ writes: ['reader.nickname'] })).toEqual([
      'step "greet" writes "reader.nickname" of one reader, but is a step of the whole case',
    ]);
  });

  it('of the whole case, written once per subject', () => {
    expect(greeting({ per: 'reader', writes: ['family.motto'] })).toEqual([
      'step "greet" writes "family.motto" of the whole case, but is run once per reader',
    ]);
  });

  it('written by two', () => {
    expect(greeting({ writes: ['family.shelf'] })).toEqual(['steps "shelf" and "greet" both write "family.shelf"']);
  });

  it('written, though the applicant was asked for it', () => {
    expect(greeting({ writes: ['family.name'] })).toEqual([
      'step "greet" writes "family.name", which is asked of the applicant already',
    ]);
  });
});

describe('properties', () => {
  it('about a step that is none', () => {
    expect(defectsOf({ always: [before('photo', 'lend'), atMostOnce('borrow')] })).toEqual([
      'a property names "lend", which is no step',
      'a property names "borrow", which is no step',
    ]);
  });

  it('that the graph does not enforce', () => {
    expect(defectsOf({ always: [before('shelf', 'issue')] })).toEqual([
      '"shelf" must come before "issue", but nothing makes it so',
    ]);
  });
});

it('names all defects at once, and does not load', () => {
  const broken = lifeEvent({
    ...sound,
    version: 0,
    steps: {
      ...sound.steps,
      greet: step('greet', { ...matter, needs: ['lend'], reads: ['family.crest'] }),
      sign: task({ title, department: 'library', role: 'departmentStaff', limit: workingDays(0) }),
    },
  });
  const load = () => loadDefinition(broken);
  expect(load).toThrow(InvalidDefinitionError);
  expect(load).toThrow(
    [
      'Life event "library-card" cannot be loaded:',
      '  - version must be a whole number from 1, not 0',
      '  - step "greet": needs "lend", which is no step',
      '  - step "greet": its handler must be written department.verbNoun',
      '  - step "sign": a limit must be a whole number of working days from 1, not 0',
      '  - step "greet" reads "family.crest", which nobody writes',
    ].join('\n'),
  );
});

describe('what is said about fields that the form may leave out, and about facts in properties', () => {
  const trigger = (knownWhen: NonNullable<Words['trigger']['knownWhen']>) => ({
    trigger: { ...sound.trigger, knownWhen },
  });
  it('takes what the definition declares', () => {
    expect(defectsOf(trigger({ 'reader.photo': fact('reader.known') }))).toEqual([]);
    expect(defectsOf({ always: [before('shelf', 'photo', fact('reader.known')), never('shelf', fact('abroad'))] })).toEqual([]);
  });
  it.each<[string, Partial<Words>, string]>([
    ['a field that is always there', trigger({ 'family.name': fact('abroad') }), 'says when "family.name" is known, which is no field that may be missing'],
    ['an unknown fact', trigger({ 'reader.photo': fact('rich') }), 'says when "reader.photo" is known by fact "rich" = "true", which is not declared'],
    ['an unknown value', trigger({ 'reader.photo': fact('season', 'hot') }), 'says when "reader.photo" is known by fact "season" = "hot", which is not declared'],
    ['a property about an unknown fact', { always: [never('shelf', fact('rich'))] }, 'a property of "shelf" uses fact "rich", which is not declared'],
    ['a property about an unknown step', { always: [never('roof', fact('abroad'))] }, 'a property names "roof", which is no step'],
    ['a property of the whole case about one reader', { always: [never('shelf', fact('reader.known'))] }, 'a property of "shelf" uses fact "reader.known" of one reader, but is a step of the whole case'],
  ])('refuses %s', (_, words, defect) => {
    expect(defectsOf(words)).toEqual([defect]);
  });
}); // prettier-ignore
