import { addYears, civilDateOf, daysBetween, firstOfNextMonth } from './civil-date';

describe('civil date of Shanghai', () => {
  it('turns at four in the afternoon of UTC', () => {
    expect(civilDateOf(new Date('2026-11-20T15:59:59Z'))).toBe('2026-11-20');
    expect(civilDateOf(new Date('2026-11-20T16:00:00Z'))).toBe('2026-11-21');
  });

  it('counts days across a leap day and the turn of a year', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
  });

  it('goes from December to January', () => {
    expect(firstOfNextMonth('2026-12-31')).toBe('2027-01-01');
    expect(firstOfNextMonth('2026-01-31')).toBe('2026-02-01');
    expect(addYears('2026-11-20', 1)).toBe('2027-11-20');
  });
});
