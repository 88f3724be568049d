import { LengthOverTime } from './length-over-time';
import { Lengths, type LengthFigures } from './lengths';
import type { OpeningTimes } from './opening-times';

export interface StationFigures {
  /** `null` for a machine, which does any number of things at once. */
  readonly clerks: number | null;
  /** Pieces of work that came, and that were ended, within the days of the scenario. */
  readonly came: number;
  readonly done: number;
  /** Of the clerks' open time, how much was worked; `null` for a machine. */
  readonly utilisation: number | null;
  /** What waited for a clerk: on the average, at most, and when the last day was over. */
  readonly queue: { readonly mean: number; readonly longest: number; readonly left: number };
  /** From coming in until a clerk takes it up, in hours, nights and days off included. */
  readonly waitHours: LengthFigures;
  /** The same in open time only, in hours: here a clerk more would have helped. */
  readonly openWaitHours: LengthFigures;
  /** The queue, in parts of `partMinutes` each from `from`. */
  readonly overTime: {
    readonly from: string;
    readonly partMinutes: number;
    readonly mean: readonly number[];
    readonly longest: readonly number[];
  };
}

const HOUR = 3_600_000;
const MOST_PARTS = 800;

/** What is written down of a station, over the days of the scenario only. */
export class StationBooks {
  private readonly queue: LengthOverTime;
  private busy = 0;
  private worked = 0;
  private workedUntil: number;
  private came = 0;
  private done = 0;
  private waiting = 0;
  private left = 0;
  private isClosed = false;
  private readonly waits = new Lengths();
  private readonly openWaits = new Lengths();

  constructor(
    private readonly hours: OpeningTimes,
    private readonly from: number,
    private readonly until: number,
  ) {
    const part = HOUR * Math.max(1, Math.ceil((until - from) / HOUR / MOST_PARTS));
    this.queue = new LengthOverTime(from, until, part);
    this.workedUntil = from;
  }

  entered(now: number): void {
    this.wait(1, now);
    if (this.counts(now)) this.came += 1;
  }

  began(now: number, since: number): void {
    this.wait(-1, now);
    this.work(1, now);
    if (!this.counts(since)) return;
    this.waits.add((now - since) / HOUR);
    this.openWaits.add((this.hours.openUntil(now) - this.hours.openUntil(since)) / HOUR);
  }

  ended(now: number): void {
    this.work(-1, now);
    if (this.counts(now)) this.done += 1;
  }

  dropped(now: number): void {
    this.wait(-1, now);
  }

  /** Hours waited in open time by everything that came. */
  get openWaitTotal(): number {
    return this.openWaits.total;
  }

  figures(clerks: number): StationFigures {
    this.close();
    const open = this.hours.openUntil(this.until) - this.hours.openUntil(this.from);
    const { queue } = this;
    return {
      clerks: Number.isFinite(clerks) ? clerks : null,
      ...{ came: this.came, done: this.done },
      utilisation: Number.isFinite(clerks) && open > 0 ? round(this.worked / (open * clerks), 4) : null,
      queue: {
        mean: round(queue.total / (this.until - this.from), 3),
        longest: queue.peaks.reduce((most, peak) => Math.max(most, peak), 0),
        left: this.left,
      },
      waitHours: this.waits.figures(),
      openWaitHours: this.openWaits.figures(),
      overTime: {
        from: new Date(queue.from).toISOString(),
        partMinutes: queue.part / 60_000,
        mean: queue.averages.map((mean) => round(mean, 2)),
        longest: queue.peaks,
      },
    };
  }

  /** The last day is over. What happens later is not written down. */
  private close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.left = this.waiting;
    this.queue.runTo(this.until);
    this.runWork(this.until);
  }

  private counts(at: number): boolean {
    return at >= this.from && at < this.until;
  }

  private wait(by: number, now: number): void {
    if (now >= this.until) this.close();
    this.waiting += by;
    this.queue.change(by, now);
  }

  private work(by: number, now: number): void {
    if (now >= this.until) this.close();
    this.runWork(now);
    this.busy += by;
  }

  private runWork(now: number): void {
    const end = Math.min(now, this.until);
    if (end <= this.workedUntil) return;
    this.worked += this.busy * (this.hours.openUntil(end) - this.hours.openUntil(this.workedUntil));
    this.workedUntil = end;
  }
}

export const round = (value: number, digits: number): number => Number(value.toFixed(digits));
