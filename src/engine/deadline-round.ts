import type { Advancer } from './advancer';
import type { Calendars } from './calendars';
import type { DeadlineStore } from './deadline-store';
import { RecomputeDeadlines } from './recompute-deadlines';
import { DeadlineWatch } from './watch-deadlines';

/** Deadlines count days: so often is enough. */
const EVERY_MS = 60_000;
/**
 * Rounds in which nothing was found outdated, before another calendar counts as done with: a process that learned of it
 * a moment later may have opened executions by the old one.
 */
const QUIET_ROUNDS = 2;

/** Looks after every running clock, once a minute; first of all those that another calendar has made untrue. */
export class DeadlineRound {
  private readonly watch: DeadlineWatch;
  private readonly recompute: RecomputeDeadlines;
  private roundsLeft = 0;
  private nextAt = 0;

  constructor(
    deadlines: DeadlineStore,
    advancer: Advancer,
    private readonly calendars: Calendars,
  ) {
    this.watch = new DeadlineWatch(deadlines, advancer);
    this.recompute = new RecomputeDeadlines(deadlines, advancer);
  }

  /** At the start and whenever another calendar is in use: the next round is due at once, and computes anew what goes by another. */
  calendarChanged(): void {
    this.roundsLeft = QUIET_ROUNDS;
    this.nextAt = 0;
  }

  async runWhenDue(): Promise<void> {
    if (performance.now() >= this.nextAt) await this.run();
  }

  /** Levels are told even when deadlines could not be computed anew; then it throws with why not. */
  async run(): Promise<void> {
    this.nextAt = performance.now() + EVERY_MS;
    const parts = [() => this.recomputeOutdated(), () => this.watch.run()];
    const failed: unknown[] = [];
    for (const part of parts) await part().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw failed[0];
  }

  private async recomputeOutdated(): Promise<void> {
    if (this.roundsLeft === 0) return;
    if ((await this.recompute.run(this.calendars.current())) === 0) this.roundsLeft -= 1;
  }
}
