import type { DeadlineRound } from '../engine/deadline-round';
import type { Log } from './log';
import { repeatedly, type Repeated } from './repeatedly';

/** So often it is looked whether a round is due. */
const LOOK_MS = 10_000;

/** Looks after the deadlines for as long as a process sweeps. */
export class DeadlineLoop {
  private repeated: Repeated | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly round: DeadlineRound,
    private readonly log: Log,
  ) {}

  start(): void {
    this.repeated = repeatedly(
      () => this.look(),
      () => LOOK_MS,
      LOOK_MS,
    );
  }

  /** Begins no other round, and waits for the one under way. */
  async stop(): Promise<void> {
    this.repeated?.stop();
    await this.running;
  }

  private look(): Promise<void> {
    this.running = this.round.runWhenDue().catch((error: unknown) => {
      this.log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'a deadline was not told');
    });
    return this.running;
  }
}
