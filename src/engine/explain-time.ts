import {
  civilDate,
  openPause,
  workingDaysLeft,
  type Clock,
  type ClockLimits,
  type Level,
  type PauseCode,
} from '../core';
import type { ReadClock } from './deadline-list';
import type { Reckoning } from './stored-clock';

/** What is left of one limit. */
export interface LimitLeft {
  /** Below zero when it has passed; 0 on its last day. */
  readonly workingDays: number;
  /** The end of its last day; while the clock stands still, as if it resumed at once. */
  readonly dueAt: Date;
}

/** What is left of the limits of a step or a case, in working days. */
export interface TimeLeft {
  readonly level: Level;
  readonly legal: LimitLeft;
  /** Equal to `legal` where nothing was promised. */
  readonly promised: LimitLeft;
  /** Set while the days left stand still. */
  readonly pause?: { readonly code?: PauseCode; readonly since: string };
  /** True when a limit crosses a year whose holidays are not published yet. */
  readonly provisional: boolean;
  /** The calendar that counted. */
  readonly calendarVersion: string;
}

/** Undefined where no clock was started. */
export function timeLeft(
  { limit }: { readonly limit: Pick<ClockLimits, 'legal' | 'promised'> },
  clock: Clock | undefined,
  read: ReadClock | undefined,
  { now, calendar }: Reckoning,
): TimeLeft | undefined {
  if (clock === undefined || read === undefined) return undefined;
  const today = civilDate(now);
  const { legal, promised = legal } = limit;
  const pause = read.paused ? openPause(clock) : undefined;
  return {
    level: read.level,
    legal: { workingDays: workingDaysLeft(clock, legal, calendar, today), dueAt: read.statutoryDueAt },
    promised: { workingDays: workingDaysLeft(clock, promised, calendar, today), dueAt: read.dueAt },
    ...(pause === undefined
      ? {}
      : { pause: { since: pause.from, ...(pause.code === undefined ? {} : { code: pause.code }) } }),
    provisional: read.provisional,
    calendarVersion: calendar.version,
  };
}
