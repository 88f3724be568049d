import { immediately, lifeEvent, type LifeEvent } from '../../core';

/** What small definitions of the prover's tests have in common. */
export class Form {}
export const title = { 'zh-CN': '步骤', en: 'step' };
export const matter = {
  title,
  matterCode: '000',
  legalBasis: 'a by-law',
  limit: immediately,
  repeat: 'sameKeySameAnswer' as const,
};
export const signal = { by: ['citizen' as const], form: Form, check: () => [], fields: () => ({}) };

export type SmallWords = Omit<
  Parameters<typeof lifeEvent>[0],
  'name' | 'version' | 'title' | 'numberPrefix' | 'trigger'
> & {
  provides?: string[];
  knownWhen?: NonNullable<LifeEvent['trigger']['knownWhen']>;
};

/** A life event of a reader, with nothing but what the test is about. */
export function small({ provides = [], knownWhen, ...words }: SmallWords): LifeEvent {
  return lifeEvent({
    ...{ name: 'small', version: 1, title, numberPrefix: 'SM' },
    trigger: {
      ...{ by: ['citizen'], form: Form, provides: ['family.since', ...provides], check: () => [] },
      ...(knownWhen === undefined ? {} : { knownWhen }),
      begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
    },
    ...words,
  });
}

export const readers = (atMost: number) => ({ name: 'reader', list: 'readers', atMost });
