import pino from 'pino';
import { newbornGraph, benchReport } from '../../bench/newborn-graph';
import type { DepartmentAnswer, DepartmentCall, DepartmentGateway } from '../../src/engine/department-gateway';
import { Engine } from '../../src/wiring/engine';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

/** What is promised: a step starts within this, whatever the doorbell does. */
const LONGEST_MS = 10_000;

/** Notes when each case is first called for, and lets no case go further than its first step. */
class FirstCalls implements DepartmentGateway {
  readonly at = new Map<string, number>();

  call({ caseId }: DepartmentCall): Promise<DepartmentAnswer> {
    if (!this.at.has(caseId)) this.at.set(caseId, performance.now());
    return Promise.resolve({ kind: 'refused', reason: { code: 'seen' } });
  }

  ask = (): Promise<undefined> => Promise.resolve(undefined);
}

describe('a queue whose notifications never arrive, though every connection looks alive', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let engine: Engine;
  const gateway = new FirstCalls();

  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await TcpProxy.listen(database.url, { mark: /listen\s/i });
    engine = await Engine.start({
      databaseUrl: proxy.url,
      masterKey: Buffer.alloc(32, 7),
      definitions: [newbornGraph],
      gateway,
      log: pino({ level: 'silent' }),
    });
    await engine.startWorkers();
    engine.startSweeping();
  });
  afterAll(async () => {
    proxy.restore();
    await engine.stop();
    await proxy.close();
    await database.drop();
  });

  let cases = 0;
  const startedAfterMs = async (): Promise<number> => {
    cases += 1;
    const beginning = newbornGraph.trigger.begin(benchReport(cases) as never, new Date());
    const from = performance.now();
    const { id } = await engine.starter.start({ definition: newbornGraph, beginning, startedBy: 'test' });
    const at = await until('its first step is called', () => gateway.at.get(id), { everyMs: 5 });
    const isAnswered = async () =>
      (await engine.pool.query('select from bullmq.job limit 1')).rowCount === 0 || undefined;
    await until('the ring is worked off', isAnswered);
    return at - from;
  };

  it('keeps a new step waiting for ten seconds at most, at whatever moment it comes', async () => {
    await until('every worker listens', () => proxy.marked >= 6 || undefined);
    expect(await startedAfterMs()).toBeLessThan(1_000);
    proxy.passive({ direction: 'toClient', onlyMarked: true });
    // The first comes while the worker is somewhere in its wait, the second when the wait has just begun.
    const deaf = [await startedAfterMs(), await startedAfterMs()];
    process.stdout.write(`deaf queue: ${deaf.map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')}\n`);
    expect(Math.max(...deaf)).toBeLessThan(LONGEST_MS);
    // Were it still heard, this would have shown nothing.
    expect(Math.max(...deaf)).toBeGreaterThan(3_000);
    proxy.restore();
    await startedAfterMs();
    expect(await startedAfterMs()).toBeLessThan(1_000);
  });
});
