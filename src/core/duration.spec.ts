import { addDuration, parseDuration } from './duration';

const plus = (from: string, text: string): string => {
  const duration = parseDuration(text);
  if (duration === undefined) throw new Error(`${text} is no duration`);
  return addDuration(new Date(from), duration).toISOString();
};

describe('a duration', () => {
  it.each([
    ['P1D', '2026-03-01T01:00:00.000Z'],
    ['PT36H', '2026-03-01T13:00:00.000Z'],
    ['P2W', '2026-03-14T01:00:00.000Z'],
    ['P1M', '2026-03-28T01:00:00.000Z'],
    ['P1Y', '2027-02-28T01:00:00.000Z'],
    ['P1Y2M3DT4H5M6S', '2027-05-01T05:05:06.000Z'],
    ['PT0S', '2026-02-28T01:00:00.000Z'],
  ])('of %s after the morning of 28 February is %s', (text, at) => {
    expect(plus('2026-02-28T01:00:00Z', text)).toBe(at);
  });

  it('keeps the end of a short month, and counts months in Shanghai, not in UTC', () => {
    expect(plus('2026-01-31T04:00:00Z', 'P1M')).toBe('2026-02-28T04:00:00.000Z');
    expect(plus('2024-02-29T04:00:00Z', 'P1Y')).toBe('2025-02-28T04:00:00.000Z');
    // 31 March in Shanghai, still 30 March in UTC.
    expect(plus('2026-03-30T17:00:00Z', 'P1M')).toBe('2026-04-29T17:00:00.000Z');
    expect(plus('2026-11-15T04:00:00Z', 'P2M')).toBe('2027-01-15T04:00:00.000Z');
  });

  it.each(['', 'P', 'PT', 'P1DT', '1D', 'P-1D', '-P1D', 'P1.5D', 'P1H', 'PT1D', 'p1d', 'P1D ', 'P101Y', 'P99999Y'])(
    'is not %p',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
});
