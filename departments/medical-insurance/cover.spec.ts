import { addDays } from '../identity/civil-date';
import { coveredFrom } from './cover';

describe('first day of cover', () => {
  const bornOn = '2026-03-10';

  it.each([
    [0, bornOn],
    [90, bornOn],
    [91, '2026-07-01'],
    [180, '2026-10-01'],
    [181, '2026-10-01'],
  ])('paid %i days after birth', (days, from) => {
    expect(coveredFrom(bornOn, addDays(bornOn, days))).toBe(from);
  });

  it('begins in January when paid late in December', () => {
    expect(coveredFrom('2026-08-01', '2026-12-31')).toBe('2027-01-01');
  });
});
