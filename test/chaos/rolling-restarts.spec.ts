import { restartInTurn } from '../crash/scenarios/rolling-restarts';
import { withSeed } from '../crash/support/random';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';
import { figure, patience } from './scale';

const RESTARTS = 50;

describe('parts stopped and started in turn under load', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld({ persons: 100_000 });
  }, 120_000);
  afterAll(() => world.stop());

  it(
    'cut no request, leave no lease to run out, and end in time',
    () => withSeed((random, seed) => restartInTurn(world, random, seed, figure(RESTARTS))),
    patience(RESTARTS, 20_000),
  );
});
