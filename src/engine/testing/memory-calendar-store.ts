import { saysTheSame, type CalendarStore, type ImportedYear, type NewYear } from '../calendar-store';

/** Imported years in memory, for tests. */
export class MemoryCalendarStore implements CalendarStore {
  private readonly versions: ImportedYear[] = [];

  add(year: NewYear, importedBy: string): Promise<ImportedYear> {
    const before = this.newestOf(year.year);
    if (before !== undefined && saysTheSame(before, year)) return Promise.resolve(before);
    const added = { ...year, version: (before?.version ?? 0) + 1, importedBy, importedAt: new Date() };
    this.versions.push(added);
    return Promise.resolve(added);
  }

  newest(): Promise<ImportedYear[]> {
    const years = [...new Set(this.versions.map(({ year }) => year))].sort();
    return Promise.resolve(years.flatMap((year) => this.newestOf(year) ?? []));
  }

  private newestOf(year: number): ImportedYear | undefined {
    return this.versions.filter((version) => version.year === year).at(-1);
  }
}
