import {
  civilDate,
  clockDates,
  instantOn,
  lastFrozenDay,
  levels,
  openPause,
  pauseClock,
  resumeClock,
  standsStill,
  type CivilDate,
  type Clock,
  type ClockLimits,
  type Level,
  type Limit,
  type Pause,
  type WorkingDayCalendar,
} from '../core';

/** A clock as it is stored: with the times that follow from it on the calendar named here, and what was said of it. */
export interface StoredClock extends Clock {
  /** The end of the promised day; of the statutory one where nothing was promised. */
  readonly dueAt: Date;
  readonly statutoryDueAt: Date;
  /** True when a time crosses a year whose holidays are not published yet. */
  readonly provisional: boolean;
  readonly calendarVersion: string;
  /** The highest level that has been said. */
  readonly level: Level;
  /** When the next level is reached; absent at the last one, and while the clock stands still. */
  readonly nextLevelAt?: Date;
}

/** What a clock counts by: the time at hand and the calendar in use. */
export interface Reckoning {
  readonly now: Date;
  readonly calendar: WorkingDayCalendar;
}

/** Clocks of the last few days, by start and limits: the same few are started all day long. */
const known = new Map<string, StoredClock>();

const lengthOf = (limit: Limit | undefined): number | '' =>
  limit === undefined ? '' : limit.kind === 'immediately' ? 0 : limit.days;

/** A clock that starts now. */
export function startClock(limits: ClockLimits, { now, calendar }: Reckoning): StoredClock {
  const start = civilDate(now);
  const { legal, promised, warnDays = '' } = limits;
  const key = `${calendar.version} ${start} ${lengthOf(legal)} ${lengthOf(promised)} ${warnDays}`;
  let clock = known.get(key);
  if (clock === undefined) {
    if (known.size > 1_000) known.clear();
    clock = timed({ start, pauses: [] }, limits, 'normal', instantOn(start, '00:00'), calendar);
    known.set(key, clock);
  }
  return clock;
}

/** Pauses it; what it was paused for before ends with that. */
export const pauseStored = (
  stored: StoredClock,
  limits: ClockLimits,
  pause: Omit<Pause, 'from' | 'to' | 'until'>,
  reckoning: Reckoning,
): StoredClock => goOn(stored, pauseClock(stored, { ...pause, from: civilDate(reckoning.now) }), limits, reckoning);

/** Ends the pause it is in; one that runs only has its times computed anew. */
export const resumeStored = (stored: StoredClock, limits: ClockLimits, reckoning: Reckoning): StoredClock =>
  goOn(stored, resumeClock(stored, civilDate(reckoning.now)), limits, reckoning);

/** The times of a clock on the calendar at hand. */
export const recomputeStored = (stored: StoredClock, limits: ClockLimits, reckoning: Reckoning): StoredClock =>
  goOn(stored, stored, limits, reckoning);

/** What was said stays said, unless it no longer holds: then it may be said again. */
function goOn(stored: StoredClock, clock: Clock, limits: ClockLimits, { now, calendar }: Reckoning): StoredClock {
  return timed({ start: clock.start, pauses: clock.pauses }, limits, stored.level, now, calendar);
}

function timed(
  { start, pauses }: Clock,
  limits: ClockLimits,
  said: Level,
  now: Date,
  calendar: WorkingDayCalendar,
): StoredClock {
  const clock = { start, pauses: withUntil({ start, pauses }, calendar) };
  const dates = clockDates(clock, limits, calendar);
  const [warningAt, dueAt, statutoryDueAt] = [dates.warning, dates.promised, dates.statutory].map((day) =>
    instantOn(day, '24:00'),
  ) as [Date, Date, Date];
  const still = standsStill(clock);
  const pausedFrom = still ? openPause(clock)?.from : undefined;
  const at = pausedFrom === undefined ? now : earlier(now, instantOn(pausedFrom, '00:00'));
  const level = lower(said, levelAt([warningAt, dueAt, statutoryDueAt], at));
  const nextLevelAt = still ? undefined : [warningAt, dueAt, statutoryDueAt][levels.indexOf(level)];
  return {
    ...clock,
    ...{ dueAt, statutoryDueAt, provisional: dates.provisional, calendarVersion: calendar.version, level },
    ...(nextLevelAt === undefined ? {} : { nextLevelAt }),
  };
}

function withUntil(clock: Clock, calendar: WorkingDayCalendar): readonly Pause[] {
  const until: CivilDate | undefined = lastFrozenDay(clock, calendar);
  const open = openPause(clock);
  if (until === undefined || open === undefined) return clock.pauses;
  return [...clock.pauses.slice(0, -1), { ...open, until }];
}

/** The level at an instant, by the ends of the three before it. */
const levelAt = (ends: readonly [Date, Date, Date], now: Date): Level =>
  levels[ends.filter((end) => end <= now).length] as Level;

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

const lower = (a: Level, b: Level): Level => (levels.indexOf(a) < levels.indexOf(b) ? a : b);

/** The clock with the level it has reached by now; undefined when there is nothing new to say. */
export function raiseLevel(stored: StoredClock, now: Date): StoredClock | undefined {
  const { nextLevelAt, dueAt, statutoryDueAt, ...rest } = stored;
  if (nextLevelAt === undefined || nextLevelAt > now) return undefined;
  const level = levelAt([nextLevelAt, dueAt, statutoryDueAt], now);
  const next = [undefined, dueAt, statutoryDueAt, undefined][levels.indexOf(level)];
  return { ...rest, dueAt, statutoryDueAt, level, ...(next === undefined ? {} : { nextLevelAt: next }) };
}
