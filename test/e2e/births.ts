import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/* eslint-disable @typescript-eslint/no-explicit-any -- a trigger is changed at will, also to what it must not be */

/** A valid birth report of the situation named, of a family of its own for each number. */
export function birth(family: number, situation = 'married-local'): any {
  const file = join(__dirname, `../../workflows/newborn/samples/${situation}.json`);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  report.birth.bornAt = daysAgo(2, family);
  return report;
}

const now = Date.now();

/** A time of birth so many days ago, another minute for each family. */
export const daysAgo = (days: number, family: number): string =>
  new Date(now - days * 86_400_000 + family * 60_000).toISOString();
