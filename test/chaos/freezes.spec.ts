import { freezeWorkers, SHORT_LEASE } from '../crash/scenarios/freezes';
import { withSeed } from '../crash/support/random';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';
import { figure, patience } from './scale';

const FREEZES = 200;

describe('freezes past the lease', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld({ persons: 50_000, env: SHORT_LEASE });
  }, 120_000);
  afterAll(() => world.stop());

  it(
    'change nothing when they end',
    () => withSeed((random, seed) => freezeWorkers(world, random, seed, figure(FREEZES))),
    patience(FREEZES, 15_000),
  );
});
