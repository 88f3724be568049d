/**
 * Gathers items while earlier batches are under way and hands them over together: group commit. It never lingers: an
 * item that comes alone goes alone, at once; under load batches grow by themselves.
 */
export class Batches<Item, Result> {
  private waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  private running = 0;
  private scheduled = false;

  constructor(
    private readonly options: { readonly most: number; readonly parallel: number },
    private readonly work: (items: Item[]) => Promise<Result[]>,
  ) {}

  add(item: Item): Promise<Result> {
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
    try {
      const results = await this.work(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running -= 1;
      if (this.waiting.length > 0) this.schedule();
    }
  }
}
