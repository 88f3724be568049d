import { fact } from './condition';
import type { HandlerStep } from './definition';
import {
  askApplicant,
  every,
  followUpId,
  handToCounter,
  lifeEvent,
  notApplicable,
  refuse,
  settled,
  skip,
  step,
  stopCase,
  task,
  wait,
  when,
} from './language';
import { immediately, workingDays } from './limit';
import { patiently } from './retry-policy';

class Form {}
const title = { 'zh-CN': '步骤', en: 'step' };
const matter = { title, matterCode: '000', legalBasis: 'a law', limit: immediately, repeat: 'askByKey' as const };

function event(steps: Parameters<typeof lifeEvent>[0]['steps']) {
  return lifeEvent({
    name: 'library-card',
    version: 1,
    title,
    numberPrefix: 'LC',
    trigger: {
      by: ['citizen'],
      form: Form,
      provides: [],
      check: () => [],
      begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
    },
    subject: { name: 'reader', list: 'readers', atMost: 3 },
    steps,
  });
}

describe('a step', () => {
  it('that says little is cautious: nothing read, nothing written, a refusal is a refusal, an unmet need skips it', () => {
    expect(step('library.greet', matter).step).toEqual({
      kind: 'handler',
      title,
      department: 'library',
      matter: 'greet',
      matterCode: '000',
      legalBasis: 'a law',
      needs: [],
      unless: [],
      onUnmetNeed: skip('need-unmet'),
      reads: [],
      writes: [],
      proofs: [],
      limit: { legal: immediately },
      retry: patiently,
      repeat: 'askByKey',
      onRefusal: { codes: {}, otherwise: refuse },
    });
  });

  it('has one policy for every refusal, or one per code', () => {
    const policy = (onRefusal: Parameters<typeof step>[1]['onRefusal']) =>
      step('library.greet', { ...matter, ...(onRefusal === undefined ? {} : { onRefusal }) }).step.onRefusal;
    expect(policy(stopCase)).toEqual({ codes: {}, otherwise: stopCase });
    expect(policy(handToCounter('closed'))).toEqual({ codes: {}, otherwise: handToCounter('closed') });
    expect(policy({ blurred: askApplicant, otherwise: refuse })).toEqual({
      codes: { blurred: askApplicant },
      otherwise: refuse,
    });
  });

  it('needs a step done, ended in any way, or done for any subject', () => {
    const { needs } = step('library.greet', { ...matter, needs: ['a', settled('b'), every('c')] }).step;
    expect(needs.map(({ step: id, how }) => `${id} ${how}`)).toEqual(['a completed', 'b settled', 'c everyCompleted']);
  });

  it('promises a limit beside the legal one', () => {
    const limit = { legal: workingDays(3), promised: immediately };
    expect(task({ title, department: 'library', role: 'departmentStaff', limit }).step.limit).toEqual(limit);
  });

  it('is plain data, also with everything said', () => {
    const { step: full } = step('library.greet', {
      ...matter,
      per: 'reader',
      unless: [when(fact('abroad'), notApplicable('abroad'))],
      undo: 'library.forget',
    });
    expect(JSON.parse(JSON.stringify(full))).toEqual(full);
  });
});

describe('a field that comes later', () => {
  const record = step('library.openRecord', {
    ...matter,
    per: 'reader',
    limit: workingDays(2),
    reads: ['family.name'],
    writes: ['reader.recordNumber'],
    unless: [when(fact('abroad'), skip('abroad'))],
    onRefusal: { fraud: stopCase, otherwise: refuse },
    undo: 'library.closeRecord',
    later: { 'reader.cardNumber': 'library.addCardNumber' },
  });
  const issue = step('library.issueCard', { ...matter, per: 'reader', writes: ['reader.cardNumber'] });

  it('becomes a step of its own: once the record is open and the field is known, the department is told both', () => {
    const followUp = event({ record, issue }).steps['record+cardNumber'] as HandlerStep;
    expect(followUp).toMatchObject({
      kind: 'handler',
      department: 'library',
      matter: 'addCardNumber',
      per: 'reader',
      completes: 'record',
      needs: [
        { step: 'record', how: 'completed' },
        { step: 'issue', how: 'completed' },
      ],
      reads: ['reader.recordNumber', 'reader.cardNumber'],
      writes: [],
      limit: { legal: workingDays(2) },
      onUnmetNeed: notApplicable('field-never-known'),
    });
  });

  it('has neither the undo, nor the conditions, nor the refusal policies of its step', () => {
    const followUp = event({ record, issue }).steps['record+cardNumber'] as HandlerStep;
    expect('undo' in followUp).toBe(false);
    expect([followUp.unless, followUp.onRefusal]).toEqual([[], { codes: {}, otherwise: refuse }]);
  });

  it('may say by which matter it is taken out again', () => {
    const later = { 'reader.cardNumber': { tell: 'library.addCardNumber', undo: 'library.removeCardNumber' } };
    const told = step('library.openRecord', { ...matter, per: 'reader', writes: ['reader.recordNumber'], later });
    expect(event({ record: told, issue }).steps['record+cardNumber']).toMatchObject({
      ...{ matter: 'addCardNumber', undo: 'library.removeCardNumber' },
    });
  });

  it('finds its writer wherever that stands, also a wait', () => {
    const number = wait({ title, per: 'reader', signal: 'number', writes: ['reader.cardNumber'] });
    expect(event({ record, number }).steps['record+cardNumber']?.needs[1]?.step).toBe('number');
    expect(event({ issue, record }).steps['record+cardNumber']?.needs[1]?.step).toBe('issue');
  });

  it('that nobody writes is needed of a step that is none, so that the loader names it', () => {
    expect(event({ record }).steps['record+cardNumber']?.needs[1]?.step).toBe('reader.cardNumber');
  });

  it('is called after its last word, and two of one name are not lost in silence', () => {
    expect(followUpId('record', 'reader.cardNumber')).toBe('record+cardNumber');
    const later = { 'reader.cardNumber': 'library.addCardNumber', 'family.cardNumber': 'library.addFamilyNumber' };
    const twice = step('library.openRecord', { ...matter, writes: ['reader.recordNumber'], later });
    expect(() => event({ twice })).toThrow('step "twice": two follow-ups would both be called "twice+cardNumber"');
  });
});
