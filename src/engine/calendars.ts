import { buildCalendar, findCalendarDefects, officialCalendar, type OfficialCalendar } from '../core';
import type { CalendarStore, ImportedYear, NewYear } from './calendar-store';

/** The calendar in use; it changes when a year is imported, so ask for it each time. */
export interface Calendars {
  current(): OfficialCalendar;
}

/** The calendar of this release, which never changes. */
export const builtInCalendars: Calendars = { current: () => officialCalendar };

/** Told which calendar is in use from now on. It may be told the same one again: what it does must be harmless twice. */
export type OnCalendarChanged = (calendar: OfficialCalendar) => void;

/** Follows the imported years: whoever imports one, all running instances of the product count with it soon after. */
export class FollowedCalendars implements Calendars {
  private calendar = officialCalendar;
  private years = new Map<number, ImportedYear>();
  private told: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: CalendarStore,
    private readonly onCalendarChanged: OnCalendarChanged = () => undefined,
  ) {}

  current(): OfficialCalendar {
    return this.calendar;
  }

  /** Where a year in use comes from; undefined for a built-in or unpublished one. */
  importedYear(year: number): ImportedYear | undefined {
    return this.years.get(year);
  }

  /**
   * Reads what was imported. The first time the calendar is always told, because years may have been imported, or this
   * release installed, while nothing ran.
   */
  async refresh(): Promise<void> {
    const years = await this.store.newest();
    const calendar = buildCalendar(years);
    // Answers may come in another order than they were asked for: an older one never takes the place of a newer.
    const answered = new Map(years.map((year) => [year.year, year]));
    const isOlder = [...this.years.values()].some(({ year, version }) => (answered.get(year)?.version ?? 0) < version);
    if (isOlder) return;
    this.years = answered;
    if (calendar.version !== this.calendar.version) this.calendar = calendar;
    if (this.told === this.calendar.version) return;
    this.told = this.calendar.version;
    this.onCalendarChanged(this.calendar);
  }

  /** Imports a year that has no defects, and counts with it from now on. */
  async import(year: NewYear, importedBy: string): Promise<ImportedYear> {
    const imported = await importYear(this.store, year, importedBy);
    await this.refresh();
    return imported;
  }

  /** Reads again every so often. */
  follow(everyMs: number): void {
    // A database that is away for a moment changes nothing: the calendar in use stays.
    this.timer = setInterval(() => void this.refresh().catch(() => undefined), everyMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** Writes a year; throws for one with defects, which its caller should have found and named. */
export function importYear(store: CalendarStore, year: NewYear, importedBy: string): Promise<ImportedYear> {
  const [defect] = findCalendarDefects(year);
  if (defect !== undefined) throw new RangeError(`The calendar of ${year.year} has a defect: ${defect.code}`);
  return store.add(year, importedBy);
}
