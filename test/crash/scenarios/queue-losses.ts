import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until';
import { findFaults, waitUntilQuiet } from '../support/check';
import { Load } from '../support/load';
import type { Random } from '../support/random';
import type { RedisServer } from '../support/redis-server';
import { quantile, tell } from '../support/tell';
import type { CrashWorld } from '../support/world';

const PER_SECOND = 8;
const RESUMED_MS = 15_000;

/** What may happen to a Redis; each resolves when it is whole again. */
const LOSSES: Readonly<Record<string, (redis: RedisServer, random: Random, longest: number) => Promise<void>>> = {
  flushed: (redis) => redis.flushAll(),
  killed: async (redis) => {
    await redis.kill();
    await redis.begin();
  },
  absent: async (redis, random, longest) => {
    await redis.kill();
    await pause(random.between(200, longest));
    await redis.begin();
  },
  'wrong password': async (redis, random) => {
    await redis.changePassword('another');
    await pause(random.between(500, 2_000));
    await redis.changePassword('', 'another');
  },
  'read only': async (redis, random) => {
    await redis.followNobody(false);
    await pause(random.between(500, 2_000));
    await redis.followNobody(true);
  },
};

/** G7: the queue's server empty, dead, absent, closed or read-only; the next loss comes when work has resumed. */
export async function loseRedis(
  world: CrashWorld,
  redis: RedisServer,
  random: Random,
  seed: number,
  { losses, longestAbsenceMs }: { losses: number; longestAbsenceMs: number },
): Promise<void> {
  const countClaims = async (): Promise<number> =>
    (await world.pool.query<{ n: number }>('select count(*)::int as n from disclosure')).rows[0]?.n ?? 0;
  const parts = [world.start('api'), world.start('worker')];
  await Promise.all(parts.map((part) => part.ready()));
  const load = new Load(world, random, seed);
  load.start(PER_SECOND);

  const kinds = Object.keys(LOSSES);
  const done: Record<string, number> = {};
  const resumedAfterMs: number[] = [];
  for (let n = 0; n < losses; n += 1) {
    await pause(random.between(200, 1_200));
    const kind = kinds[n % kinds.length] as string;
    await LOSSES[kind]?.(redis, random, longestAbsenceMs);
    done[kind] = (done[kind] ?? 0) + 1;
    const from = performance.now();
    const before = await countClaims();
    const claimed = async (): Promise<true | undefined> => ((await countClaims()) > before ? true : undefined);
    await until(`steps are claimed again after the queue was ${kind}`, claimed, { withinMs: 60_000, everyMs: 20 });
    resumedAfterMs.push(Math.round(performance.now() - from));
  }
  await load.finish();
  await waitUntilQuiet(world.pool, 60_000);

  const faults = await findFaults(world.pool, world.departments, load.ledger);
  const resumed = { p50: quantile(resumedAfterMs, 0.5), most: quantile(resumedAfterMs, 1) };
  tell('Redis lost', {
    ...{ seed, losses: done, resumedAfterMs: resumed, cases: load.ledger.size, answers: load.answers },
    ...{ wrong: load.wrong.length, faults: faults.length },
  });
  expect(parts.map(({ end }) => end)).toEqual([null, null]);
  expect(load.wrong).toEqual([]);
  // Accepting needs no queue: nobody was sent away.
  expect(Object.keys(load.answers).filter((status) => !['200', '201'].includes(status))).toEqual([]);
  expect(faults).toEqual([]);
  expect(resumed.most).toBeLessThanOrEqual(RESUMED_MS);
  expect(load.ledger.size).toBeGreaterThan(losses * 3);
}

/** The same on the queue in PostgreSQL: all jobs gone, several times in a row so that what is there is met. */
export async function loseJobs(world: CrashWorld, random: Random, seed: number, losses: number): Promise<void> {
  const parts = [world.start('api'), world.start('worker')];
  await Promise.all(parts.map((part) => part.ready()));
  const load = new Load(world, random, seed);
  load.start(PER_SECOND);
  let lostJobs = 0;
  const lose = async (): Promise<void> => {
    lostJobs += (await world.pool.query('delete from bullmq.job')).rowCount ?? 0;
  };
  for (let n = 0; n < losses; n += 1) {
    await pause(random.between(200, 1_200));
    await lose();
  }
  for (let n = 0; n < 200; n += 1) await lose();
  await load.finish();
  await waitUntilQuiet(world.pool, 60_000);

  const faults = await findFaults(world.pool, world.departments, load.ledger);
  const { answers } = load;
  tell('jobs lost', { seed, losses, lostJobs, cases: load.ledger.size, answers, faults: faults.length });
  expect(parts.map(({ end }) => end)).toEqual([null, null]);
  expect(load.wrong).toEqual([]);
  expect(Object.keys(answers).filter((status) => !['200', '201'].includes(status))).toEqual([]);
  expect(faults).toEqual([]);
  expect(load.ledger.size).toBeGreaterThan(40);
  expect(lostJobs).toBeGreaterThan(0);
}
