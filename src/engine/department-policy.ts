import { addDays, civilDate, instantOn, type WorkingDayCalendar } from '../core';

/** What protects a department: how fast, how many at once, and when it may be called. What is left out has no limit. */
export interface DepartmentPolicy {
  /** Calls a second on the average, over all workers, and how many of them may come at once after a pause. */
  readonly rate?: { readonly perSecond: number; readonly burst: number };
  /** Calls under way at the same time, over all workers. */
  readonly concurrency?: number;
  /** When it is open, in Asia/Shanghai; always, when empty. */
  readonly hours: readonly OpeningHours[];
  /** When it is closed whatever its hours say. */
  readonly maintenance: readonly MaintenanceWindow[];
  readonly breaker: BreakerSettings;
}

/** A stretch of a day on which a department is open. One that lasts over midnight is written as two. */
export interface OpeningHours {
  /** `working`: official working days only, make-up days (调休) included. */
  readonly days: 'working' | 'all';
  /** Of these only those that fall on one of these weekdays, 1 is Monday and 7 Sunday; all of them when left out. */
  readonly weekdays?: readonly number[];
  /** `09:00` */
  readonly from: string;
  /** `17:30`; `24:00` is the end of the day. */
  readonly until: string;
}

export interface MaintenanceWindow {
  /** An instant in ISO 8601. */
  readonly from: string;
  /** The first instant that no longer belongs to it. */
  readonly until: string;
}

export interface BreakerSettings {
  /** So many calls in a row without an answer, and the department is left in peace. */
  readonly failures: number;
  /** For so long at first; each probe that fails doubles it. */
  readonly openForMs: number;
  readonly longestMs: number;
}

/** Of a department of which nothing is said: no limits, always open, and left in peace when it is dead. */
export const defaultPolicy: DepartmentPolicy = {
  hours: [],
  maintenance: [],
  breaker: { failures: 20, openForMs: 5_000, longestMs: 300_000 },
};

/** True when hours and maintenance windows let the department be called at this instant. */
export function isOpen(policy: DepartmentPolicy, at: Date, calendar: WorkingDayCalendar): boolean {
  const ms = at.getTime();
  if (policy.maintenance.some(({ from, until }) => Date.parse(from) <= ms && ms < Date.parse(until))) return false;
  if (policy.hours.length === 0) return true;
  const day = civilDate(at);
  return policy.hours.some(
    (hours) => appliesOn(hours, day, calendar) && instantOn(day, hours.from) <= at && at < instantOn(day, hours.until),
  );
}

const FURTHEST_DAYS = 60;

/** The next instant at which it is open, this one when it is; undefined when that is more than two months off. */
export function opensAt(policy: DepartmentPolicy, at: Date, calendar: WorkingDayCalendar): Date | undefined {
  const ends = policy.maintenance.map(({ until }) => new Date(until));
  const starts: Date[] = [];
  const today = civilDate(at);
  for (let ahead = 0; ahead <= FURTHEST_DAYS; ahead += 1) {
    const day = addDays(today, ahead);
    for (const hours of policy.hours) if (appliesOn(hours, day, calendar)) starts.push(instantOn(day, hours.from));
  }
  return [at, ...ends, ...starts]
    .filter((candidate) => candidate >= at && isOpen(policy, candidate, calendar))
    .sort((a, b) => a.getTime() - b.getTime())[0];
}

function appliesOn({ days, weekdays }: OpeningHours, day: string, calendar: WorkingDayCalendar): boolean {
  if (days === 'working' && !calendar.isWorkingDay(day)) return false;
  return weekdays === undefined || weekdays.includes(new Date(`${day}T00:00:00Z`).getUTCDay() || 7);
}
