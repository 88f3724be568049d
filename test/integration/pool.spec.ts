import type { Pool } from 'pg';
import { openPool } from '../../src/persistence/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { TcpProxy } from '../support/tcp-proxy';

let database: TestDatabase;
let pool: Pool;
const waits: number[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  pool = openPool(database.url, { max: 2, onWaited: (ms) => waits.push(ms) });
});
beforeEach(() => void waits.splice(0));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it('tells of nobody who finds a connection free or may open one', async () => {
  await Promise.all([pool.query('select 1'), pool.query('select 1')]);
  await pool.query('select 1');
  (await pool.connect()).release();
  expect(waits).toEqual([]);
});

it('tells how long each has waited who found none, by statement and by transaction', async () => {
  const held = [await pool.connect(), await pool.connect()];
  const began = performance.now();
  const waiting = [pool.query('select 1'), pool.connect().then((client) => client.release())];
  expect(pool.waitingCount).toBe(2);
  for (const client of held) client.release();
  await Promise.all(waiting);
  expect(waits).toHaveLength(2);
  expect(Math.max(...waits)).toBeLessThanOrEqual(performance.now() - began);
});

it('tells also of one that has waited in vain', async () => {
  const held = [await pool.connect(), await pool.connect()];
  await expect(pool.query('select 1')).rejects.toThrow('timeout');
  for (const client of held) client.release();
  expect(waits).toHaveLength(1);
  expect(waits[0]).toBeGreaterThanOrEqual(2_400);
});

describe('connections that lie idle', () => {
  let proxy: TcpProxy;
  let distant: Pool;
  const fill = () => Promise.all([1, 2, 3].map(() => distant.query('select pg_sleep(0.02)')));

  beforeEach(async () => {
    proxy = await TcpProxy.listen(database.url);
    distant = openPool(proxy.url, { max: 3 });
    await fill();
    expect(distant.idleCount).toBe(3);
  });
  afterEach(async () => {
    proxy.reset();
    await distant.end();
    await proxy.close();
  });

  it('are given up with one that was found silent, and nobody else waits for them', async () => {
    proxy.passive({ onlyPresent: true });
    const impatient = { text: 'select 1', query_timeout: 1_200 };
    await expect(distant.query(impatient)).rejects.toThrow('Query read timeout');
    const began = performance.now();
    await fill();
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('are kept when a statement fails for its own sake', async () => {
    await expect(distant.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' });
    expect(distant.idleCount).toBe(2);
  });
});
