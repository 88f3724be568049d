import {
  askApplicant,
  cannotUndo,
  every,
  fact,
  handToCounter,
  immediately,
  learn,
  lifeEvent,
  loadDefinition,
  notApplicable,
  refuse,
  remind,
  settled,
  skip,
  step,
  stopCase,
  task,
  until,
  wait,
  when,
  workingDays,
} from '../../core';

class Form {}

const title = { 'zh-CN': '借书证', en: 'Library card' };
const matter = { title, matterCode: '000', legalBasis: 'a by-law', limit: immediately };
const retry = { attempts: 3, firstDelayMs: 1_000, factor: 2, maxDelayMs: 10_000 };
const form = { by: ['citizen' as const], form: Form, check: () => [], fields: () => ({}) };

/**
 * A library card for each reader of a family: small, and it has everything the engine must cope with. Twins, waits with
 * reminders and an end, a signal that may come early, corrections, a counter, a stop, a task, all ways to repeat,
 * effects that are undone or kept, and results that are put right by a matter or by hand.
 */
export const libraryCard = loadDefinition(
  lifeEvent({
    name: 'library-card',
    version: 1,
    title,
    numberPrefix: 'LC',
    limit: { legal: workingDays(60), promised: workingDays(20) },
    trigger: {
      by: ['citizen'],
      form: Form,
      provides: ['family.name', 'family.since', 'reader.name', 'reader.idNumber', 'reader.photo?'],
      check: () => [],
      begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
    },
    subject: { name: 'reader', list: 'readers', atMost: 3 },
    facts: { 'reader.photoKnown': [true, false], late: [true, false] },
    signals: { photo: form, pickUp: form },
    corrections: { ...form, provides: ['family.name', 'reader.name'] },
    steps: {
      greet: step('library.greet', { ...matter, repeat: 'sameKeySameAnswer', retry, reads: ['family.name'] }),
      photo: wait({
        title,
        per: 'reader',
        signal: 'photo',
        unless: [when(fact('reader.photoKnown'), notApplicable('known'))],
        writes: ['reader.photo'],
        timers: [
          remind('day7', 7, 'family.since', 'citizen'),
          learn('day30', 30, 'family.since', { late: true }),
          until('day60', 60, 'family.since'),
        ],
        learns: { 'reader.photoKnown': true },
      }),
      issue: step('library.issueCard', {
        ...matter,
        repeat: 'askByKey',
        retry,
        per: 'reader',
        needs: [settled('photo')],
        reads: ['reader.name', 'reader.idNumber', 'reader.photo?'],
        writes: ['reader.cardNumber'],
        onRefusal: {
          'photo-blurred': askApplicant,
          'lives-elsewhere': handToCounter('lives-elsewhere'),
          fraud: stopCase,
          otherwise: refuse,
        },
        undo: 'library.voidCard',
        amend: 'library.reissueCard',
      }),
      welcome: step('post.sendLetter', {
        ...matter,
        repeat: 'byHandOnly',
        retry,
        per: 'reader',
        needs: ['issue'],
        reads: ['reader.name', 'reader.cardNumber'],
        cannotUndo: cannotUndo('letter-sent'),
      }),
      shelf: task({
        title,
        department: 'library',
        role: 'departmentStaff',
        limit: workingDays(2),
        needs: [every('issue')],
      }),
      pickUp: wait({ title, signal: 'pickUp', needs: ['shelf'], otherwise: 'defer' }),
      bill: step('treasury.bill', {
        ...matter,
        repeat: 'sameKeySameAnswer',
        retry,
        needs: ['pickUp'],
        unless: [when(fact('late'), skip('late'))],
        reads: ['family.name'],
        writes: ['family.bill'],
        undo: 'treasury.cancelBill',
        amend: 'treasury.amendBill',
      }),
    },
    always: [],
  }),
);
