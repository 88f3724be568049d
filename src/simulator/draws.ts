import { hash } from 'node:crypto';
import type { Spread } from './spread';

/**
 * Random numbers that belong to a place in the run and not to a moment of it: the same seed and key always draw the
 * same, in whatever order things happen. Two runs that differ in one clerk only therefore meet the same luck (common
 * random numbers), and what differs between them is the clerk's doing.
 */
export interface Draws {
  /** Four independent numbers in [0, 1). */
  (key: string): readonly [number, number, number, number];
}

export const drawsOf =
  (seed: number): Draws =>
  (key) => {
    const bytes = hash('sha256', `${seed}|${key}`, 'buffer');
    return [unit(bytes, 0), unit(bytes, 8), unit(bytes, 16), unit(bytes, 24)];
  };

/** 53 bits, as many as a number holds. */
const unit = (bytes: Buffer, at: number): number =>
  (bytes.readUInt32BE(at) * 2 ** 21 + (bytes.readUInt32BE(at + 4) >>> 11)) / 2 ** 53;

const MS = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** The 95th percentile of the normal distribution. */
const Z95 = 1.6448536269514722;

/** A length of time in milliseconds from a spread, by two numbers in [0, 1). */
export function drawTime(spread: Spread, u: number, v: number): number {
  return MS[spread.unit ?? 'minutes'] * drawLength(spread, u, v);
}

function drawLength(spread: Spread, u: number, v: number): number {
  switch (spread.kind) {
    case 'constant':
      return spread.value ?? 0;
    case 'exponential':
      return -(spread.mean ?? 0) * Math.log1p(-u);
    case 'logNormal': {
      const { median = 0, p95 = 0 } = spread;
      const normal = Math.sqrt(-2 * Math.log1p(-u)) * Math.cos(2 * Math.PI * v);
      return median * Math.exp((normal * Math.log(p95 / median)) / Z95);
    }
    case 'empirical': {
      const values = spread.values ?? [];
      return values[Math.floor(u * values.length)] ?? 0;
    }
  }
}

/** What `u` falls on among things that each have a chance; undefined when it falls beside all of them. */
export function drawChance<T>(chances: Iterable<readonly [T, number]>, u: number): T | undefined {
  let below = 0;
  for (const [thing, chance] of chances) {
    below += chance;
    if (u < below) return thing;
  }
  return undefined;
}

/** One of several things by their weights. */
export function drawWeighted<T>(things: readonly T[], weightOf: (thing: T) => number, u: number): T {
  const total = things.reduce((sum, thing) => sum + weightOf(thing), 0);
  const found = drawChance(
    things.map((thing) => [thing, weightOf(thing)] as const),
    u * total,
  );
  return found ?? (things.at(-1) as T);
}
