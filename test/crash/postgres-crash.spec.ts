import { crashPostgres } from './scenarios/postgres-crashes';
import { withSeed } from './support/random';
import { startCrashWorld, type CrashWorld } from './support/world';

describe('a database server that is killed with all its children', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld();
  }, 60_000);
  afterAll(() => world.stop());

  it(
    'costs a pause, and nothing that was accepted',
    () => withSeed((random, seed) => crashPostgres(world, random, seed, 8)),
    200_000,
  );
});
