/** How often and how patiently a handler is tried again after a failure that may pass. */
export interface RetryPolicy {
  /** Attempts in all, the first included. At least 1. */
  readonly attempts: number;
  /** Delay before the second attempt, in milliseconds. */
  readonly firstDelayMs: number;
  /** Each further delay is this many times the one before. At least 1. */
  readonly factor: number;
  /** No delay is longer than this, in milliseconds. */
  readonly maxDelayMs: number;
}

/** About two days of patience: a department that is down over a weekend evening does not need an operator. */
export const patiently: RetryPolicy = { attempts: 40, firstDelayMs: 500, factor: 2, maxDelayMs: 2 * 3_600_000 };

/**
 * The delay before the next attempt, or undefined when attempts are used up. `jitter` in [0, 1) spreads the delays
 * over half to the whole of the computed value, so that forty thousand cases do not knock at the same second.
 */
export function planRetry(policy: RetryPolicy, attempt: number, jitter: number): number | undefined {
  if (attempt >= policy.attempts) return undefined;
  const delay = Math.min(policy.maxDelayMs, policy.firstDelayMs * policy.factor ** (attempt - 1));
  return Math.round(delay * (0.5 + jitter / 2));
}
