import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** Databases of test files that run in this worker begin like this. */
export const databasePrefix = (): string => `test_w${process.env['JEST_WORKER_ID'] ?? '0'}_`;

/** Drops a test's database, then fails if there were still connections to it. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    const leaked = await findConnections(admin, name);
    await admin.query(`drop database if exists ${name} with (force)`);
    if (leaked.length > 0) throw new Error(`Still connected to the test's database at its end: ${leaked.join('; ')}`);
  } finally {
    await admin.end();
  }
}

/** Drops what the test file that just ended left behind, by the same rule. */
export async function dropLeftovers(serverUrl: string): Promise<void> {
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  const { rows } = await admin
    .query<{ name: string }>('select datname as name from pg_database where starts_with(datname, $1)', [
      databasePrefix(),
    ])
    .finally(() => admin.end());
  for (const { name } of rows) await dropDatabase(serverUrl, name);
}

/** A connection just closed takes the server a moment to forget; one still there after a second is leaked. */
async function findConnections(admin: Client, database: string): Promise<string[]> {
  for (let glance = 1; ; glance += 1) {
    const { rows } = await admin.query<{ connection: string }>(
      `select format('%s (%s, last: %s)', application_name, state, left(query, 80)) as connection
         from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (rows.length === 0 || glance === 20) return rows.map(({ connection }) => connection);
    await pause(50);
  }
}
