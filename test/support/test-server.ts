import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded-postgres/start-embedded-postgres';
import { migrate } from '../../src/persistence/migrate';

/** One throw-away PostgreSQL for all test files of a run, with a migrated database to copy. */
export interface TestServer {
  url: string;
  templateDatabase: string;
  stop(): Promise<void>;
}

const templateDatabase = 'one_thing_template';

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 6 * 2 ** 30;

/**
 * In memory where there is room: what is tested here says nothing of disks, and waits for none. Tests that crash a
 * server start their own, on the disk.
 */
function serverFolder(): string {
  const { bavail, bsize } = existsSync(MEMORY) ? statfsSync(MEMORY) : { bavail: 0, bsize: 0 };
  return mkdtempSync(join(bavail * bsize >= ENOUGH_BYTES ? MEMORY : tmpdir(), 'one-thing-test-'));
}

export async function startTestServer(): Promise<TestServer> {
  const folder = serverFolder();
  let server: EmbeddedPostgres | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    server = await startEmbeddedPostgres({ dataDir: folder });
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query(`create database ${templateDatabase}`);
    await client.end();
    await migrate(databaseUrl(server.url, templateDatabase));
    return { url: server.url, templateDatabase, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same server, another database. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.toString();
}
