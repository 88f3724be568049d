import { getDayDetail } from 'chinese-days';
import type { CalendarYear, CalendarYearVersion } from './calendar-year';
import type { Limit } from './limit';

/**
 * The official working-day calendar: weekends, public holidays and 调休 make-up days. It is data with the years it
 * covers; a deadline that crosses any other year counts plain weekdays there and is provisional.
 */
export interface WorkingDayCalendar {
  /** Which data was used: the built-in set, then each imported year with its version: `CN-2026.1+2027.2`. */
  readonly version: string;
  /** Years whose notice has been published. */
  readonly years: ReadonlySet<number>;
  isWorkingDay(day: CivilDate): boolean;
}

/** A date in Asia/Shanghai, `2026-02-13`. */
export type CivilDate = string;

/** What a day is: `makeUpDay` is a weekend that is worked (调休), `holiday` a day off by notice, weekends in it included. */
export type DayKind = 'workingDay' | 'makeUpDay' | 'weekend' | 'holiday';

/** A calendar that also says of each day what it is. */
export interface OfficialCalendar extends WorkingDayCalendar {
  kindOf(day: CivilDate): DayKind;
}

/** The data that this release carries. `chinese-days` answers for unpublished years too, wrongly: so they are named. */
const BUILT_IN = { version: 'CN-2026.1', years: [2024, 2025, 2026] } as const;

/** The days that the State Council's notice for a year names, as `chinese-days` carries them. */
function builtInYear(year: number): CalendarYear {
  const named = daysOf(year).map((day) => getDayDetail(day));
  // It calls every other day by the name of its weekday.
  const off = named.filter(({ work, name }) => !work && name.includes(','));
  const worked = named.filter(({ work, date }) => work && isWeekend(date));
  return { year, daysOff: off.map(({ date }) => date), makeUpDays: worked.map(({ date }) => date) };
}

const MOST_REMEMBERED = 10_000;

const builtInYears = BUILT_IN.years.map(builtInYear);

/** The built-in years, and over them the imported ones, the newest version of each. */
export function buildCalendar(imported: readonly CalendarYearVersion[]): OfficialCalendar {
  const newest = new Map<number, CalendarYearVersion>();
  for (const year of imported) {
    if (year.version > (newest.get(year.year)?.version ?? 0)) newest.set(year.year, year);
  }
  const overlaid = [...newest.values()].sort((a, b) => a.year - b.year);
  const kinds = new Map<CivilDate, DayKind>();
  for (const { daysOff, makeUpDays } of [...builtInYears.filter(({ year }) => !newest.has(year)), ...overlaid]) {
    for (const day of daysOff) kinds.set(day, 'holiday');
    for (const day of makeUpDays) kinds.set(day, 'makeUpDay');
  }
  /** Days that no notice names, once they have been asked for. */
  const plain = new Map<CivilDate, DayKind>();
  const plainKindOf = (day: CivilDate): DayKind => {
    const kind = isWeekend(day) ? 'weekend' : 'workingDay';
    if (plain.size >= MOST_REMEMBERED) plain.clear();
    plain.set(day, kind);
    return kind;
  };
  const kindOf = (day: CivilDate): DayKind => kinds.get(day) ?? plain.get(day) ?? plainKindOf(day);
  return {
    version: [BUILT_IN.version, ...overlaid.map(({ year, version }) => `${year}.${version}`)].join('+'),
    years: new Set([...BUILT_IN.years, ...newest.keys()].sort()),
    isWorkingDay: (day) => {
      const kind = kindOf(day);
      return kind === 'workingDay' || kind === 'makeUpDay';
    },
    kindOf,
  };
}

/** The calendar of this release alone. */
export const officialCalendar: OfficialCalendar = buildCalendar([]);

function yearOf(day: CivilDate): number {
  return Number(day.slice(0, 4));
}

/** Every day of a year, in order. */
export function daysOf(year: number): CivilDate[] {
  const days: CivilDate[] = [];
  for (let day = `${year}-01-01`; yearOf(day) === year; day = addDays(day, 1)) days.push(day);
  return days;
}

export function isWeekend(day: CivilDate): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}

/** True for a day that exists, written `2026-02-13`. */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  // 2026-02-30 would be read as 2 March.
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

export interface Deadline {
  readonly due: CivilDate;
  /** True when the count crosses a year whose holidays are not published yet. */
  readonly provisional: boolean;
  readonly calendarVersion: string;
}

/** Days that were counted once, by calendar: the cases of a day all ask for the same few. */
const counted = new WeakMap<WorkingDayCalendar, Map<string, Deadline>>();
/** The day on which a limit that starts on `from` is due. The day of acceptance is not counted (行政许可法 art. 82). */
export function deadline(calendar: WorkingDayCalendar, from: CivilDate, limit: Limit): Deadline {
  const days = limit.kind === 'immediately' ? 0 : limit.days;
  const key = `${from} ${days}`;
  const known = counted.get(calendar);
  const found = known?.get(key) ?? countDays(calendar, from, days);
  if (known === undefined || known.size >= MOST_REMEMBERED) counted.set(calendar, new Map([[key, found]]));
  else known.set(key, found);
  return found;
}

function countDays(calendar: WorkingDayCalendar, from: CivilDate, days: number): Deadline {
  let day = from;
  let provisional = false;
  let left = days;
  while (left > 0) {
    day = addDays(day, 1);
    provisional ||= !calendar.years.has(yearOf(day));
    if (calendar.isWorkingDay(day)) left -= 1;
  }
  return { due: day, provisional, calendarVersion: calendar.version };
}

export function addDays(day: CivilDate, days: number): CivilDate {
  const ofMonth = Number(day.slice(8));
  // The day after is asked for most, and every month has 28 days.
  if (days === 1 && ofMonth > 0 && ofMonth < 28) return `${day.slice(0, 8)}${String(ofMonth + 1).padStart(2, '0')}`;
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
