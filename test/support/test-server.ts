import { mkdtempSync, rmSync } from 'node:fs';
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

export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'one-thing-test-'));
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
