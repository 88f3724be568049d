import { benefitAmount, benefitDays } from './benefit';

describe('maternity benefit', () => {
  it.each([
    [1, false, 98],
    [1, true, 113],
    [2, false, 113],
    [3, true, 143],
  ])('%i babies, caesarean %s: %i days', (babies, caesarean, days) => {
    expect(benefitDays('2026-11-20', babies, caesarean)).toBe(days);
  });

  it('rounds once, at the end, half up', () => {
    expect(benefitAmount('2026-11-20', 481_200n, 98)).toBe('15719.20');
    expect(benefitAmount('2026-11-20', 481_201n, 98)).toBe('15719.23');
    expect(benefitAmount('2026-11-20', 15n, 1)).toBe('0.01');
  });

  it('stays exact where a floating-point number would not', () => {
    expect(benefitAmount('2026-11-20', 9_007_199_254_740_993n, 30)).toBe('90071992547409.93');
  });
});
