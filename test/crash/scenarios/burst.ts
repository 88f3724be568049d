import { newbornSamples } from '../../../departments/samples/newborn';
import { until } from '../../support/until';
import { residentMegabytes, sendAll } from '../support/burst';
import { findFaults } from '../support/check';
import { quantile, tell } from '../support/tell';
import type { CrashWorld } from '../support/world';

const CONNECTIONS = 200;
const ALL_ENDED_MS = 600_000;

/** What a machine of two cores must do with ten thousand; fewer reports say less. */
const FIGURES = { acceptedMs: 60_000, p99Ms: 3_000, residentMb: 512 };

/** G14: very many reports at once over 200 connections, worked off to the last. */
export async function takeBurst(world: CrashWorld, seed: number, reports: number): Promise<void> {
  const [api, worker] = [world.start('api'), world.start('worker')];
  await Promise.all([api.ready(), worker.ready()]);
  const samples = newbornSamples({ seed, count: reports, cityPersons: world.persons, now: new Date() });
  const { statuses, ids, ms, seconds } = await sendAll(world, samples, CONNECTIONS);
  const from = performance.now();
  const allEnded = async (): Promise<true | undefined> => {
    const { rows } = await world.pool.query<{ n: number }>(
      'select count(*)::int as n from instance where completed_at is not null',
    );
    return (rows[0]?.n ?? 0) >= ids.size ? true : undefined;
  };
  await until('every case has ended', allEnded, { withinMs: ALL_ENDED_MS, everyMs: 500 });
  const endedAfterS = Math.round((performance.now() - from) / 1_000);
  const residentMb = [api, worker].map(({ pid }) => residentMegabytes(pid));
  const ledger = new Map([...ids].map((id) => [id, { status: 'completed', children: 1 }]));
  const faults = await findFaults(world.pool, world.departments, ledger);
  const p99 = Math.round(quantile(ms, 0.99));
  tell('burst', {
    ...{ seed, reports, statuses, acceptedAfterS: seconds, p50: Math.round(quantile(ms, 0.5)), p99, endedAfterS },
    ...{ residentMb, faults: faults.length },
  });
  expect(statuses).toEqual({ 201: reports });
  expect(ids.size).toBe(reports);
  expect(faults).toEqual([]);
  expect(seconds * 1_000).toBeLessThanOrEqual(FIGURES.acceptedMs);
  expect(p99).toBeLessThanOrEqual(FIGURES.p99Ms);
  expect(Math.max(...residentMb)).toBeLessThan(FIGURES.residentMb);
}
