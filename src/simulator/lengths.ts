export interface LengthFigures {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly longest: number;
}

/** Lengths of time, all of them kept: percentiles are exact. */
export class Lengths {
  private kept = new Float64Array(64);
  private count = 0;

  add(length: number): void {
    if (this.count === this.kept.length) {
      const wider = new Float64Array(this.kept.length * 2);
      wider.set(this.kept);
      this.kept = wider;
    }
    this.kept[this.count] = length;
    this.count += 1;
  }

  get total(): number {
    return this.kept.subarray(0, this.count).reduce((sum, length) => sum + length, 0);
  }

  /** In rising order. */
  sorted(): Float64Array {
    return this.kept.slice(0, this.count).sort();
  }

  figures(): LengthFigures {
    const sorted = this.sorted();
    const at = (part: number): number => tidy(sorted[Math.max(0, Math.ceil(part * this.count) - 1)] ?? 0);
    return {
      count: this.count,
      mean: tidy(this.count === 0 ? 0 : this.total / this.count),
      ...{ p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), longest: at(1) },
    };
  }
}

const tidy = (value: number): number => Number(value.toFixed(4));
