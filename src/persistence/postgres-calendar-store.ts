import type { Pool } from 'pg';
import { saysTheSame, type CalendarStore, type ImportedYear, type NewYear } from '../engine/calendar-store';
import { addCalendarYear, lockCalendarYears, newestCalendarYears } from './sql/calendar';
import { inTransaction, type Queries } from './transaction';

interface YearRow {
  year: number;
  version: number;
  days_off: string[];
  make_up_days: string[];
  source: string;
  imported_by: string;
  imported_at: Date;
}

/** Imported years in the table `calendar_year`, which nobody can change or delete from. */
export class PostgresCalendarStore implements CalendarStore {
  constructor(private readonly pool: Pool) {}

  add(year: NewYear, importedBy: string): Promise<ImportedYear> {
    return inTransaction(this.pool, async (transaction) => {
      // One import at a time, so that each correction sees the one before.
      await transaction.query(lockCalendarYears, []);
      const before = (await readNewest(transaction)).find((known) => known.year === year.year);
      if (before !== undefined && saysTheSame(before, year)) return before;
      const values = [year.year, (before?.version ?? 0) + 1, year.daysOff, year.makeUpDays, year.source, importedBy];
      const added = await transaction.query<YearRow>(addCalendarYear, values);
      return toYear(added.rows[0] as YearRow);
    });
  }

  newest(): Promise<ImportedYear[]> {
    return readNewest(this.pool);
  }
}

async function readNewest(queries: Queries): Promise<ImportedYear[]> {
  return (await queries.query<YearRow>(newestCalendarYears, [])).rows.map(toYear);
}

const toYear = (row: YearRow): ImportedYear => ({
  year: row.year,
  version: row.version,
  daysOff: row.days_off,
  makeUpDays: row.make_up_days,
  source: row.source,
  importedBy: row.imported_by,
  importedAt: row.imported_at,
});
