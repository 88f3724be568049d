import { addDays, deadline, type CivilDate, type Deadline, type WorkingDayCalendar } from './calendar';
import type { Limit } from './limit';

/**
 * A working-day clock as data. It counts working days after its first day, and none of a pause (rules of the running
 * platforms):
 *
 *  - The day on which a clock starts, pauses or resumes is not counted twice: a pause from Monday to Wednesday takes
 *    Tuesday and Wednesday out of the count, a pause that ends on its own day nothing.
 *  - Without a limit (补正, a special procedure without one) the days left stand still until the clock resumes.
 *  - With a limit of so many working days the due date moves by the limit at once, by less when the clock resumes
 *    earlier, and never by more: after the limit the days left fall again.
 */
export interface Clock {
  /** The day of acceptance; not counted (行政许可法 art. 82). */
  readonly start: CivilDate;
  /** In order; only the last may be open. */
  readonly pauses: readonly Pause[];
}

export interface Pause {
  readonly from: CivilDate;
  /** The day on which the clock resumed; absent while it is paused. */
  readonly to?: CivilDate;
  /** Working days that the pause may take out of the count at most. */
  readonly limitDays?: number;
  /** The last day that the limit takes out of the count, by the calendar at hand when it was computed. */
  readonly until?: CivilDate;
  /** Why: a special procedure, `correction` for a 补正, `nothing-owed` for a case in which no department owes anything. */
  readonly code?: PauseCode;
}

/**
 * Special procedures whose time is not counted (行政许可法 art. 45): hearing 听证, tender 招标, auction 拍卖, inspection
 * 检验, test 检测, quarantine 检疫, appraisal 鉴定, expert review 专家评审.
 */
export const specialProcedures = [
  'hearing',
  'tender',
  'auction',
  'inspection',
  'test',
  'quarantine',
  'appraisal',
  'expert-review',
] as const;
export type SpecialProcedure = (typeof specialProcedures)[number];
export type PauseCode = SpecialProcedure | 'correction' | 'nothing-owed';

/** The limits of a step or of a whole case. */
export interface ClockLimits {
  /** What the law allows. */
  readonly legal: Limit;
  /** What was promised; the law's where nothing was. */
  readonly promised?: Limit;
  /** Warns so many working days before the promise ends; 1 when left out, never more than were promised. */
  readonly warnDays?: number;
}

/** How near a time limit is: `yellow` when the promise is broken, `red` when the law is. */
export type Level = 'normal' | 'warning' | 'yellow' | 'red';
export const levels: readonly Level[] = ['normal', 'warning', 'yellow', 'red'];

/** The last days before each level: a level begins when its day is over. */
export interface ClockDates {
  readonly warning: CivilDate;
  readonly promised: CivilDate;
  readonly statutory: CivilDate;
  /** True when a count crosses a year whose holidays are not published yet. */
  readonly provisional: boolean;
}

export const daysOf = (limit: Limit): number => (limit.kind === 'immediately' ? 0 : limit.days);

/**
 * The day on which a limit ends. While the clock is paused without a limit nobody can know it: then it is the day it
 * would be if the clock resumed at once.
 */
export function due(clock: Clock, limit: Limit, calendar: WorkingDayCalendar): Deadline {
  if (clock.pauses.length === 0) return deadline(calendar, clock.start, limit);
  const days = daysOf(limit);
  const count = new Count(clock, calendar);
  while (count.used < days) count.nextDay();
  let last = count.day;
  // Paused on its last day, the limit ends when that day has been made up for; what is paused later is late already.
  for (count.nextDay(); count.used === days; count.nextDay()) {
    if (count.frozenBy !== undefined && beganOn(clock, count.frozenBy) <= last) last = count.day;
  }
  return { due: last, provisional: crossesUnpublished(calendar, clock.start, last), calendarVersion: calendar.version };
}

/** Pauses that follow one another on the same day are one. */
function beganOn(clock: Clock, pause: Pause): CivilDate {
  const before = clock.pauses[clock.pauses.indexOf(pause) - 1];
  return before?.to === pause.from ? beganOn(clock, before) : pause.from;
}

/** As `deadline` has it: the first day is not counted, and what is done at once crosses nothing. */
function crossesUnpublished({ years }: WorkingDayCalendar, start: CivilDate, last: CivilDate): boolean {
  if (last <= start) return false;
  const [first, end] = [addDays(start, 1), last].map((day) => Number(day.slice(0, 4))) as [number, number];
  return Array.from({ length: end - first + 1 }, (_, n) => first + n).some((year) => !years.has(year));
}

/** Working days that are left of a limit at the end of a day; below zero when it has passed. */
export function workingDaysLeft(clock: Clock, limit: Limit, calendar: WorkingDayCalendar, day: CivilDate): number {
  const count = new Count(clock, calendar);
  const end = lastCountedDay(clock, day);
  while (count.day < end) count.nextDay();
  return daysOf(limit) - count.used;
}

/** Dates that were computed once, by calendar: clocks that start and pause on the same days have the same ones. */
const remembered = new WeakMap<WorkingDayCalendar, Map<string, ClockDates>>();
const MOST_REMEMBERED = 10_000;

/** When each level is reached, the clock being as it is. */
export function clockDates(clock: Clock, limits: ClockLimits, calendar: WorkingDayCalendar): ClockDates {
  const { legal, promised = legal, warnDays = 1 } = limits;
  const pauses = clock.pauses.map(({ from, to = '', limitDays = '' }) => `${from} ${to} ${limitDays}`);
  const key = `${clock.start} ${daysOf(legal)} ${daysOf(promised)} ${warnDays} | ${pauses.join(' | ')}`;
  const known = remembered.get(calendar);
  const dates = known?.get(key) ?? computeDates(clock, limits, calendar);
  if (known === undefined || known.size >= MOST_REMEMBERED) remembered.set(calendar, new Map([[key, dates]]));
  else known.set(key, dates);
  return dates;
}

function computeDates(clock: Clock, limits: ClockLimits, calendar: WorkingDayCalendar): ClockDates {
  const promised = limits.promised ?? limits.legal;
  const days = daysOf(promised);
  const warnDays = Math.min(limits.warnDays ?? 1, days);
  const [warning, promise, statutory] = [
    due(clock, { kind: 'workingDays', days: days - warnDays }, calendar),
    due(clock, promised, calendar),
    due(clock, limits.legal, calendar),
  ];
  return {
    ...{ warning: warning.due, promised: promise.due, statutory: statutory.due },
    provisional: promise.provisional || statutory.provisional,
  };
}

/** The level on a day; a clock that is paused without a limit stays on that of the day it was paused. */
export function levelOn(clock: Clock, dates: ClockDates, day: CivilDate): Level {
  const at = lastCountedDay(clock, day);
  if (at > dates.statutory) return 'red';
  if (at > dates.promised) return 'yellow';
  return at > dates.warning ? 'warning' : 'normal';
}

/** Pauses a clock; whatever pause it was in ends on the same day. */
export function pauseClock(clock: Clock, pause: Omit<Pause, 'to'>): Clock {
  return { ...clock, pauses: [...resumeClock(clock, pause.from).pauses, pause] };
}

/** Ends the pause a clock is in; one that runs stays as it is. */
export function resumeClock(clock: Clock, day: CivilDate): Clock {
  const open = openPause(clock);
  if (open === undefined) return clock;
  return { ...clock, pauses: [...clock.pauses.slice(0, -1), { ...open, to: day }] };
}

/** The pause that a clock is in, also when its limit has passed. */
export function openPause({ pauses }: Clock): Pause | undefined {
  const last = pauses.at(-1);
  return last?.to === undefined ? last : undefined;
}

/** True while a clock stands still for nobody knows how long: no level can be reached. */
export const standsStill = (clock: Clock): boolean => {
  const open = openPause(clock);
  return open !== undefined && open.limitDays === undefined;
};

/** True on a day that does not count, whatever the calendar; no more when the limit of the pause has passed. */
export function isPaused(clock: Clock, day: CivilDate): boolean {
  const open = openPause(clock);
  return open !== undefined && (open.until === undefined || day <= open.until);
}

/** The last day that the limit of an open pause takes out of the count; undefined when there is no such limit. */
export function lastFrozenDay(clock: Clock, calendar: WorkingDayCalendar): CivilDate | undefined {
  const open = openPause(clock);
  if (open?.limitDays === undefined) return undefined;
  return deadline(calendar, open.from, { kind: 'workingDays', days: open.limitDays }).due;
}

const lastCountedDay = (clock: Clock, day: CivilDate): CivilDate => {
  const from = standsStill(clock) ? openPause(clock)?.from : undefined;
  return from !== undefined && from < day ? from : day;
};

/** Walks from day to day and counts those that count. */
class Count {
  used = 0;
  day: CivilDate;
  /** The pause that takes the day out of the count, if it is a working day. */
  frozenBy: Pause | undefined;
  private readonly frozen = new Map<Pause, number>();

  constructor(
    private readonly clock: Clock,
    private readonly calendar: WorkingDayCalendar,
  ) {
    this.day = clock.start;
  }

  nextDay(): void {
    this.day = addDays(this.day, 1);
    const isWorkingDay = this.calendar.isWorkingDay(this.day);
    this.frozenBy = isWorkingDay ? this.findPause() : undefined;
    if (isWorkingDay && this.frozenBy === undefined) this.used += 1;
  }

  private findPause(): Pause | undefined {
    const pause = this.clock.pauses.find(({ from, to }) => from < this.day && (to === undefined || this.day <= to));
    if (pause === undefined) return undefined;
    if (pause.limitDays === undefined) return pause.to === undefined ? undefined : pause;
    const taken = this.frozen.get(pause) ?? 0;
    this.frozen.set(pause, taken + 1);
    return taken < pause.limitDays ? pause : undefined;
  }
}
