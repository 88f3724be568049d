import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../support/until';
import { countRepeated, findFaults, waitUntilQuiet } from './support/check';
import { Load } from './support/load';
import { withSeed, type Random } from './support/random';
import { startCrashWorld, type CrashWorld } from './support/world';

const CRASHES = 10;
const PER_SECOND = 6;

describe('a database server that is killed with all its children', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld();
  }, 60_000);
  afterAll(() => world.stop());

  const countMoves = async (): Promise<number | undefined> => {
    const found = await world.pool
      .query<{ n: number }>('select count(*)::int as n from history')
      .catch(() => undefined);
    return found?.rows[0]?.n;
  };

  const run = async (random: Random, seed: number): Promise<void> => {
    const parts = [world.start('api'), world.start('worker'), world.start('worker')];
    await Promise.all(parts.map((part) => part.ready()));
    const load = new Load(world, random, seed);
    load.start(PER_SECOND);

    const resumedAfterMs: number[] = [];
    for (let crash = 0; crash < CRASHES; crash += 1) {
      await pause(random.between(800, 2_500));
      await world.crashPostgres(random.between(0, 1_500));
      const from = performance.now();
      const before = await until('the server answers', countMoves);
      await until('a case moves', async () => ((await countMoves()) ?? 0) > before || undefined, { everyMs: 20 });
      resumedAfterMs.push(Math.round(performance.now() - from));
    }
    await load.finish();
    await waitUntilQuiet(world.pool, 90_000);

    const repeated = await countRepeated(world.pool);
    process.stderr.write(
      `${JSON.stringify({ seed, resumedAfterMs, cases: load.ledger.size, answers: load.answers, repeated })}\n`,
    );
    expect(parts.map(({ end }) => end)).toEqual([null, null, null]);
    // Never an inner error, and whoever is sent away is told when to come back.
    expect(load.wrong).toEqual([]);
    expect(load.answers[503]).toBeGreaterThan(0);
    expect(await findFaults(world.pool, world.departments, load.ledger)).toEqual([]);
    expect(load.ledger.size).toBeGreaterThan(60);
    expect(Math.max(...resumedAfterMs)).toBeLessThan(20_000);
  };

  it('costs a pause, and nothing that was accepted', () => withSeed(run), 200_000);
});
