import type { CivilDate, Level, Pause } from '../core';
import type { StoredClock } from '../engine/stored-clock';

/** A clock in the columns that executions and instances keep it in. */
export interface ClockColumns {
  clock_start: CivilDate | null;
  pauses: Pause[] | null;
  due_at: Date;
  due_provisional: boolean;
  statutory_due_at: Date;
  calendar_version: string;
  level: Level;
  next_level_at: Date | null;
}

/** As the statements read them: of `alias`, the date as text. */
export const clockColumns = (alias: string): string =>
  `${alias}.clock_start::text as clock_start, ${alias}.pauses, ${alias}.due_at, ${alias}.due_provisional,
    ${alias}.statutory_due_at, ${alias}.calendar_version, ${alias}.level, ${alias}.next_level_at`;

/** The same as the statements below take them out of JSON. */
export const CLOCK_RECORD = `clock_start date, pauses json, due_at timestamptz, due_provisional boolean,
  statutory_due_at timestamptz, calendar_version text, level text, next_level_at timestamptz`;

/** What is left out is null. */
export const clockRow = (clock: StoredClock): Partial<ClockColumns> => ({
  clock_start: clock.start,
  ...(clock.pauses.length === 0 ? {} : { pauses: [...clock.pauses] }),
  due_at: clock.dueAt,
  due_provisional: clock.provisional,
  statutory_due_at: clock.statutoryDueAt,
  calendar_version: clock.calendarVersion,
  level: clock.level,
  ...(clock.nextLevelAt === undefined ? {} : { next_level_at: clock.nextLevelAt }),
});

/** Undefined for a row without a clock. */
export function toClock(row: ClockColumns): StoredClock | undefined {
  if (row.clock_start === null) return undefined;
  return {
    start: row.clock_start,
    pauses: row.pauses ?? [],
    dueAt: row.due_at,
    statutoryDueAt: row.statutory_due_at,
    provisional: row.due_provisional,
    calendarVersion: row.calendar_version,
    level: row.level,
    ...(row.next_level_at === null ? {} : { nextLevelAt: row.next_level_at }),
  };
}
