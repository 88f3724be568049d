import { takeBurst } from '../crash/scenarios/burst';
import { withSeed } from '../crash/support/random';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';
import { figure, patience } from './scale';

const REPORTS = 10_000;

describe('triggers over 200 connections', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld({ persons: 100_000 });
  }, 120_000);
  afterAll(() => world.stop());

  it(
    'are all accepted, none with an inner error, and all worked off',
    () => withSeed((_, seed) => takeBurst(world, seed, figure(REPORTS))),
    patience(REPORTS, 100),
  );
});
