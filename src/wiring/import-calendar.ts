import type { Pool } from 'pg';
import { importYear } from '../engine/calendars';
import type { ImportedYear, NewYear } from '../engine/calendar-store';
import { migrate } from '../persistence/migrate';
import { openPool } from '../persistence/pool';
import { PostgresCalendarStore } from '../persistence/postgres-calendar-store';
import type { Config } from './config';
import { openDatabase } from './database';

/** Imports a year straight into the database, whether or not the product runs; what runs follows within seconds. */
export function importCalendar(config: Config, year: NewYear, importedBy: string): Promise<ImportedYear> {
  return onDatabase(config, async (url, pool) => {
    await migrate(url);
    return importYear(new PostgresCalendarStore(pool), year, importedBy);
  });
}

/** The years that were imported; fails on a database that was never set up. */
export function readImportedYears(config: Config): Promise<ImportedYear[]> {
  return onDatabase(config, (_, pool) => new PostgresCalendarStore(pool).newest());
}

async function onDatabase<T>(config: Config, work: (url: string, pool: Pool) => Promise<T>): Promise<T> {
  const database = await openDatabase(config);
  try {
    const pool = openPool(database.url, { max: 1 });
    try {
      return await work(database.url, pool);
    } finally {
      await pool.end();
    }
  } finally {
    await database.stop();
  }
}
