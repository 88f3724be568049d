import { Client } from 'pg';
import { createDataSource } from '../../src/persistence/data-source';
import { migrate } from '../../src/persistence/migrate';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
});
afterAll(() => database.drop());

it('brings an empty database to the newest version, whoever comes first', async () => {
  await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);

  const dataSource = await createDataSource(database.url).initialize();
  try {
    expect(await dataSource.showMigrations()).toBe(false);
    expect(await dataSource.query(`select count(*)::int as n from bullmq.migration`)).toEqual([
      { n: expect.any(Number) },
    ]);
  } finally {
    await dataSource.destroy();
  }
});

it('leaves a database that is up to date as it is', async () => {
  const before = await listTables();
  await migrate(database.url);
  expect(await listTables()).toEqual(before);
});

async function listTables(): Promise<object[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<object>(`select oid, relname from pg_class where relkind = 'r' order by oid`);
    return rows;
  } finally {
    await client.end();
  }
}
