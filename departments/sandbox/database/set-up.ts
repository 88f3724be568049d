import type { Pool, PoolClient } from 'pg';
import type { Department } from '../department';
import { SCHEMAS } from '../departments';
import { LEDGER_VERSIONS } from './ledger-schema';

/** Any number, as long as every sandbox takes the same: two that start together on one database set it up once. */
const SET_UP_LOCK = 7_306_530;

/** Brings the database to the newest version; does nothing when it is there. One transaction. */
export async function setUpDatabase(
  pool: Pool,
  departments: readonly Department[],
  then: (client: PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [SET_UP_LOCK]);
    await client.query(`
      create schema if not exists sandbox;
      create table if not exists sandbox.versions (
        part text not null, version integer not null, primary key (part, version));
      create table if not exists sandbox.faults (department text primary key, faults jsonb not null);
      create table if not exists sandbox.city (
        only_row boolean primary key default true check (only_row), seed text not null, persons integer not null)`);
    for (const department of departments) {
      const schema = SCHEMAS[department.id];
      await client.query(`create schema if not exists ${schema}`);
      await apply(client, `${department.id} ledger`, schema, LEDGER_VERSIONS);
      await apply(client, department.id, schema, department.versions);
    }
    await then(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function apply(client: PoolClient, part: string, schema: string, versions: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ done: number }>(
    'select coalesce(max(version), 0) as done from sandbox.versions where part = $1',
    [part],
  );
  const done = rows[0]?.done ?? 0;
  for (const [index, sql] of versions.entries()) {
    if (index < done) continue;
    await client.query(sql.replaceAll('$schema', schema));
    await client.query('insert into sandbox.versions (part, version) values ($1, $2)', [part, index + 1]);
  }
}
