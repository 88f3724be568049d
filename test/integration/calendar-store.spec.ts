import type { Pool } from 'pg';
import { describeCalendarStore } from '../../src/engine/testing/calendar.contract';
import { openPool } from '../../src/persistence/pool';
import { PostgresCalendarStore } from '../../src/persistence/postgres-calendar-store';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let pool: Pool;
beforeEach(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, { max: 8 });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

describeCalendarStore('the PostgreSQL store of imported years', () => new PostgresCalendarStore(pool));

it('lets nobody change or take away what was imported', async () => {
  const year = { year: 2027, daysOff: ['2027-01-01'], makeUpDays: [], source: 'notice 1' };
  const imported = await new PostgresCalendarStore(pool).add(year, 'catalogue');
  for (const statement of [
    "update calendar_year set days_off = '{}'",
    'delete from calendar_year',
    'truncate calendar_year',
  ]) {
    await expect(pool.query(statement)).rejects.toThrow('append-only');
  }
  expect(await new PostgresCalendarStore(pool).newest()).toEqual([imported]);
});
