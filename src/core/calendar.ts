import { isWorkday } from 'chinese-days';
import type { Limit } from './limit';

/**
 * The official working-day calendar: weekends, public holidays and 调休 make-up days. `chinese-days` carries the State
 * Council's notices but answers for unpublished years too, wrongly; so the years that are published stand here, and a
 * deadline that crosses any other is provisional.
 */
export interface WorkingDayCalendar {
  readonly version: string;
  /** Years whose notice has been published. */
  readonly years: ReadonlySet<number>;
  isWorkingDay(day: CivilDate): boolean;
}

/** A date in Asia/Shanghai, `2026-02-13`. */
export type CivilDate = string;

export const officialCalendar: WorkingDayCalendar = {
  version: 'CN-2026.1',
  years: new Set([2024, 2025, 2026]),
  isWorkingDay: (day) => (officialCalendar.years.has(yearOf(day)) ? isWorkday(day) : weekday(day)),
};

const yearOf = (day: CivilDate): number => Number(day.slice(0, 4));
const weekday = (day: CivilDate): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

export interface Deadline {
  readonly due: CivilDate;
  /** True when the count crosses a year whose holidays are not published yet. */
  readonly provisional: boolean;
  readonly calendarVersion: string;
}

/** The day on which a limit that starts on `from` is due. The day of acceptance is not counted (行政许可法 art. 82). */
export function deadline(calendar: WorkingDayCalendar, from: CivilDate, limit: Limit): Deadline {
  let day = from;
  let provisional = false;
  let left = limit.kind === 'immediately' ? 0 : limit.days;
  while (left > 0) {
    day = addDays(day, 1);
    provisional ||= !calendar.years.has(yearOf(day));
    if (calendar.isWorkingDay(day)) left -= 1;
  }
  return { due: day, provisional, calendarVersion: calendar.version };
}

export function addDays(day: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const SHANGHAI_MS = 8 * 3_600_000;

/** The civil date in Asia/Shanghai at an instant. Asia/Shanghai has been UTC+8 without summer time since 1991-09-15. */
export const civilDate = (instant: Date): CivilDate =>
  new Date(instant.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);

/** The instant of a time of day on a civil date in Asia/Shanghai; `24:00` is the end of the day. */
export function instantOn(day: CivilDate, time: string): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(Date.parse(`${day}T00:00:00Z`) - SHANGHAI_MS + (hours * 60 + minutes) * 60_000);
}
