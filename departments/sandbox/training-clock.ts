/** The departments' clock: their machine's, until training sets a time; from then on it stands there. */
export class TrainingClock {
  private standsAt: Date | undefined;

  constructor(private readonly running: () => Date) {}

  now(): Date {
    return this.standsAt === undefined ? this.running() : new Date(this.standsAt);
  }

  set(at: Date): void {
    this.standsAt = at;
  }
}
