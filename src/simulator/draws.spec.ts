import { drawChance, drawsOf, drawTime, drawWeighted } from './draws';
import type { Spread } from './spread';

const draws = drawsOf(7);
const many = Array.from({ length: 20_000 }, (_, n) => draws(String(n)));
const times = (spread: Spread): number[] => many.map(([u, v]) => drawTime(spread, u, v)).sort((a, b) => a - b);
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

describe('draws', () => {
  it('are the same for the same seed and key, and for no other', () => {
    expect(drawsOf(7)('a')).toEqual(draws('a'));
    expect(drawsOf(8)('a')).not.toEqual(draws('a'));
    expect(draws('b')).not.toEqual(draws('a'));
  });

  it('lie in [0, 1), spread evenly, and the four of a key do not depend on each other', () => {
    for (const at of [0, 1, 2, 3] as const) {
      const values = many.map((four) => four[at]);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values)).toBeLessThan(1);
      const tenths = Array.from({ length: 10 }, (_, n) => values.filter((one) => Math.floor(one * 10) === n).length);
      const chiSquare = tenths.reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0);
      // Nine degrees of freedom; one good stream in a thousand would be above.
      expect(chiSquare).toBeLessThan(27.88);
    }
    const product = mean(many.map(([u, v]) => (u - 0.5) * (v - 0.5)));
    expect(Math.abs(product)).toBeLessThan(3 / 12 / Math.sqrt(many.length));
  });

  it('give each spread its mean and percentiles, in its unit', () => {
    expect(times({ kind: 'constant', unit: 'hours', value: 2 })[0]).toBe(7_200_000);
    const exponential = times({ kind: 'exponential', mean: 10 });
    expect(mean(exponential) / 600_000).toBeCloseTo(1, 1);
    expect((exponential[18_999] as number) / (600_000 * Math.log(20))).toBeCloseTo(1, 1);
    const logNormal = times({ kind: 'logNormal', unit: 'seconds', median: 30, p95: 120 });
    expect((logNormal[9_999] as number) / 30_000).toBeCloseTo(1, 1);
    expect((logNormal[18_999] as number) / 120_000).toBeCloseTo(1, 1);
    expect(mean(times({ kind: 'empirical', unit: 'days', values: [1, 3] })) / 86_400_000).toBeCloseTo(2, 1);
  });

  it('fall on chances and weights by their size, and beside all of them by the rest', () => {
    const chances = [['a', 0.25] as const, ['b', 0.5] as const];
    expect([0, 0.2499, 0.25, 0.7499, 0.75].map((u) => drawChance(chances, u))).toEqual(['a', 'a', 'b', 'b', undefined]);
    expect([0, 0.3, 0.999].map((u) => drawWeighted([1, 3], (weight) => weight, u))).toEqual([1, 3, 3]);
  });
});
