import { addDays, civilDate, instantOn, type WorkingDayCalendar } from '../core';
import {
  defaultPolicy,
  isOpen,
  type DepartmentPolicy,
  type MaintenanceWindow,
  type OpeningHours,
} from '../engine/department-policy';

/** A department that is not open for so long never is. */
const NEVER_DAYS = 400;

/**
 * When a department is open, as one line of stretches: what counts as open is decided by the rule that the product's
 * own gates go by. Instants are milliseconds; work goes on in open time only.
 */
export class OpeningTimes {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** Open time before each stretch. */
  private readonly before: number[] = [];
  private readonly policy: DepartmentPolicy;
  private day: string;
  private known: number;

  constructor(
    hours: readonly OpeningHours[],
    closed: readonly MaintenanceWindow[],
    private readonly calendar: WorkingDayCalendar,
    from: number,
  ) {
    this.policy = { ...defaultPolicy, hours, maintenance: closed };
    this.day = civilDate(new Date(from));
    this.known = instantOn(this.day, '00:00').getTime();
  }

  /** Open time from the beginning of the line until an instant. */
  openUntil(at: number): number {
    const n = this.stretchAt(at);
    if (n < 0) return 0;
    const end = this.ends[n] as number;
    return (this.before[n] as number) + Math.min(at, end) - (this.starts[n] as number);
  }

  isOpen(at: number): boolean {
    const n = this.stretchAt(at);
    return n >= 0 && at < (this.ends[n] as number);
  }

  /** The first instant from this one at which it is open; infinite when it never is again. */
  opensAt(at: number): number {
    const n = this.stretchAt(at);
    if (n >= 0 && at < (this.ends[n] as number)) return at;
    return this.startOf(n + 1);
  }

  /** When so much work is done that begins now, if it is done in open time only. */
  after(at: number, work: number): number {
    const until = this.openUntil(at) + work;
    let n = Math.max(0, this.stretchAt(at));
    for (;;) {
      const start = this.startOf(n);
      if (start === Infinity) return Infinity;
      const end = this.ends[n] as number;
      const before = this.before[n] as number;
      if (before + end - start >= until) return Math.max(at, start + until - before);
      n += 1;
    }
  }

  private startOf(n: number): number {
    const asked = this.known;
    while (this.starts.length <= n && this.known - asked < NEVER_DAYS * 86_400_000) this.layOutDay();
    return this.starts[n] ?? Infinity;
  }

  /** The last stretch that has begun by an instant, -1 before the first. */
  private stretchAt(at: number): number {
    while (this.known <= at) this.layOutDay();
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private layOutDay(): void {
    const { day, policy } = this;
    const midnight = this.known;
    const next = addDays(day, 1);
    const end = instantOn(next, '00:00').getTime();
    const turns = [
      midnight,
      ...policy.hours.flatMap(({ from, until }) => [instantOn(day, from).getTime(), instantOn(day, until).getTime()]),
      ...policy.maintenance.flatMap(({ from, until }) => [Date.parse(from), Date.parse(until)]),
      end,
    ]
      .filter((turn) => turn >= midnight && turn <= end)
      .sort((a, b) => a - b);
    for (let n = 1; n < turns.length; n += 1) this.addStretch(turns[n - 1] as number, turns[n] as number, midnight);
    this.day = next;
    this.known = end;
  }

  /** Stretches meet at midnight and are not joined there: what is laid out does not change any more. */
  private addStretch(start: number, end: number, midnight: number): void {
    if (start === end || !isOpen(this.policy, new Date(start), this.calendar)) return;
    const last = this.ends.length - 1;
    const [lastStart = 0, lastEnd = 0] = [this.starts[last], this.ends[last]];
    if (lastEnd === start && start > midnight) {
      this.ends[last] = end;
      return;
    }
    this.before.push((this.before[last] ?? 0) + lastEnd - lastStart);
    this.starts.push(start);
    this.ends.push(end);
  }
}
