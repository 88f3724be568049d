import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { DEPARTMENTS } from '../../../departments/sandbox/departments';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../src/embedded-postgres/start-embedded-postgres';
import { CaseCipher } from '../../../src/persistence/case-cipher';
import { createDataSource } from '../../../src/persistence/data-source';
import { migrate } from '../../../src/persistence/migrate';
import { PostgresApiKeys } from '../../../src/persistence/postgres-api-keys';
import { departmentSecret } from '../../../src/wiring/secrets';
import { createTestDatabase } from '../../support/database';
import { findFreePort } from '../../support/free-port';
import { type Process, startCommand, startDepartments } from './process';

export type Part = 'api' | 'worker';

/**
 * The product in processes of its own on a PostgreSQL of its own, which may be killed; the departments, too, are a
 * process, on another server: they stand for systems of other houses.
 */
export interface CrashWorld {
  readonly url: string;
  /** Of a hospital. */
  readonly key: string;
  /** Where departments are, by id. */
  readonly departments: Readonly<Record<string, string>>;
  readonly persons: number;
  /** Starts a part, with settings of its own; it is not ready yet. */
  start(part: Part, env?: Readonly<Record<string, string>>): Process;
  postgres(): EmbeddedPostgres;
  /** Kills the database server and all its children, as a power cut would; then starts it again after `afterMs`. */
  crashPostgres(afterMs: number): Promise<void>;
  /** Reads and checks; not a connection of the product. */
  readonly pool: Pool;
  stop(): Promise<void>;
}

interface CrashWorldOptions {
  readonly redisUrl?: string;
  readonly persons?: number;
  /** Settings of every part. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the database is kept; a temporary folder when left out. */
  readonly folder?: string;
  /** The address by which the parts reach the database, for example by way of a proxy. */
  readonly reach?: (databaseUrl: string) => Promise<string>;
}

export async function startCrashWorld({
  redisUrl,
  persons = 20_000,
  env: shared = {},
  folder = mkdtempSync(join(tmpdir(), 'one-thing-crash-')),
  reach = (databaseUrl) => Promise.resolve(databaseUrl),
}: CrashWorldOptions = {}): Promise<CrashWorld> {
  const masterKey = randomBytes(32);
  const secrets = Object.fromEntries(DEPARTMENTS.map((id) => [id, departmentSecret(masterKey, id)]));
  const theirs = await createTestDatabase({ migrated: false });
  const sandbox = await startDepartments(theirs.url, secrets, persons);
  const addresses = Object.fromEntries(DEPARTMENTS.map((id) => [id, `${sandbox.url}/${id}`]));
  let server = await startEmbeddedPostgres({ dataDir: folder });
  const key = await prepare(server.url, masterKey, addresses);
  const databaseUrl = await reach(server.url);
  const port = await findFreePort();
  const processes: Process[] = [];
  const pool = new Pool({ connectionString: server.url, max: 4, connectionTimeoutMillis: 3_000 });
  pool.on('error', () => undefined);
  const env = (): Record<string, string> => ({
    DATABASE_URL: databaseUrl,
    ONE_THING_MASTER_KEY: masterKey.toString('base64'),
    ONE_THING_DATA_DIR: folder,
    PORT: String(port),
    LOG_LEVEL: 'info',
    ...shared,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  });
  return {
    url: `http://127.0.0.1:${port}`,
    ...{ key, departments: addresses, persons, pool },
    start: (part, own = {}) => {
      const started = startCommand([part], { ...env(), ...own });
      processes.push(started);
      return started;
    },
    postgres: () => server,
    crashPostgres: async (afterMs) => {
      await server.kill();
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      const before = server.port;
      server = await startEmbeddedPostgres({ dataDir: folder });
      if (server.port !== before) throw new Error(`the server came back on port ${server.port}, not ${before}`);
    },
    stop: async () => {
      await Promise.all(processes.map((one) => one.stop('SIGKILL')));
      await pool.end();
      await sandbox.stop('SIGTERM');
      await server.stop();
      await theirs.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What an operator does once: the tables, where the departments are, and a key for the hospital. */
async function prepare(url: string, masterKey: Buffer, addresses: Readonly<Record<string, string>>): Promise<string> {
  await migrate(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const [id, baseUrl] of Object.entries(addresses))
    await client.query('insert into department (id, base_url) values ($1, $2)', [id, baseUrl]);
  await client.end();
  const dataSource = await createDataSource(url, { poolSize: 1 }).initialize();
  try {
    const keys = new PostgresApiKeys(dataSource, new CaseCipher(masterKey));
    return (await keys.issue({ name: 'the ward', role: 'hospital', organisation: 'JH0001' })).key;
  } finally {
    await dataSource.destroy();
  }
}
