import type { BulkRepairs } from './run-bulk-repairs';

/** Between two rounds that moved something; while departments are being waited for; while there is nothing to do. */
interface LoopPace {
  readonly busyMs: number;
  readonly waitingMs: number;
  readonly idleMs: number;
}

const defaults: LoopPace = { busyMs: 20, waitingMs: 1_000, idleMs: 5_000 };

/** Runs bulk repairs round after round, often while there is something to do and seldom otherwise. */
export class BulkRepairLoop {
  private readonly pace: LoopPace;
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private running = false;
  private woken = false;

  constructor(
    private readonly repairs: Pick<BulkRepairs, 'run'>,
    private readonly onError: (error: unknown) => void,
    pace: Partial<LoopPace> = {},
  ) {
    this.pace = { ...defaults, ...pace };
  }

  start(): void {
    this.running = true;
    this.lookIn(this.pace.idleMs);
  }

  /** Something may have come up: look soon. */
  wake(): void {
    this.woken = true;
    // While a round is under way: right after it.
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.lookIn(0);
  }

  /** Resolves when the round at hand is over. */
  async stop(): Promise<void> {
    this.running = false;
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.round;
  }

  private lookIn(ms: number): void {
    if (!this.running) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.woken = false;
      this.round = this.look().then((next) => this.lookIn(this.woken ? 0 : next));
    }, ms);
  }

  private async look(): Promise<number> {
    try {
      const { moved, waiting } = await this.repairs.run();
      return moved ? this.pace.busyMs : waiting > 0 ? this.pace.waitingMs : this.pace.idleMs;
    } catch (error) {
      this.onError(error);
      return this.pace.idleMs;
    }
  }
}
