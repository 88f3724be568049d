import { describeOnEachQueue } from '../support/queues';
import { loseJobs, loseRedis } from './scenarios/queue-losses';
import { withSeed } from './support/random';
import { RedisServer } from './support/redis-server';
import { startCrashWorld, type CrashWorld } from './support/world';

describeOnEachQueue('a queue that loses everything', (kind) => {
  let redis: RedisServer | undefined;
  let world: CrashWorld;

  beforeAll(async () => {
    redis = kind === 'redis' ? await RedisServer.start() : undefined;
    world = await startCrashWorld(redis === undefined ? {} : { redisUrl: redis.url });
  }, 60_000);
  afterAll(async () => {
    await world.stop();
    await redis?.kill();
  });

  it(
    'costs a moment, and no work',
    () =>
      withSeed((random, seed) =>
        redis === undefined
          ? loseJobs(world, random, seed, 12)
          : loseRedis(world, redis, random, seed, { losses: 10, longestAbsenceMs: 2_000 }),
      ),
    150_000,
  );
});
