import { caseNumber, parseCaseNumber } from './case-number';
import { libraryCard } from './testing/library-card';

describe('a case number', () => {
  it('carries the event, the civil day in Shanghai and a running number', () => {
    expect(caseNumber(libraryCard, new Date('2026-03-01T15:59:59Z'), 42)).toBe('LC-20260301-0000042');
    expect(caseNumber(libraryCard, new Date('2026-03-01T16:00:00Z'), '42')).toBe('LC-20260302-0000042');
  });

  it('grows when seven digits are not enough', () => {
    expect(caseNumber(libraryCard, new Date('2026-03-01T00:00:00Z'), '123456789')).toBe('LC-20260301-123456789');
  });

  it('gives its running number back, however a person types it', () => {
    for (const number of ['1', '42', '123456789']) {
      expect(parseCaseNumber(caseNumber(libraryCard, new Date(), number))).toBe(number);
    }
    expect(parseCaseNumber('  lc-20260301-0000042 ')).toBe('42');
  });

  it.each(['', '42', 'LC-20260301', 'LC-20260301-', 'LC-2026031-0000042', 'LCX-20260301-1', 'LC-20260301-1x'])(
    'is not "%s"',
    (text) => {
      expect(parseCaseNumber(text)).toBeUndefined();
    },
  );

  it('is none when its running number is larger than any the database gives', () => {
    expect(parseCaseNumber(`LC-20260301-${'9'.repeat(19)}`)).toBeUndefined();
  });
});
