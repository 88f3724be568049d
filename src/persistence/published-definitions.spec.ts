import { libraryCard, nextLibraryCard } from '../engine/testing/library-card-versions';
import { findPublishedDefects, publishedNames } from './published-definitions';

const check = { missingIsDefect: true };
const published = publishedNames([libraryCard, nextLibraryCard]);

describe('what is published', () => {
  it('is what the definitions say', () => {
    expect(findPublishedDefects([libraryCard, nextLibraryCard], published, check)).toEqual([]);
  });

  it.each([
    ['another limit', { shelf: { limit: { legal: { kind: 'workingDays' as const, days: 9 } } } }],
    ['another text', { shelf: { title: { 'zh-CN': '一', en: 'one' } } }],
  ])('does not stand with %s', (_what, parts) => {
    const steps = { ...libraryCard.steps, shelf: { ...libraryCard.steps['shelf'], ...parts.shelf } };
    const changed = { ...libraryCard, steps } as typeof libraryCard;
    expect(findPublishedDefects([changed, nextLibraryCard], published, check)).toEqual([
      'library-card@1 is published and has changed: give it a new version',
    ]);
  });

  it('does not stand with another rule of migration: cases moved yesterday would have been moved otherwise', () => {
    const changed = { ...nextLibraryCard, migrates: { facts: { minor: true } } };
    expect(findPublishedDefects([libraryCard, changed], published, check)).toHaveLength(1);
  });

  it('misses a version that cases may still live on', () => {
    expect(findPublishedDefects([nextLibraryCard], published, check)).toEqual([
      'library-card@1 is published and has gone: cases may still live on it',
    ]);
  });

  it('asks for a new version to be entered, which is what entering it does', () => {
    const before = publishedNames([libraryCard]);
    expect(findPublishedDefects([libraryCard, nextLibraryCard], before, check)).toHaveLength(1);
    expect(findPublishedDefects([libraryCard, nextLibraryCard], before, { missingIsDefect: false })).toEqual([]);
  });
});
