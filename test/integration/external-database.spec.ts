import { Client } from 'pg';
import { openDatabase } from '../../src/wiring/database';
import type { Config } from '../../src/wiring/config';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const open = () => openDatabase({ databaseUrl: database.url } as Config);

async function run(text: string): Promise<void> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

it('a database of somebody else that keeps what it acknowledges is used as it is', async () => {
  expect(await open()).toMatchObject({ url: database.url, kind: 'external' });
});

it('one that acknowledges before it has written is refused: accepted means kept', async () => {
  const name = new URL(database.url).pathname.slice(1);
  await run(`alter database "${name}" set synchronous_commit = off`);
  await expect(open()).rejects.toThrow('synchronous_commit=off');
});

it('one that cannot be reached is said to be so, in one sentence', async () => {
  const url = new URL(database.url);
  url.port = '1';
  await expect(openDatabase({ databaseUrl: url.href } as Config)).rejects.toThrow(
    'the database of DATABASE_URL cannot be used',
  );
});
