import { loseRedis } from '../crash/scenarios/queue-losses';
import { withSeed } from '../crash/support/random';
import { RedisServer } from '../crash/support/redis-server';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';
import { figure, patience } from './scale';

const LOSSES = 50;

describe('losses of Redis', () => {
  let redis: RedisServer;
  let world: CrashWorld;

  beforeAll(async () => {
    redis = await RedisServer.start();
    world = await startCrashWorld({ persons: 100_000, redisUrl: redis.url });
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    await redis.kill();
  });

  it(
    'cost a moment each, and no work',
    () =>
      withSeed((random, seed) =>
        loseRedis(world, redis, random, seed, { losses: figure(LOSSES), longestAbsenceMs: 60_000 }),
      ),
    patience(LOSSES, 80_000),
  );
});
