import { Client } from 'pg';
import { durabilityOff, superuser, type Cluster } from './cluster';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import type { Postmaster } from './postmaster';

/** A connection kept for as long as we use the server. The first to hold it owns the server and stops it at the end. */
export interface OwnerSession {
  owns: boolean;
  close(): Promise<void>;
}

const database = 'one_thing';

/** Held by the owner; PostgreSQL frees it when the owner dies, and the next one takes over. */
const ownershipLock = 1_001;

/** The session alone does not keep the process alive, except while it is being closed. */
type KeptClient = Client & { ref?(): void; unref?(): void };

async function endClient(client: KeptClient): Promise<void> {
  client.ref?.();
  await client.end();
}

export function urlOf(cluster: Cluster, port: number): string {
  return `postgres://${superuser}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/${database}`;
}

/** Connects, makes sure that it is our server and a safe one, and that our database exists. */
export async function openOwnerSession(cluster: Cluster, { port, pid }: Postmaster): Promise<OwnerSession> {
  const client: KeptClient = new Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password: cluster.password,
    database: 'postgres',
    application_name: 'one-thing owner',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined); // The server was stopped or killed; its users notice by themselves.
  try {
    await client.connect();
  } catch (error) {
    throw new EmbeddedPostgresError(
      'SERVER_REFUSES',
      `The PostgreSQL server on port ${port} (process ${pid}) of ${cluster.folder} refuses us: stop it with "kill -INT ${pid}" and start again.`,
      { cause: error },
    );
  }
  try {
    await refuseStranger(client, cluster, port);
    await refuseUnsafeServer(client, cluster);
    await createDatabase(client);
    const owns = await tryToOwn(client);
    client.unref?.();
    return { owns, close: () => endClient(client) };
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function refuseStranger(client: Client, cluster: Cluster, port: number): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`select current_setting('cluster_name') as name`);
  if (rows[0]?.name === cluster.name) return;
  throw new EmbeddedPostgresError(
    'SERVER_REFUSES',
    `The PostgreSQL server on port ${port} is not the one of ${cluster.folder}: stop it and start again.`,
  );
}

/** The configuration file was looked at before the start; a role or a database can still say otherwise. */
async function refuseUnsafeServer(client: Client, cluster: Cluster): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select name from pg_settings
     where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off'
    union all
    select split_part(entry, '=', 1) from pg_db_role_setting, unnest(setconfig) as entry
     where entry = 'synchronous_commit=off'`);
  if (rows[0]) throw durabilityOff(rows[0].name, cluster);
}

async function createDatabase(client: Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
  if (rowCount) return;
  try {
    await client.query(`create database ${database}`);
  } catch (error) {
    const createdMeanwhile = ['42P04', '23505'].includes((error as { code?: string }).code ?? '');
    if (!createdMeanwhile) throw error;
  }
}

async function tryToOwn(client: Client): Promise<boolean> {
  try {
    // The connection of an owner that was just killed takes a moment to go.
    await client.query(`set lock_timeout = '300ms'`);
    await client.query('select pg_advisory_lock($1)', [ownershipLock]);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return false;
    throw error;
  }
}
