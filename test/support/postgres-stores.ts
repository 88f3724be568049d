import type { Pool } from 'pg';
import type { HistoryRow } from '../../src/engine/instance';
import type { Definitions } from '../../src/engine/definitions';
import {
  definitions as cards,
  type Inspect,
  type InspectedExecution,
  type Stores,
} from '../../src/engine/testing/stores';
import { CaseCipher } from '../../src/persistence/case-cipher';
import { openRecord, type SealedRecordRow } from '../../src/persistence/open-record';
import { openPool } from '../../src/persistence/pool';
import { clockColumns, toClock, type ClockColumns } from '../../src/persistence/clock-rows';
import { PostgresBulkRepairs } from '../../src/persistence/postgres-bulk-repairs';
import { PostgresEarlySignals } from '../../src/persistence/postgres-early-signals';
import { PostgresDeadlineStore } from '../../src/persistence/postgres-deadline-store';
import { PostgresExecutionStore } from '../../src/persistence/postgres-execution-store';
import { PostgresInstanceStore } from '../../src/persistence/postgres-instance-store';
import { readRecord } from '../../src/persistence/sql/load-instances';
import { publishDefinitions } from '../../src/persistence/publish-definitions';
import { createTestDatabase } from './database';

export interface PostgresStores extends Stores {
  readonly pool: Pool;
  readonly cipher: CaseCipher;
  /** Removes every case; definitions stay. */
  clear(): Promise<void>;
}

/** Both stores over a database of the test's own. Time passes by moving every stored instant back. */
export async function openPostgresStores(definitions: Definitions = cards): Promise<PostgresStores> {
  const database = await createTestDatabase();
  const pool = openPool(database.url, { max: 12 });
  const cipher = new CaseCipher(Buffer.alloc(32, 7));
  await publishDefinitions(pool, definitions.all());
  const query = async (text: string, values: unknown[]): Promise<Record<string, never>[]> =>
    (await pool.query<Record<string, never>>(text, values)).rows;

  const inspect: Inspect = {
    instance: async (id) => {
      const [row] = await query(
        `select status, seq, state::text, encode(head_hash, 'hex') as "headHash", completed_at is not null as ended,
           ${clockColumns('instance')}
         from instance where id = $1`,
        [id],
      );
      return withClock(row as unknown as ClockColumns & Awaited<ReturnType<Inspect['instance']>>);
    },
    instances: async () =>
      (await query('select id::text from instance order by number', [])).map((row) => String(row['id'])),
    history: async (id) =>
      (
        await query(
          `select seq, type, region, execution, message_key as "messageKey", actor, at, detail,
             encode(hash, 'hex') as hash
           from history where instance_id = $1 order by seq`,
          [id],
        )
      ).map((row) => withoutNulls(row) as unknown as HistoryRow),
    executions: async (id) =>
      (
        await query(
          `select instance_id || '-' || ordinal / 256 || '-' || ordinal % 256 as id, region, kind, act, status, epoch, attempts,
           doubt, role, reason, claimed_by as "claimedBy", asked_by as "askedBy", answered_at is null as open,
           ${clockColumns('step_execution')}
         from step_execution where instance_id = $1 order by ordinal`,
          [id],
        )
      ).map((row) => {
        const { clock, ...rest } = withClock(row as unknown as ClockColumns);
        return { ...withoutNulls(rest), clock } as unknown as InspectedExecution;
      }),
    timers: async (id) =>
      (await query('select region, timer, fire_at as "fireAt" from timer where instance_id = $1 order by fire_at', [
        id,
      ])) as never,
    inbox: async (id) =>
      (await query('select message_key as key, deferred from inbox where instance_id = $1 order by id', [id])) as never,
    incidents: async (id) =>
      (await query(
        'select region, code, closed_at is null as open from incident where instance_id = $1 order by opened_at',
        [id],
      )) as never,
    disclosures: async (id) =>
      (await query(
        `select instance_id || '-' || ordinal / 256 || '-' || ordinal % 256 as execution, epoch from disclosure
         where instance_id = $1 order by at`,
        [id],
      )) as never,
    earlySignals: async () =>
      (
        await query(
          `select id::text, status, sealed is not null as "isSealed", instance_id::text as "instanceId"
           from early_signal order by received_at, id`,
          [],
        )
      ).map((row) => withoutNulls(row) as never),
    record: async (id) => {
      const found = await pool.query<SealedRecordRow>(readRecord, [id]);
      return openRecord(cipher, id, found.rows[0] as SealedRecordRow);
    },
    removeExecutions: async (id) => {
      await query('delete from step_execution where instance_id = $1', [id]);
    },
  };

  const moves = {
    step_execution: ['available_at', 'due_at', 'statutory_due_at', 'next_level_at'],
    timer: ['fire_at'],
    inbox: ['received_at'],
    instance: ['moved_at', 'due_at', 'statutory_due_at', 'next_level_at'],
    bulk_repair: ['claimed_until'],
    early_signal: ['received_at', 'expires_at'],
  };
  const nearer = Object.entries(moves).map(([table, columns]) => {
    const sets = columns.map((column) => `${column} = ${column} - $1 * interval '1 millisecond'`);
    return `${table} as (update ${table} set ${sets.join(', ')})`;
  });
  const advanceTime = async (ms: number): Promise<void> => {
    await query(`with ${nearer.join(', ')} select`, [ms]);
  };

  const ofCases = await query(
    `select distinct table_name as name
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE'
       and (column_name = 'instance_id' or table_name in ('instance', 'idempotency_key'))`,
    [],
  );
  const clear = async (): Promise<void> => {
    const tables = ofCases.map((row) => String(row['name'])).join(', ');
    // The triggers that keep the record append-only do not fire for a replica.
    await pool.query(`begin; set local session_replication_role = replica; truncate ${tables} cascade; commit`);
  };

  return {
    pool,
    cipher,
    instances: new PostgresInstanceStore(pool, cipher, definitions),
    executions: new PostgresExecutionStore(pool, cipher, definitions),
    repairs: new PostgresBulkRepairs(pool, cipher),
    deadlines: new PostgresDeadlineStore(pool),
    early: new PostgresEarlySignals(pool, cipher, definitions),
    inspect,
    advanceTime,
    clear,
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

const withoutNulls = (row: object): object =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

function withClock<Row extends ClockColumns>(row: Row) {
  const { clock_start, pauses, due_at, due_provisional, statutory_due_at, calendar_version, ...others } = row;
  const { level, next_level_at, ...rest } = others;
  const clock = toClock({
    ...{ clock_start, pauses, due_at, due_provisional, statutory_due_at, calendar_version, level, next_level_at },
  });
  return { ...rest, ...(clock && { clock }) };
}
