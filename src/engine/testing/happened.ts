/** What happened in a run, counted by name: a fault test in which nothing went wrong shows nothing. */
export class Happened {
  private readonly times = new Map<string, number>();

  count(name: string, times = 1): void {
    this.times.set(name, (this.times.get(name) ?? 0) + times);
  }

  of(name: string): number {
    return this.times.get(name) ?? 0;
  }

  addAll(other: Happened): void {
    for (const [name, times] of other.times) this.count(name, times);
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.times].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
