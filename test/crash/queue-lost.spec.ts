import { setTimeout as pause } from 'node:timers/promises';
import { describeOnEachQueue } from '../support/queues';
import { findFaults, waitUntilQuiet } from './support/check';
import { Load } from './support/load';
import { withSeed, type Random } from './support/random';
import { RedisServer } from './support/redis-server';
import { startCrashWorld, type CrashWorld } from './support/world';

const LOSSES = 12;
const PER_SECOND = 8;

describeOnEachQueue('a queue that loses everything', (kind) => {
  let redis: RedisServer | undefined;
  let world: CrashWorld;
  let lostJobs = 0;

  beforeAll(async () => {
    redis = kind === 'redis' ? await RedisServer.start() : undefined;
    world = await startCrashWorld(redis === undefined ? {} : { redisUrl: redis.url });
  }, 60_000);
  afterAll(async () => {
    await world.stop();
    await redis?.kill();
  });

  /** All jobs gone at once; on Redis every third time with the server itself. */
  const lose = async (n: number, random: Random): Promise<void> => {
    if (redis === undefined) {
      lostJobs += (await world.pool.query('delete from bullmq.job')).rowCount ?? 0;
    } else if (n % 3 === 2) {
      await redis.kill();
      await pause(random.between(200, 2_000));
      await redis.begin();
    } else {
      await redis.flushAll();
    }
  };

  const run = async (random: Random, seed: number): Promise<void> => {
    const parts = [world.start('api'), world.start('worker')];
    await Promise.all(parts.map((part) => part.ready()));
    const load = new Load(world, random, seed);
    load.start(PER_SECOND);
    for (let n = 0; n < LOSSES; n += 1) {
      await pause(random.between(200, 1_200));
      await lose(n, random);
    }
    // Several times in a row, so that whatever is in the queue at this moment is met.
    for (let n = 0; redis === undefined && n < 200; n += 1) await lose(n, random);
    await load.finish();
    await waitUntilQuiet(world.pool, 60_000);

    process.stderr.write(
      `${JSON.stringify({ seed, kind, cases: load.ledger.size, answers: load.answers, lostJobs })}\n`,
    );
    expect(parts.map(({ end }) => end)).toEqual([null, null]);
    expect(load.wrong).toEqual([]);
    // Accepting needs no queue: nobody was sent away.
    expect(Object.keys(load.answers).filter((status) => !['200', '201'].includes(status))).toEqual([]);
    expect(await findFaults(world.pool, world.departments, load.ledger)).toEqual([]);
    expect(load.ledger.size).toBeGreaterThan(40);
    if (redis === undefined) expect(lostJobs).toBeGreaterThan(0);
  };

  it('costs a moment, and no work', () => withSeed(run), 150_000);
});
