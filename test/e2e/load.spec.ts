import { setTimeout as pause } from 'node:timers/promises';
import { newbornSamples } from '../../departments/samples/newborn';
import { residentMegabytes, sendAll } from '../crash/support/burst';
import { findFaults } from '../crash/support/check';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';

const REPORTS = 5_000;
/** Windows in which cases must go on ending, and how long it is worth waiting for the last of them. */
const WINDOWS = 4;
const WINDOW_MS = 4_000;
const WORTH_WAITING_MS = 60_000;

describe('five thousand reports at once', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld({ persons: 40_000 });
  }, 60_000);
  afterAll(() => world.stop());

  const countEnded = async (): Promise<number> => {
    const text = 'select count(*)::int as n from instance where completed_at is not null';
    return (await world.pool.query<{ n: number }>(text)).rows[0]?.n ?? 0;
  };

  const countAnswered = async (): Promise<number> => {
    const text = 'select count(*)::int as n from step_execution where answered_at is not null';
    return (await world.pool.query<{ n: number }>(text)).rows[0]?.n ?? 0;
  };

  it('are all accepted over 200 connections, and worked off', async () => {
    const [api, worker] = [world.start('api'), world.start('worker')];
    await Promise.all([api.ready(), worker.ready()]);
    const reports = newbornSamples({ seed: 7, count: REPORTS, cityPersons: world.persons, now: new Date() });
    const { statuses, ids, ms, seconds } = await sendAll(world, reports);
    const acceptedPerSecond = Math.round(REPORTS / seconds);
    const at = (share: number): number => Math.round(ms[Math.ceil(ms.length * share) - 1] ?? 0);

    const ended: number[] = [await countEnded()];
    const answered: number[] = [await countAnswered()];
    for (let n = 0; n < WINDOWS; n += 1) {
      await pause(WINDOW_MS);
      ended.push(await countEnded());
      answered.push(await countAnswered());
    }
    const first = ended[0] as number;
    const last = ended[WINDOWS] as number;
    const perSecond = Math.round((last - first) / ((WINDOWS * WINDOW_MS) / 1_000));
    const residentMb = [api, worker].map(({ pid }) => residentMegabytes(pid));
    process.stderr.write(
      `${JSON.stringify({ statuses, seconds, acceptedPerSecond, p50: at(0.5), p99: at(0.99), ended, answered, perSecond, residentMb })}\n`,
    );

    expect(statuses).toEqual({ 201: REPORTS });
    expect(ids.size).toBe(REPORTS);
    expect((await world.pool.query('select from instance')).rowCount).toBe(REPORTS);
    expect(at(0.99)).toBeLessThan(10_000);
    // Steps are worked off in the order they came, so cases end in waves: in all this time none may end.
    for (const [n, steps] of answered.slice(1).entries()) expect(steps).toBeGreaterThan(answered[n] as number);
    const remainingMs = ((REPORTS - last) / Math.max(1, perSecond)) * 1_000;
    if (remainingMs > WORTH_WAITING_MS) return;
    for (let count = last; count < REPORTS; count = await countEnded()) await pause(250);
    const ledger = new Map([...ids].map((id) => [id, { status: 'completed', children: 1 }]));
    expect(await findFaults(world.pool, world.departments, ledger)).toEqual([]);
  }, 240_000);
});
