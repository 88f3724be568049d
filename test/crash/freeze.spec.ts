import { freezeWorkers, SHORT_LEASE } from './scenarios/freezes';
import { withSeed } from './support/random';
import { startCrashWorld, type CrashWorld } from './support/world';

describe('workers frozen past their leases', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld({ env: SHORT_LEASE });
  }, 60_000);
  afterAll(() => world.stop());

  it(
    'change nothing when they come back',
    () => withSeed((random, seed) => freezeWorkers(world, random, seed, 4)),
    120_000,
  );
});
