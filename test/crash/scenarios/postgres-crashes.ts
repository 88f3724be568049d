import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until';
import { countRepeated, findFaults, waitUntilQuiet } from '../support/check';
import { Load } from '../support/load';
import type { Random } from '../support/random';
import { quantile, tell } from '../support/tell';
import type { CrashWorld } from '../support/world';

const PER_SECOND = 6;
const RESUMED_MS = 20_000;

/** G6: the database server killed with all its children, under load. */
export async function crashPostgres(world: CrashWorld, random: Random, seed: number, crashes: number): Promise<void> {
  const countMoves = async (): Promise<number | undefined> => {
    const found = await world.pool
      .query<{ n: number }>('select count(*)::int as n from history')
      .catch(() => undefined);
    return found?.rows[0]?.n;
  };
  const parts = [world.start('api'), world.start('worker'), world.start('worker')];
  await Promise.all(parts.map((part) => part.ready()));
  const load = new Load(world, random, seed);
  load.start(PER_SECOND);

  const resumedAfterMs: number[] = [];
  for (let crash = 0; crash < crashes; crash += 1) {
    await pause(random.between(800, 2_500));
    await world.crashPostgres(random.between(0, crashes > 20 ? 5_000 : 1_500));
    const from = performance.now();
    const before = await until('the server answers', countMoves);
    await until('a case moves', async () => ((await countMoves()) ?? 0) > before || undefined, { everyMs: 20 });
    resumedAfterMs.push(Math.round(performance.now() - from));
  }
  await load.finish();
  await waitUntilQuiet(world.pool, 90_000);

  const repeated = await countRepeated(world.pool);
  const faults = await findFaults(world.pool, world.departments, load.ledger);
  const resumed = { p50: quantile(resumedAfterMs, 0.5), p95: quantile(resumedAfterMs, 0.95) };
  tell('PostgreSQL crash', {
    ...{ seed, crashes, resumedAfterMs: { ...resumed, most: quantile(resumedAfterMs, 1) }, cases: load.ledger.size },
    ...{ answers: load.answers, repeated, wrong: load.wrong.length, faults: faults.length },
  });
  expect(parts.map(({ end }) => end)).toEqual([null, null, null]);
  // Never an inner error, and whoever is sent away is told when to come back.
  expect(load.wrong).toEqual([]);
  expect(load.answers[503]).toBeGreaterThan(0);
  expect(faults).toEqual([]);
  expect(load.ledger.size).toBeGreaterThan(crashes * 6);
  expect(quantile(resumedAfterMs, 0.95)).toBeLessThanOrEqual(RESUMED_MS);
}
