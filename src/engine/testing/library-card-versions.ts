import { fact, immediately, lifeEvent, loadDefinition, notApplicable, step, when, type LifeEvent } from '../../core';
import { libraryCard } from './library-card';

export { libraryCard };

const added = lifeEvent({
  ...libraryCard,
  always: [],
  facts: { ...libraryCard.facts, minor: [true, false] },
  steps: {
    archive: step('archive.fileCard', {
      title: { 'zh-CN': '归档', en: 'Filing' },
      matterCode: '001',
      legalBasis: 'a by-law',
      limit: immediately,
      repeat: 'sameKeySameAnswer',
      unless: [when(fact('minor'), notApplicable('minor'))],
      reads: ['family.name'],
    }),
  },
});

const withLaterReminder = (steps: LifeEvent['steps']): LifeEvent['steps'] => {
  const { greet: _gone, ...rest } = steps;
  const { photo, shelf } = rest;
  if (photo?.kind !== 'wait' || shelf?.kind !== 'task') throw new Error('the sample has changed');
  const timers = photo.timers.map((timer) => (timer.id === 'day30' ? { ...timer, days: 40 } : timer));
  return {
    ...rest,
    photo: { ...photo, timers },
    shelf: { ...shelf, limit: { legal: { kind: 'workingDays', days: 5 } } },
  };
};

const archive = added.steps['archive'];
if (archive === undefined) throw new Error('the sample has changed');

/** The second version: no greeting any more, the archive is asked as well, the shelf has longer, a reminder comes later. */
export const nextLibraryCard = loadDefinition({
  ...added,
  version: 2,
  steps: {
    ...withLaterReminder(libraryCard.steps),
    archive: { ...archive, needs: [{ step: 'issue', how: 'everyCompleted' }] },
  },
  migrates: { facts: { minor: false } },
});
