import { withSeed, type Random } from '../crash/support/random';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';
import { figure, patience } from './scale';

interface Size {
  /** How often at full scale. */
  readonly full: number;
  /** How long one of them may take. */
  readonly eachMs: number;
}

/** A scenario of the size of `CHAOS_SCALE` in a world of its own. */
export function describeChaos(
  what: string,
  promise: string,
  { full, eachMs, ...options }: Size & Parameters<typeof startCrashWorld>[0],
  scenario: (world: CrashWorld, random: Random, seed: number, times: number) => Promise<void>,
): void {
  describe(what, () => {
    let world: CrashWorld;
    beforeAll(async () => {
      world = await startCrashWorld({ persons: 100_000, ...options });
    }, 120_000);
    afterAll(() => world.stop());

    it(promise, () => withSeed((random, seed) => scenario(world, random, seed, figure(full))), patience(full, eachMs));
  });
}
