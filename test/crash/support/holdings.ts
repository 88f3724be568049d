import type { Pool } from 'pg';
import { until } from '../../support/until';

/** An execution under the epoch of one claim. */
interface Holding {
  readonly id: string;
  readonly ordinal: number;
  readonly epoch: number;
}

/** What a session of an engine holds at this moment. */
export async function heldBy(pool: Pool, session: string): Promise<Holding[]> {
  const { rows } = await pool.query<Holding>(
    `select instance_id::text as id, ordinal, epoch from step_execution
     where ready and status = 'running' and claimed_by = $1`,
    [session],
  );
  return rows;
}

/** How many of these are still under the same epoch: neither answered nor with another worker. */
export async function countUntouched(pool: Pool, held: readonly Holding[]): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from json_to_recordset($1) as k(id uuid, ordinal int, epoch int)
     join step_execution e on e.instance_id = k.id and e.ordinal = k.ordinal
     where e.epoch = k.epoch and e.answered_at is null and e.status = 'running'`,
    [JSON.stringify(held)],
  );
  return rows[0]?.n ?? 0;
}

/** Milliseconds until the first of what a dead engine held is in other hands; undefined when it held nothing. */
export async function measureRecovery(pool: Pool, session: string, withinMs: number): Promise<number | undefined> {
  const from = performance.now();
  const held = await heldBy(pool, session);
  if (held.length === 0) return undefined;
  const moved = async (): Promise<true | undefined> =>
    (await countUntouched(pool, held)) < held.length ? true : undefined;
  await until(`something that ${session} held is in other hands`, moved, { withinMs, everyMs: 20 });
  return performance.now() - from;
}
