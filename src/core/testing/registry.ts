import { every, lifeEvent, step, task } from '../language';
import { immediately } from '../limit';
import { loadDefinition } from '../validate-definition';

class Form {}
const title = { 'zh-CN': '步骤', en: 'step' };
const whole = {
  ...{ title, matterCode: '000', legalBasis: 'a law', limit: immediately },
  repeat: 'sameKeySameAnswer' as const,
};
const words = { ...whole, per: 'person' };

/**
 * Results made from each other: a certificate, the entry made from it, what is made from the entry's number, and what was
 * told that number later. It has every way to be put right: by a matter, by hand, and not at all.
 */
export const registry = loadDefinition(
  lifeEvent({
    ...{ name: 'registry', version: 1, title, numberPrefix: 'RG', facts: {}, signals: {}, always: [] },
    trigger: {
      ...{ by: ['hospital'], form: Form, provides: ['person.sex', 'person.name', 'place'], check: () => [] },
      begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
    },
    corrections: {
      ...{ by: ['hospital'], form: Form, provides: ['person.sex', 'person.name'], check: () => [], fields: () => ({}) },
    },
    subject: { name: 'person', list: 'persons', atMost: 2 },
    steps: {
      certify: step('health.certify', {
        ...{ ...words, reads: ['person.sex', 'person.name'], writes: ['person.certificate'] },
        ...{ undo: 'health.void', amend: 'health.reissue' },
      }),
      enter: step('police.enter', {
        ...{ ...words, needs: ['certify'], reads: ['person.certificate', 'person.sex', 'person.name'] },
        ...{ writes: ['person.number'], undo: 'police.strike', amend: 'police.change' },
      }),
      insure: step('insurer.insure', {
        ...{ ...words, needs: ['enter'], reads: ['person.number', 'person.name'], writes: ['person.policy'] },
        ...{ undo: 'insurer.cancel', amend: 'insurer.change' },
      }),
      card: step('cards.print', { ...words, needs: ['enter'], reads: ['person.number'] }),
      file: step('clinic.open', {
        ...{ ...words, reads: ['person.sex'], writes: ['person.file'], amend: 'clinic.change', undo: 'clinic.close' },
        later: { 'person.number': 'clinic.addNumber' },
      }),
      look: task({
        ...{ title, department: 'police', role: 'departmentStaff', limit: immediately, per: 'person' },
        ...{ reads: ['person.name'], fourEyes: true },
      }),
      map: step('town.map', { ...whole, needs: [every('enter')], reads: ['place'] }),
    },
  }),
);
