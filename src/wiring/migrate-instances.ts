import type { Pool } from 'pg';
import type { LifeEvent } from '../core';
import { Advancer } from '../engine/advancer';
import { FollowedCalendars } from '../engine/calendars';
import { Definitions } from '../engine/definitions';
import { InstanceMigrations } from '../engine/migrate-instances';
import { CaseCipher } from '../persistence/case-cipher';
import { openPool } from '../persistence/pool';
import { PostgresCalendarStore } from '../persistence/postgres-calendar-store';
import { PostgresInstanceStore } from '../persistence/postgres-instance-store';
import { PostgresMigrationStore } from '../persistence/postgres-migration-store';
import { publishDefinitions } from '../persistence/publish-definitions';
import type { Config } from './config';
import { openDatabase } from './database';
import { loadMasterKey } from './secrets';

/**
 * Migrations straight on the database, whether or not the product runs. `publish`: the definitions are published first,
 * as whatever moves cases must; a dry run leaves that too.
 */
export async function withMigrations<T>(
  config: Config,
  definitions: readonly LifeEvent[],
  { publish }: { readonly publish: boolean },
  work: (migrations: InstanceMigrations) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(config);
  try {
    const pool = openPool(database.url, { max: 4 });
    try {
      if (publish) await publishDefinitions(pool, definitions);
      return await work(await openMigrations(pool, loadMasterKey(config), new Definitions(definitions)));
    } finally {
      await pool.end();
    }
  } finally {
    await database.stop();
  }
}

/** Nothing is rung from here: what runs finds the executions that were opened with its next sweep. */
export async function openMigrations(
  pool: Pool,
  masterKey: Buffer,
  definitions: Definitions,
): Promise<InstanceMigrations> {
  const instances = new PostgresInstanceStore(pool, new CaseCipher(masterKey), definitions);
  const calendars = new FollowedCalendars(new PostgresCalendarStore(pool));
  await calendars.refresh();
  const advancer = new Advancer(instances, definitions, { ring: () => undefined }, undefined, undefined, calendars);
  return new InstanceMigrations(new PostgresMigrationStore(pool), instances, advancer, definitions);
}
