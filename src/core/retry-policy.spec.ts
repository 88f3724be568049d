import { patiently, planRetry } from './retry-policy';

const policy = { attempts: 5, firstDelayMs: 1_000, factor: 3, maxDelayMs: 10_000 };

describe('a retry policy', () => {
  it('grows by its factor and never beyond its longest delay', () => {
    const longest = 1 - Number.EPSILON;
    expect([1, 2, 3, 4].map((attempt) => planRetry(policy, attempt, longest))).toEqual([1_000, 3_000, 9_000, 10_000]);
  });

  it('gives up after the last attempt, and not one before', () => {
    expect(planRetry(policy, 4, 0)).toBeDefined();
    expect(planRetry(policy, 5, 0)).toBeUndefined();
    expect(planRetry(policy, 50, 0)).toBeUndefined();
    expect(planRetry({ ...policy, attempts: 1 }, 1, 0)).toBeUndefined();
  });

  it('spreads the delays over half to the whole of the computed value', () => {
    expect(planRetry(policy, 2, 0)).toBe(1_500);
    expect(planRetry(policy, 2, 0.5)).toBe(2_250);
  });

  it('does not overflow on the thousandth attempt', () => {
    expect(planRetry({ ...policy, attempts: 10_000 }, 5_000, 0.999)).toBeLessThanOrEqual(policy.maxDelayMs);
  });

  it('waits patiently for about two days in all, at least one even with the shortest delays', () => {
    const hours = (jitter: number) =>
      Array.from({ length: patiently.attempts - 1 }, (_, index) => planRetry(patiently, index + 1, jitter) ?? 0).reduce(
        (sum, delay) => sum + delay,
        0,
      ) / 3_600_000;
    expect(hours(0.999)).toBeGreaterThan(48);
    expect(hours(0)).toBeGreaterThan(24);
  });
});
