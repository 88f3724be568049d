import { importYear } from '../engine/calendars';
import type { ImportedYear, NewYear } from '../engine/calendar-store';
import { migrate } from '../persistence/migrate';
import { openPool } from '../persistence/pool';
import { PostgresCalendarStore } from '../persistence/postgres-calendar-store';
import type { Config } from './config';
import { openDatabase } from './database';

/** Imports a year straight into the database, whether or not the product runs; what runs follows within seconds. */
export async function importCalendar(config: Config, year: NewYear, importedBy: string): Promise<ImportedYear> {
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    const pool = openPool(database.url, { max: 1 });
    try {
      return await importYear(new PostgresCalendarStore(pool), year, importedBy);
    } finally {
      await pool.end();
    }
  } finally {
    await database.stop();
  }
}
