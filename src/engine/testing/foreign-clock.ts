import type { Random } from './random';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SKEWS = [-400 * DAY, -DAY, -HOUR, 2 * MINUTE, HOUR, DAY, 400 * DAY];

/**
 * What a simulation puts in the place of the machine's clock and interval timers. The time a replica could read is
 * wrong by another amount for each of them, and every reading is counted: the engine must read none. Interval timers
 * fire when the scheduler says so.
 */
export class ForeignClock {
  reads = 0;
  private skew = 0;
  private readonly intervals = new Map<number, () => void>();
  private lastInterval = 0;

  constructor(private readonly trueTime: () => number) {}

  /** Puts itself in place; the answer takes it away again. */
  install(): () => void {
    const real = {
      Date: globalThis.Date,
      setInterval: globalThis.setInterval,
      clearInterval: globalThis.clearInterval,
    };
    const read = (): number => {
      this.reads += 1;
      return this.trueTime() + this.skew;
    };
    const Wrong = class extends real.Date {
      constructor(...parts: unknown[]) {
        super(...((parts.length === 0 ? [read()] : parts) as [number]));
      }
      static override now(): number {
        return read();
      }
      static override [Symbol.hasInstance](value: unknown): boolean {
        return value instanceof real.Date;
      }
    };
    globalThis.Date = Wrong as unknown as DateConstructor;
    globalThis.setInterval = ((tick: () => void) => this.add(tick)) as unknown as typeof setInterval;
    globalThis.clearInterval = ((id: number) => void this.intervals.delete(id)) as typeof clearInterval;
    return () => void Object.assign(globalThis, real);
  }

  /** The clock of whoever acts next. */
  skewFor(random: Random): number {
    return random.pick(SKEWS) as number;
  }

  showTo(skew: number): void {
    this.skew = skew;
  }

  /** Lets one of the interval timers go off; false when there is none. */
  tick(random: Random): boolean {
    const tick = random.pick([...this.intervals.values()]);
    tick?.();
    return tick !== undefined;
  }

  private add(tick: () => void): number {
    this.lastInterval += 1;
    this.intervals.set(this.lastInterval, tick);
    return this.lastInterval;
  }
}
