import { crashPostgres } from '../crash/scenarios/postgres-crashes';
import { withSeed } from '../crash/support/random';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';
import { figure, patience } from './scale';

const CRASHES = 100;

describe('crashes of PostgreSQL', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld({ persons: 100_000 });
  }, 120_000);
  afterAll(() => world.stop());

  it(
    'cost a pause each, and nothing that was accepted',
    () => withSeed((random, seed) => crashPostgres(world, random, seed, figure(CRASHES))),
    patience(CRASHES, 40_000),
  );
});
