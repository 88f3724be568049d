import { Client, Pool } from 'pg';
import pino from 'pino';
import { definitions } from '../../workflows/registry';
import { DepartmentDirectory } from '../../src/wiring/department-directory';
import { departmentsOf } from '../../src/wiring/departments-of';
import { Engine } from '../../src/wiring/engine';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/until';

/** What the issue allows an engine that has nothing to do. */
const MOST_QUERIES_A_SECOND = 5;
const SWEEPS = 4;

/** Every statement that leaves this process, ours and the queue's: all of them go through the one client of pg. */
function listenToQueries(): { texts(): string[]; restore(): void } {
  const query = jest.spyOn(Client.prototype, 'query');
  const textOf = (first: unknown): string => {
    if (typeof first === 'string') return first;
    const { name, text } = first as { name?: string; text?: string };
    return name ?? text ?? '';
  };
  return {
    texts: () => query.mock.calls.map((args: readonly unknown[]) => textOf(args[0])),
    restore: () => query.mockRestore(),
  };
}

describe('an engine that has nothing to do', () => {
  let database: TestDatabase;
  let engine: Engine;
  let directory: DepartmentDirectory;
  let heard: ReturnType<typeof listenToQueries>;

  beforeAll(async () => {
    database = await createTestDatabase();
    heard = listenToQueries();
    const unavailable = { kind: 'unavailable', reason: { code: 'nobody' } } as const;
    engine = await Engine.start({
      databaseUrl: database.url,
      masterKey: Buffer.alloc(32, 7),
      definitions,
      gateway: { call: () => Promise.resolve(unavailable), ask: () => Promise.resolve(unavailable) },
      log: pino({ level: 'silent' }),
    });
    directory = new DepartmentDirectory(engine.pool, Buffer.alloc(32, 7));
    await directory.start();
    await engine.startWorkers();
    engine.startSweeping();
  });
  afterAll(async () => {
    directory.stop();
    await engine.stop();
    heard.restore();
    await database.drop();
  });

  it('asks the database at most five times a second, and leaves no dead rows behind', async () => {
    expect(departmentsOf(definitions).length).toBeGreaterThan(5);
    const sweeps = (): number => heard.texts().filter((text) => text === 'fire-timers').length;
    // By the third sweep every session has told the database what the start has cost.
    await until('the start is over', () => sweeps() >= 3 || undefined);
    const before = await deadRows(database.url);
    const [begun, from, wanted] = [performance.now(), heard.texts().length, sweeps() + SWEEPS];
    await until('a few sweeps have passed', () => sweeps() >= wanted || undefined, { withinMs: 50_000 });
    const seconds = (performance.now() - begun) / 1_000;
    const asked = heard.texts().slice(from);
    process.stdout.write(`idle: ${asked.length} queries in ${seconds.toFixed(1)} s\n`);
    expect(asked.length / seconds).toBeLessThanOrEqual(MOST_QUERIES_A_SECOND);
    const { 'bullmq.meta': looks = 0, ...after } = await deadRows(database.url);
    const { 'bullmq.meta': looksBefore = 0, ...ours } = before;
    expect(after).toEqual(ours);
    // The queue marks each look for stalled rings, one a minute and department, in a row that is pruned in its page.
    expect(looks - looksBefore).toBeLessThanOrEqual(departmentsOf(definitions).length);
    // It was idle, not dead: its workers have listened all the while.
    const claims = (): number => heard.texts().filter((text) => text === 'claim-executions').length;
    const [claimed, [department = '']] = [claims(), departmentsOf(definitions)];
    engine.bell.ring(department, ['0198a7c2-0000-7000-8000-000000000000-1-0']);
    await until('a ring is heard', () => claims() > claimed || undefined);
  });
});

/** Dead rows of each table, ours and the queue's, as the database has counted them when everybody has told. */
async function deadRows(url: string): Promise<Record<string, number>> {
  const pool = new Pool({ connectionString: url, max: 1 });
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query<{ name: string; dead: string }>(
    `select schemaname || '.' || relname as name, n_dead_tup as dead from pg_stat_user_tables where n_dead_tup > 0`,
  );
  await pool.end();
  return Object.fromEntries(rows.map(({ name, dead }) => [name, Number(dead)]));
}
