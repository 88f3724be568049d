import { Client } from 'pg';
import { startEmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres';
import type { Config } from './config';

export interface Database {
  readonly url: string;
  readonly kind: 'embedded' | 'external';
  /** Process id of the embedded server. */
  readonly pid?: number;
  stop(): Promise<void>;
}

/** The database of the settings: the one `DATABASE_URL` names, or the embedded one in the data folder. */
export async function openDatabase(config: Config, log: (line: string) => void = () => undefined): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    await refuseUnsafe(config.databaseUrl);
    return { url: config.databaseUrl, kind: 'external', stop: () => Promise.resolve() };
  }
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  return { url: server.url, kind: 'embedded', pid: server.pid, stop: () => server.stop() };
}

/** What we acknowledge must be on disk: a server that says so too early is refused. */
async function refuseUnsafe(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect().catch((error: unknown) => {
      throw new Error(`the database of DATABASE_URL cannot be used: ${reasonOf(error)}`, { cause: error });
    });
    const found = await client.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off'",
    );
    if (found.rows.length > 0) {
      throw new Error(
        `The database has ${found.rows.map(({ name }) => `${name}=off`).join(' and ')}: switch it on, accepted means kept.`,
      );
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Of several addresses tried in vain the error has no words, only a code. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error && error.message) || String((error as { code?: unknown }).code);

/** A database of its own on the same server, for the departments; made when missing. */
export async function ensureDatabase(url: string, name: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
}
