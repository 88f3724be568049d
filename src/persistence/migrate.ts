import { runMigrations as runQueueMigrations } from 'bullmq';
import { Client } from 'pg';
import { createDataSource } from './data-source';

export const queueSchema = 'bullmq';

/** Any fixed number, the same in every version: who holds it migrates, the others wait. */
const migrationLock = 4_715_001;

/** Brings a database to this version: our tables, then the queue's. Several processes may do it at once; it is done once. */
export async function migrate(url: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    application_name: 'one-thing migrate',
  });
  client.on('error', () => undefined); // The query that was under way fails with the same error.
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await runOwnMigrations(url);
    await runQueueMigrations(client, queueSchema);
  } finally {
    await client.end();
  }
}

async function runOwnMigrations(url: string): Promise<void> {
  const dataSource = createDataSource(url, { poolSize: 1, applicationName: 'one-thing migrate' });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}
