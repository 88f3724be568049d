import { isOutage, mayPass, TooManyWaiting } from './outage';

/** Tries to write a batch of which some part cannot be written, in all. */
const PATIENCE = 32;
/** What keeps everybody waiting so long, a database that is away or a table that is held, fails them all at once. */
const OUTAGE_MS = 1_500;
/** Items that may wait where somebody waits for each: what a second or two of work comes to. */
const MOST_AWAITED = 4_096;

/**
 * Gathers items while earlier batches are under way and hands them over together: group commit. It never lingers: an
 * item that comes alone goes alone, at once; under load batches grow by themselves. A batch that fails is tried again
 * in halves, so that one item that cannot be done fails alone; what an item does must be harmless when done twice.
 */
export class Batches<Item, Result> {
  private waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  private running = 0;
  private scheduled = false;

  constructor(
    private readonly options: {
      readonly most: number;
      readonly parallel: number;
      /**
       * Somebody waits for each item: what stands behind a batch that the database has not answered is told with it, and
       * where too many wait whoever comes is sent away at once.
       */
      readonly isAwaited?: true;
    },
    private readonly work: (items: Item[]) => Promise<Result[]>,
  ) {}

  /** Rejects with TooManyWaiting, or with what the work was rejected with. */
  add(item: Item): Promise<Result> {
    if (this.options.isAwaited && this.waiting.length >= MOST_AWAITED) return Promise.reject(new TooManyWaiting());
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** Items that wait, not counting those under way: the measure of overload. */
  get length(): number {
    return this.waiting.length;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.running < this.options.parallel && this.waiting.length > 0) void this.runOne();
    });
  }

  private async runOne(): Promise<void> {
    const batch = this.waiting.splice(0, this.options.most);
    this.running += 1;
    const begun = performance.now();
    let outage: unknown;
    await inHalves(batch, async (part) => {
      try {
        const results = await this.work(part.map(({ item }) => item));
        outage = undefined;
        part.forEach(({ resolve }, index) => resolve(results[index] as Result));
      } catch (error) {
        outage = isOutage(error) ? error : undefined;
        throw error;
      }
    });
    this.running -= 1;
    if (this.options.isAwaited && outage !== undefined && performance.now() - begun >= OUTAGE_MS) {
      for (const { reject } of this.waiting.splice(0)) reject(outage);
    }
    if (this.waiting.length > 0) this.schedule();
  }
}

/** Does the work for all; when that fails, for each half apart, and rejects the single ones that still fail. */
export async function inHalves<Waiter extends { readonly reject: (error: unknown) => void }>(
  all: readonly Waiter[],
  work: (part: readonly Waiter[]) => Promise<void>,
): Promise<void> {
  let patience = PATIENCE;
  const begun = performance.now();
  const parts = [all];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    try {
      await work(part);
    } catch (error) {
      patience -= 1;
      if (mayPass(error) && performance.now() - begun >= OUTAGE_MS) {
        for (const { reject } of [part, ...parts].flat()) reject(error);
        return;
      }
      const middle = part.length >> 1;
      // Where nothing succeeds any more it is not the items: each of them is told, and may come again.
      if (part.length === 1 || patience <= 0) for (const { reject } of part) reject(error);
      else parts.unshift(part.slice(0, middle), part.slice(middle));
    }
  }
}
