import {
  askApplicant,
  atMostOnce,
  before,
  every,
  fact,
  handToCounter,
  never,
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
import { matter, readers, signal, title, type SmallWords } from './words';

/** A library card for each reader: a signal, corrections, a counter, a stop, a date and a shelf for the family. */
export const card = {
  provides: ['reader.name', 'reader.photo?'],
  knownWhen: { 'reader.photo': fact('reader.photoKnown') },
  subject: readers(2),
  facts: { 'reader.photoKnown': [true, false], abroad: [true, false] },
  signals: { photo: signal },
  steps: {
    photo: wait({
      title,
      per: 'reader',
      signal: 'photo',
      unless: [when(fact('reader.photoKnown'), notApplicable('known'))],
      timers: [remind('day7', 7, 'family.since', 'citizen')],
      writes: ['reader.photo'],
      otherwise: 'defer',
    }),
    issue: step('library.issueCard', {
      ...matter,
      per: 'reader',
      needs: [settled('photo')],
      reads: ['reader.name', 'reader.photo'],
      writes: ['reader.cardNumber'],
      onRefusal: {
        blurred: askApplicant,
        elsewhere: handToCounter('elsewhere'),
        fraud: stopCase,
        otherwise: refuse,
      },
      undo: 'library.withdrawCard',
    }),
    shelf: step('library.giveShelf', {
      ...matter,
      needs: [every('issue')],
      unless: [when(fact('abroad'), skip('abroad'))],
      writes: ['family.shelf'],
    }),
  },
  always: [before('issue', 'shelf'), never('shelf', fact('abroad')), atMostOnce('shelf')],
} satisfies SmallWords;

/** A permit that two officers decide, who may ask a third; it starts on a date and may be stopped on the way. */
export const permit = {
  facts: { unnatural: [true, false] },
  steps: {
    check: step('police.checkPlace', { ...matter, onRefusal: { closed: stopCase, otherwise: refuse } }),
    decide: task({
      ...{ title, department: 'city', role: 'departmentStaff', limit: workingDays(2) },
      fourEyes: true,
      escalation: { roles: ['supervisor'], questions: ['unclear'], advice: ['against'] },
      onRefusal: { against: refuse, otherwise: refuse },
    }),
    release: step('police.release', { ...matter }),
    ready: wait({ title, timers: [until('day9', 9, 'family.since')] }),
    open: step('city.openPlace', { ...matter, needs: ['check', 'decide', 'ready'] }),
    bury: step('city.bury', { ...matter, needs: ['release'] }),
  },
  always: [before('ready', 'open'), before('decide', 'open'), before('release', 'bury', fact('unnatural'))],
} satisfies SmallWords;
