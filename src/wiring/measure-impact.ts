import type { Pool } from 'pg';
import type { LifeEvent } from '../core';
import { Definitions } from '../engine/definitions';
import { measureImpact, type ImpactReport } from '../engine/measure-impact';
import { openPool } from '../persistence/pool';
import { PostgresImpactStore } from '../persistence/postgres-impact-store';
import { fingerprintOf } from '../persistence/publish-definitions';
import type { Config } from './config';
import { openDatabase } from './database';

/** What the definition in the code would make of the cases in the database; nothing is published and nothing written. */
export async function impactOf(
  config: Config,
  definitions: readonly LifeEvent[],
  changed: LifeEvent,
  histories: number,
): Promise<ImpactReport> {
  const database = await openDatabase(config);
  const pool = openPool(database.url, { max: 2 });
  try {
    return await impactOn(pool, definitions, changed, histories);
  } finally {
    await pool.end();
    await database.stop();
  }
}

/** A version that is not in the code as it was published is not at hand: its limits cannot be compared. */
export async function impactOn(
  pool: Pool,
  definitions: readonly LifeEvent[],
  changed: LifeEvent,
  histories: number,
): Promise<ImpactReport> {
  const found = await pool.query<{ version: number; fingerprint: string }>(
    'select version, fingerprint from definition where name = $1',
    [changed.name],
  );
  const published = new Map(found.rows.map(({ version, fingerprint }) => [version, fingerprint]));
  const intact = definitions.filter(
    (one) => one.name === changed.name && published.get(one.version) === fingerprintOf(one),
  );
  const known = new Definitions(intact);
  const find = (version: number, subjects: number) => known.findChart(changed.name, version, subjects);
  return measureImpact(new PostgresImpactStore(pool), changed, find, histories);
}
