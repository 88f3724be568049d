import { killProcesses } from '../crash/scenarios/kills';
import { withSeed } from '../crash/support/random';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';
import { figure, patience } from './scale';

const KILLS = 1_000;

describe('kills -9', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld({ persons: 100_000 });
  }, 120_000);
  afterAll(() => world.stop());

  it(
    'lose nothing accepted, do nothing twice, and need nobody',
    () =>
      withSeed((random, seed) =>
        killProcesses(world, random, seed, {
          kills: figure(KILLS),
          perPoint: figure(30),
          everyPoint: true,
          inPeace: figure(50),
        }),
      ),
    patience(KILLS, 6_000),
  );
});
