import type { ClaimedExecution } from './execution-store';
import type { ExecutionId } from './instance';

/** Executions of one department that are ready in this process, beyond those of the ring at hand. */
export interface Counter {
  /** Takes up to so many of them; they are nobody else's now. */
  take(most: number): readonly ExecutionId[];
  /** Tells of every arrival from now on. */
  onArrival(listener: () => void): void;
}

/** A session that is idle costs nothing; a new ring costs some milliseconds of two processes. */
const LINGER_MS = 100;

interface SessionWork {
  claim(ids: readonly ExecutionId[]): Promise<readonly ClaimedExecution[]>;
  handle(execution: ClaimedExecution): Promise<void>;
}

/**
 * What one ring opens: its ids are claimed in one statement and handled, so many at a time; whenever there is room,
 * whatever else has become ready at the counter is taken along, so that a busy department needs no ring for each. Over
 * when nothing is under way and nothing more is to be had.
 */
export class Session {
  private readonly claimed: ClaimedExecution[] = [];
  private claiming = 0;
  private handling = 0;
  private lingering: NodeJS.Timeout | undefined;
  private failure: { readonly error: unknown } | undefined;
  private finish: () => void = () => undefined;

  constructor(
    /** Executions under way at the same time. */
    private readonly most: number,
    private readonly work: SessionWork,
    private readonly counter?: Counter,
  ) {}

  /** Resolves when all is handled; rejects, when all else is handled, if a claim or an execution has failed. */
  async run(ids: readonly ExecutionId[]): Promise<void> {
    await new Promise<void>((resolve) => {
      this.finish = resolve;
      this.claim([...ids, ...this.more(this.most - ids.length)]);
      this.counter?.onArrival(() => this.takeMore());
    });
    if (this.failure !== undefined) throw this.failure.error;
  }

  private claim(ids: readonly ExecutionId[]): void {
    this.claiming += ids.length;
    void this.work
      .claim(ids)
      .then((claimed) => void this.claimed.push(...claimed))
      .catch((error: unknown) => this.fail(error))
      .then(() => {
        this.claiming -= ids.length;
        this.goOn();
      });
  }

  private goOn(): void {
    while (this.handling < this.most) {
      const next = this.claimed.shift();
      if (next === undefined) break;
      this.handling += 1;
      void this.work
        .handle(next)
        .catch((error: unknown) => this.fail(error))
        .then(() => {
          this.handling -= 1;
          this.goOn();
        });
    }
    this.takeMore();
    if (this.underWay === 0) this.linger();
  }

  /** Steps of a department follow one another: who comes a moment later need not ring anew. */
  private linger(): void {
    if (this.counter === undefined) this.finish();
    else this.lingering = setTimeout(this.finish, LINGER_MS);
  }

  private get underWay(): number {
    return this.handling + this.claimed.length + this.claiming;
  }

  private takeMore(): void {
    const more = this.more(this.most - this.underWay);
    if (more.length === 0) return;
    clearTimeout(this.lingering);
    this.claim(more);
  }

  private more(room: number): readonly ExecutionId[] {
    return room > 0 ? (this.counter?.take(room) ?? []) : [];
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
  }
}
