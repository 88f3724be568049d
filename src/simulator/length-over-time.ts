/** How long something was over a stretch of time, in equal parts: on the average, and at most for any time at all. */
export class LengthOverTime {
  private readonly area: Float64Array;
  private readonly most: Uint32Array;
  private length = 0;
  private since: number;

  constructor(
    readonly from: number,
    readonly until: number,
    readonly part: number,
  ) {
    const parts = Math.max(1, Math.ceil((until - from) / part));
    this.area = new Float64Array(parts);
    this.most = new Uint32Array(parts);
    this.since = from;
  }

  change(by: number, now: number): void {
    this.runTo(now);
    this.length += by;
  }

  /** Writes the length as it has been since the last change. */
  runTo(now: number): void {
    const end = Math.min(now, this.until);
    while (this.since < end) {
      const n = Math.floor((this.since - this.from) / this.part);
      const stop = Math.min(end, this.from + (n + 1) * this.part);
      this.area[n] = (this.area[n] ?? 0) + this.length * (stop - this.since);
      this.most[n] = Math.max(this.most[n] ?? 0, this.length);
      this.since = stop;
    }
  }

  /** The average of each part. */
  get averages(): number[] {
    return [...this.area].map((area, n) => {
      const end = Math.min(this.until, this.from + (n + 1) * this.part);
      return area / (end - this.from - n * this.part);
    });
  }

  get peaks(): number[] {
    return [...this.most];
  }

  /** Length by time, over the whole stretch. */
  get total(): number {
    return this.area.reduce((sum, area) => sum + area, 0);
  }
}
