import { isCivilDate, isWeekend, type CivilDate } from './calendar';

/** What the State Council's notice says about one year. */
export interface CalendarYear {
  readonly year: number;
  /** Every day that is off by the notice, weekends within a holiday included. */
  readonly daysOff: readonly CivilDate[];
  /** Weekends that are worked instead (调休). */
  readonly makeUpDays: readonly CivilDate[];
}

/** One version of an imported year; a correction of the notice is a new version, the newest counts. */
export interface CalendarYearVersion extends CalendarYear {
  /** From 1. */
  readonly version: number;
}

export type CalendarDefectCode =
  | 'calendar-year-out-of-range'
  | 'calendar-day-invalid'
  | 'calendar-day-of-another-year'
  | 'calendar-day-repeated'
  | 'calendar-day-off-and-worked'
  | 'calendar-make-up-not-weekend'
  | 'calendar-no-days-off';

export interface CalendarDefect {
  /** A JSON pointer into the year: `/makeUpDays/3`. */
  readonly pointer: string;
  readonly code: CalendarDefectCode;
}

/** Before 2000 other rules held (two-day weekends came in 1995, the long holidays in 1999). */
export const FIRST_YEAR = 2000;
export const LAST_YEAR = 2100;

/** Everything that is wrong with a year before it is imported, each defect named; none when it may be used. */
export function findCalendarDefects({ year, daysOff, makeUpDays }: CalendarYear): CalendarDefect[] {
  const defects: CalendarDefect[] = [];
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
    defects.push({ pointer: '/year', code: 'calendar-year-out-of-range' });
  }
  // Every year begins with a holiday: a list without one is a list that was lost on the way.
  if (daysOff.length === 0) defects.push({ pointer: '/daysOff', code: 'calendar-no-days-off' });
  const off = new Set(daysOff);
  for (const [list, days] of Object.entries({ daysOff, makeUpDays })) {
    const seen = new Set<CivilDate>();
    days.forEach((day, at) => {
      const found = defectsOf(day, year);
      if (seen.has(day)) found.push('calendar-day-repeated');
      seen.add(day);
      if (list === 'makeUpDays' && off.has(day)) found.push('calendar-day-off-and-worked');
      if (list === 'makeUpDays' && isCivilDate(day) && !isWeekend(day)) found.push('calendar-make-up-not-weekend');
      defects.push(...found.map((code) => ({ pointer: `/${list}/${at}`, code })));
    });
  }
  return defects;
}

function defectsOf(day: CivilDate, year: number): CalendarDefectCode[] {
  if (!isCivilDate(day)) return ['calendar-day-invalid'];
  return day.startsWith(`${year}-`) ? [] : ['calendar-day-of-another-year'];
}
