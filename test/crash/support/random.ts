/** The same numbers for the same seed (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  of<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)] as T;
  }
}

/** `CRASH_SEED` repeats a run; otherwise every run is another one. */
export const chosenSeed = (): number => Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000_007);

/** Says with which seed it failed. */
export async function withSeed(run: (random: Random, seed: number) => Promise<void>): Promise<void> {
  const seed = chosenSeed();
  try {
    await run(new Random(seed), seed);
  } catch (error) {
    throw new Error(`with CRASH_SEED=${seed}: ${(error as Error).message}`, { cause: error });
  }
}
