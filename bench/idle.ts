import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { readConfig } from '../src/wiring/config';
import { createLog } from '../src/wiring/log';
import { startProduct } from '../src/wiring/product';

/** What one table has come to while nothing happened. */
interface IdleTable {
  readonly table: string;
  /** Rows that were changed or deleted. */
  readonly writes: number;
  readonly dead_at_start: number;
  readonly dead_most: number;
  readonly dead_at_end: number;
  readonly vacuums: number;
  readonly bytes_at_start: number;
  readonly bytes_at_end: number;
}

export interface IdleResult {
  readonly minutes: number;
  /** Statements that have left the process, ours and the queue's. */
  readonly queries: number;
  readonly queries_per_s: number;
  readonly dead_at_start: number;
  readonly dead_at_end: number;
  /** Tables that were written to. */
  readonly tables: readonly IdleTable[];
}

interface Reading {
  readonly table: string;
  readonly writes: number;
  readonly dead: number;
  readonly vacuums: number;
  readonly bytes: number;
}

/** What the start has cost is told by then. */
const SETTLE_MS = 60_000;
const LOOK_MS = 60_000;

/** Runs the whole product with nothing to do, for so long: how much it asks, and what dead rows it leaves behind. */
export async function runIdleBench(minutes: number, say: (line: string) => void): Promise<IdleResult> {
  const folder = await mkdtemp(join(tmpdir(), 'one-thing-bench-'));
  let queries = 0;
  const query: unknown = Reflect.get(Client.prototype, 'query');
  if (typeof query !== 'function') throw new Error('the client of pg is not what it was');
  const counted = new Proxy(query, {
    apply(target, client, values): unknown {
      queries += 1;
      return Reflect.apply(target, client, values) as unknown;
    },
  });
  Reflect.set(Client.prototype, 'query', counted);
  const config = readConfig({
    ...{ PORT: '0', ONE_THING_DATA_DIR: folder, ONE_THING_DEMO: '0' },
    ONE_THING_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  try {
    const product = await startProduct(config, { api: true, worker: {} }, createLog('warn'));
    try {
      say('the product has started');
      await pause(SETTLE_MS);
      const [before, asked, from] = [await readTables(product.database.url), queries, performance.now()];
      let after = before;
      let looks = 0;
      const most = new Map<string, number>();
      while (performance.now() - from < minutes * 60_000) {
        await pause(Math.min(LOOK_MS, from + minutes * 60_000 - performance.now()));
        after = await readTables(product.database.url);
        looks += QUERIES_A_LOOK;
        for (const { table, dead } of after) most.set(table, Math.max(dead, most.get(table) ?? 0));
        say(`${Math.round((performance.now() - from) / 60_000)} min: ${sumDead(after)} dead rows`);
      }
      const count = queries - asked - looks;
      const seconds = (performance.now() - from) / 1_000;
      return {
        minutes: round(seconds / 60),
        ...{ queries: count, queries_per_s: round(count / seconds) },
        ...{ dead_at_start: sumDead(before), dead_at_end: sumDead(after) },
        tables: after.flatMap((table) => compare(before, table, most.get(table.table) ?? 0)),
      };
    } finally {
      await product.stop();
    }
  } finally {
    Reflect.set(Client.prototype, 'query', query);
    await rm(folder, { recursive: true, force: true });
  }
}

function compare(before: readonly Reading[], now: Reading, most: number): IdleTable[] {
  const then = before.find(({ table }) => table === now.table);
  const writes = now.writes - (then?.writes ?? 0);
  if (writes === 0) return [];
  return [
    {
      ...{ table: now.table, writes },
      ...{ dead_at_start: then?.dead ?? 0, dead_most: most, dead_at_end: now.dead },
      vacuums: now.vacuums - (then?.vacuums ?? 0),
      ...{ bytes_at_start: then?.bytes ?? 0, bytes_at_end: now.bytes },
    },
  ];
}

const sumDead = (tables: readonly Reading[]): number => tables.reduce((sum, { dead }) => sum + dead, 0);

/** On a connection of its own; what it asks is not counted. */
const QUERIES_A_LOOK = 1;

async function readTables(connectionString: string): Promise<Reading[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Record<keyof Reading, string>>(`
      select schemaname || '.' || relname as table, n_tup_upd + n_tup_del as writes, n_dead_tup as dead,
        vacuum_count + autovacuum_count as vacuums, pg_total_relation_size(relid) as bytes
      from pg_stat_user_tables order by 1`);
    return rows.map(({ table, writes, dead, vacuums, bytes }) => ({
      ...{ table, writes: Number(writes), dead: Number(dead), vacuums: Number(vacuums), bytes: Number(bytes) },
    }));
  } finally {
    await client.end();
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;
