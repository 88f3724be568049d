/** How many fell into each stretch, in hours; the last stretch takes everything beyond. */
export interface Histogram {
  readonly widthHours: number;
  readonly counts: readonly number[];
  /** True where the last stretch has no end. */
  readonly open: boolean;
}

const WIDTHS = [1 / 12, 1 / 4, 1 / 2, 1, 2, 4, 6, 12, 24, 48, 120, 240];
const LONGEST_WIDTH = 720;
const MOST_STRETCHES = 40;

/** Of lengths in rising order. */
export function makeHistogram(sorted: Float64Array): Histogram {
  const nearlyAll = sorted[Math.max(0, Math.ceil(0.995 * sorted.length) - 1)] ?? 0;
  const width = WIDTHS.find((one) => nearlyAll / one < MOST_STRETCHES) ?? LONGEST_WIDTH;
  const longest = sorted.at(-1) ?? 0;
  const stretches = Math.min(MOST_STRETCHES, Math.floor(longest / width) + 1);
  const counts = new Array<number>(stretches).fill(0);
  for (const length of sorted) {
    const n = Math.min(stretches - 1, Math.floor(length / width));
    counts[n] = (counts[n] ?? 0) + 1;
  }
  return { widthHours: Number(width.toFixed(4)), counts, open: longest >= stretches * width };
}
