import { killProcesses } from './scenarios/kills';
import { withSeed } from './support/random';
import { startCrashWorld, type CrashWorld } from './support/world';

describe('kill -9 of any process, at fault points and at any moment', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld();
  }, 60_000);
  afterAll(() => world.stop());

  it(
    'loses nothing accepted, does nothing twice, and needs nobody to go on',
    () =>
      withSeed((random, seed) =>
        killProcesses(world, random, seed, { kills: 30, perPoint: 1, everyPoint: false, inPeace: 3 }),
      ),
    540_000,
  );
});
