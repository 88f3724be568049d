import type { Pool } from 'pg';
import { isSessionName } from '../../src/engine/presence';
import { HolderWatch } from '../../src/engine/watch-holders';
import { Desk } from '../../src/engine/testing/stores';
import { openPool } from '../../src/persistence/pool';
import { PostgresPresence } from '../../src/persistence/postgres-presence';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openPostgresStores } from '../support/postgres-stores';
import { until } from '../support/until';

describe('sessions of engines in PostgreSQL', () => {
  let database: TestDatabase;
  let pool: Pool;
  let one: PostgresPresence;
  let other: PostgresPresence;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = openPool(database.url, { max: 2 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    [one, other] = [await PostgresPresence.start(database.url, pool), await PostgresPresence.start(database.url, pool)];
  });
  afterEach(async () => {
    await Promise.all([one.stop(), other.stop()]);
  });

  const breakSessions = async (): Promise<void> => {
    const text = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'one-thing session'`;
    await pool.query(text);
  };

  it('are seen by all while they stand, and by nobody once they have ended', async () => {
    expect(await other.living()).toEqual(new Set([one.name, other.name]));
    const { name } = one;
    await one.stop();
    await until('the session has ended', async () => ((await other.living()).has(name) ? undefined : true));
    expect(await other.living()).toEqual(new Set([other.name]));
    expect(isSessionName(one.name)).toBe(false);
  });

  it('come back under the same name when only the connection was lost', async () => {
    const { name } = one;
    await breakSessions();
    await until('the loss is noticed', () => (one.name === name ? undefined : true), { everyMs: 1 });
    expect(isSessionName(one.name)).toBe(false);
    await until('it is back', () => (one.name === name ? true : undefined), { everyMs: 5 });
    expect(await other.living()).toContain(name);
  });

  it('do not keep a successor waiting when the server still believes in the lost one', async () => {
    const { rows } = await pool.query<{ shared: boolean }>(
      `select mode = 'ShareLock' as shared from pg_locks where locktype = 'advisory' and classid = 4715003
        and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(rows.map(({ shared }) => shared)).toEqual([true, true]);
  });

  it('are not seen from another database of the same server', async () => {
    const elsewhere = await createTestDatabase();
    const theirs = openPool(elsewhere.url, { max: 1 });
    const third = await PostgresPresence.start(elsewhere.url, theirs);
    expect(await third.living()).toEqual(new Set([third.name]));
    expect(await one.living()).not.toContain(third.name);
    await third.stop();
    await theirs.end();
    await elsewhere.drop();
  });
});

it('what a dead engine held is free long before its lease would have run out', async () => {
  const stores = await openPostgresStores();
  const presence = (): Promise<PostgresPresence> => PostgresPresence.start(urlOf(stores.pool), stores.pool);
  const [dead, living] = [await presence(), await presence()];
  const desk = new Desk(stores);
  const id = await desk.started();
  const { id: execution } = await desk.open(id, 'greet');
  await stores.executions.claim([execution], dead.name, 60_000);
  const watch = new HolderWatch(living, stores.executions);
  await watch.look();
  await dead.stop();
  await until('it is gone', async () => {
    await watch.look();
    return (await stores.executions.findDue(10)).some((due) => due.id === execution) || undefined;
  });
  expect(await stores.executions.claim([execution], living.name, 60_000)).toMatchObject([{ epoch: 2, doubt: true }]);
  await living.stop();
  await stores.close();
});

const urlOf = (pool: Pool): string => (pool.options as { connectionString: string }).connectionString;
