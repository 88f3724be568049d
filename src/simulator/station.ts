import type { Agenda } from './agenda';
import type { OpeningTimes } from './opening-times';
import type { StationBooks } from './station-books';

/** Work that waits for a clerk. */
export interface Work {
  /** Open time that it takes, in milliseconds. */
  readonly takes: number;
  /** False when nobody needs it any more: then no clerk takes it up. */
  isWanted(): boolean;
  done(now: number): void;
  /** The department went out while the work was under way: nothing of it is left. */
  lost(now: number): void;
}

/** An outage: an instant at which whatever is under way is lost. The time until it is over belongs to the hours. */
export type Outages = readonly number[];

interface Waiting {
  readonly work: Work;
  readonly since: number;
}

/** Whoever works: a department's clerks, first come, first served, or a machine that does any number of things at once. */
export class Station {
  private readonly line: Waiting[] = [];
  /** How many of the line have been taken up already. */
  private taken = 0;
  private busy = 0;
  private opensAt: number | undefined;

  constructor(
    /** Infinite for a machine. */
    readonly clerks: number,
    readonly hours: OpeningTimes,
    private readonly outages: Outages,
    private readonly agenda: Agenda,
    readonly books: StationBooks,
  ) {}

  enter(work: Work, now: number): void {
    this.line.push({ work, since: now });
    this.books.entered(now);
    this.takeUp(now);
  }

  private takeUp(now: number): void {
    while (this.busy < this.clerks && this.waits) {
      const opensAt = this.hours.opensAt(now);
      if (opensAt > now) {
        this.wakeAt(opensAt);
        return;
      }
      const next = this.line[this.taken] as Waiting;
      this.taken += 1;
      this.tidy();
      if (next.work.isWanted()) this.begin(next, now);
      else this.books.dropped(now);
    }
  }

  private get waits(): boolean {
    return this.taken < this.line.length;
  }

  private wakeAt(opensAt: number): void {
    if (this.opensAt === opensAt || opensAt === Infinity) return;
    this.opensAt = opensAt;
    this.agenda.at(opensAt, (now) => this.takeUp(now));
  }

  private begin({ work, since }: Waiting, now: number): void {
    const finished = this.hours.after(now, work.takes);
    const outage = this.outages.find((at) => at > now && at < finished);
    this.busy += 1;
    this.books.began(now, since);
    if (finished === Infinity) return;
    this.agenda.at(outage ?? finished, (at) => {
      this.busy -= 1;
      this.books.ended(at);
      if (outage === undefined) work.done(at);
      else work.lost(at);
      this.takeUp(at);
    });
  }

  private tidy(): void {
    if (this.taken < 1_024 || this.taken * 2 < this.line.length) return;
    this.line.splice(0, this.taken);
    this.taken = 0;
  }
}
