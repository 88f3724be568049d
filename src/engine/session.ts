import type { Seat } from './attendants';
import type { ClaimedExecution } from './execution-store';
import type { ExecutionId } from './instance';

/** Executions of one department that are ready in this process, beyond those of the ring at hand. */
export interface Counter {
  /** Takes up to so many of them; they are nobody else's now. */
  take(most: number): readonly ExecutionId[];
  /** From now on the clerk is told of arrivals and asked for room. */
  attend(clerk: Clerk): void;
}

/** Who works off a ring, as the counter sees it. */
export interface Clerk {
  /** Something waits at the counter. */
  call(): void;
  /** Room for one more execution, if there is any. */
  reserve(): Seat | undefined;
}

/** A session that is idle costs nothing; a new ring costs some milliseconds of two processes. */
const LINGER_MS = 100;

export interface SessionLimits {
  /** Executions handled at the same time. */
  readonly atOnce: number;
  /** Executions held at the same time, with those that wait for their turn. */
  readonly held: number;
}

interface SessionWork {
  /** Takes those of the ids that are free. */
  claim(ids: readonly ExecutionId[]): Promise<readonly ClaimedExecution[]>;
  /** Told of every execution that is this worker's now. */
  hold(execution: ClaimedExecution): void;
  handle(execution: ClaimedExecution): Promise<void>;
}

/**
 * What one ring opens: its ids are claimed in one statement and handled, so many at a time; whenever there is room,
 * whatever else has become ready at the counter is taken along, so that a busy department needs no ring for each. Over
 * when nothing is under way and nothing more is to be had.
 */
export class Session implements Clerk {
  private readonly claimed: ClaimedExecution[] = [];
  private claiming = 0;
  private reserved = 0;
  private handling = 0;
  private lingering: NodeJS.Timeout | undefined;
  private failure: { readonly error: unknown } | undefined;
  private finish: () => void = () => undefined;

  constructor(
    private readonly limits: SessionLimits,
    private readonly work: SessionWork,
    private readonly counter?: Counter,
  ) {}

  /** Resolves when all is handled; rejects, when all else is handled, if a claim or an execution has failed. */
  async run(ids: readonly ExecutionId[]): Promise<void> {
    await new Promise<void>((resolve) => {
      this.finish = resolve;
      this.claim([...ids, ...this.more(this.limits.held - ids.length)]);
      this.counter?.attend(this);
    });
    if (this.failure !== undefined) throw this.failure.error;
  }

  call(): void {
    this.takeMore();
  }

  reserve(): Seat | undefined {
    if (this.underWay >= this.limits.held) return undefined;
    this.reserved += 1;
    clearTimeout(this.lingering);
    const give = (claimed?: ClaimedExecution): void => {
      this.reserved -= 1;
      if (claimed !== undefined) this.keep([claimed]);
      this.goOn();
    };
    return { take: give, leave: give };
  }

  private keep(claimed: readonly ClaimedExecution[]): void {
    for (const one of claimed) this.work.hold(one);
    this.claimed.push(...claimed);
  }

  private claim(ids: readonly ExecutionId[]): void {
    this.claiming += ids.length;
    void this.work
      .claim(ids)
      .then((claimed) => this.keep(claimed))
      .catch((error: unknown) => this.fail(error))
      .then(() => {
        this.claiming -= ids.length;
        this.goOn();
      });
  }

  private goOn(): void {
    while (this.handling < this.limits.atOnce) {
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
    return this.handling + this.claimed.length + this.claiming + this.reserved;
  }

  private takeMore(): void {
    const more = this.more(this.limits.held - this.underWay);
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
