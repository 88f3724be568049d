import { immediately } from '../limit';
import { cannotUndo, every, lifeEvent, settled, step, task } from '../language';
import { loadDefinition } from '../validate-definition';

class Form {}
const title = { 'zh-CN': '步骤', en: 'step' };
const words = {
  ...{ title, matterCode: '000', legalBasis: 'a law', limit: immediately },
  repeat: 'sameKeySameAnswer' as const,
};

/**
 * Tickets of several travellers, then one invoice; a greeting waits only until the tickets are over. It has every way
 * to be taken back: an undo, an effect that stays with a notice or without, and nothing to undo at all.
 */
export const journey = loadDefinition(
  lifeEvent({
    ...{ name: 'journey', version: 1, title, numberPrefix: 'JO', facts: {}, signals: {}, always: [] },
    trigger: {
      ...{ by: ['hospital'], form: Form, provides: ['from'], check: () => [] },
      begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
    },
    subject: { name: 'traveller', list: 'travellers', atMost: 2 },
    steps: {
      ticket: step('railway.sell', {
        ...{ ...words, per: 'traveller', reads: ['from'], writes: ['traveller.seat'], undo: 'railway.refund' },
      }),
      luggage: step('railway.tag', { ...words, per: 'traveller', needs: ['ticket'], undo: 'railway.untag' }),
      insurance: step('insurer.insure', {
        ...{ ...words, per: 'traveller', needs: ['ticket'] },
        cannotUndo: cannotUndo('cover-has-begun', { notice: 'insurer.noteReturn' }),
      }),
      check: task({
        ...{ title, department: 'railway', role: 'departmentStaff', limit: immediately, writes: ['checked'] },
      }),
      invoice: step('tax.bill', { ...words, needs: [every('ticket'), 'check'], undo: 'tax.cancelBill' }),
      tip: step('railway.tip', { ...words, needs: ['invoice'], cannotUndo: cannotUndo('given-away') }),
      greeting: step('railway.greet', { ...words, needs: [settled('ticket')], undo: 'railway.forget' }),
      label: step('railway.label', {
        ...{ ...words, per: 'traveller', needs: [settled('ticket')], reads: ['traveller.seat?'] },
      }),
    },
  }),
);
