/** Counts pairs of names; two levels of maps are cheaper than a key put together for each. */
export class Tally {
  private readonly counts = new Map<string, Map<string, number>>();

  add(first: string, second: string): void {
    const inner = this.counts.get(first) ?? new Map<string, number>();
    inner.set(second, (inner.get(second) ?? 0) + 1);
    this.counts.set(first, inner);
  }

  *[Symbol.iterator](): Iterator<[[string, string], number]> {
    for (const [first, inner] of this.counts) for (const [second, count] of inner) yield [[first, second], count];
  }
}
