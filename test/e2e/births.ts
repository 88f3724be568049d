import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/* eslint-disable @typescript-eslint/no-explicit-any -- a trigger is changed at will, also to what it must not be */

/** A valid birth report of the situation named, of a family of its own for each number. */
export function birth(family: number, situation = 'married-local'): any {
  const file = join(__dirname, `../../workflows/newborn/samples/${situation}.json`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as any;
  const minute = new Date(Date.UTC(2026, 9, 25) + family * 60_000);
  report.birth.bornAt = minute.toISOString();
  return report;
}
