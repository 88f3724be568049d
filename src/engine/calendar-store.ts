import type { CalendarYear, CalendarYearVersion } from '../core';

/** A year as it stands in the database: what the notice says, which notice, who brought it in and when. */
export interface ImportedYear extends CalendarYearVersion {
  /** The notice it is taken from. @example "国办发明电〔2026〕8号" */
  readonly source: string;
  readonly importedBy: string;
  /** By the database's clock. */
  readonly importedAt: Date;
}

export interface NewYear extends CalendarYear {
  readonly source: string;
}

/**
 * Years that were imported. Append-only: a correction is a new version, and who has brought in what stays to be seen.
 * A year that says what its newest version says already adds nothing.
 */
export interface CalendarStore {
  add(year: NewYear, importedBy: string): Promise<ImportedYear>;
  /** The newest version of each year. */
  newest(): Promise<ImportedYear[]>;
}

/** True when both say the same about the year, in whatever order. */
export const saysTheSame = (one: NewYear, other: NewYear): boolean =>
  one.source === other.source && sameDays(one.daysOff, other.daysOff) && sameDays(one.makeUpDays, other.makeUpDays);

const sameDays = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join() === [...other].sort().join();
