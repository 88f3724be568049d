import { setTimeout as pause } from 'node:timers/promises';
import { countRepeated, findFaults, waitUntilQuiet } from './support/check';
import { Load } from './support/load';
import type { Process } from './support/process';
import { withSeed, type Random } from './support/random';
import { startCrashWorld, type CrashWorld, type Part } from './support/world';

const KILLS = 210;
const PER_SECOND = 5;
const LONGEST_MS = 540_000;

interface Place {
  readonly part: Part;
  now: Process;
}

describe('kill -9 of any process at any moment', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld();
  }, 60_000);
  afterAll(() => world.stop());

  const run = async (random: Random, seed: number): Promise<void> => {
    const places: Place[] = (['api', 'worker', 'worker'] as const).map((part) => ({ part, now: world.start(part) }));
    await Promise.all(places.map(({ now }) => now.ready()));
    const load = new Load(world, random, seed);
    load.start(PER_SECOND);

    const kills = { api: 0, worker: 0, starting: 0 };
    while (kills.api + kills.worker < KILLS) {
      await pause(random.between(400, 1_200));
      const victim = await chooseVictim(places, random);
      if (!victim.now.isReady) kills.starting += 1;
      await victim.now.stop('SIGKILL');
      kills[victim.part] += 1;
      victim.now = world.start(victim.part);
    }
    await Promise.all(places.map(({ now }) => now.ready()));
    await load.finish();
    await waitUntilQuiet(world.pool, 100_000);

    const repeated = await countRepeated(world.pool);
    process.stderr.write(
      `${JSON.stringify({ seed, kills, cases: load.ledger.size, answers: load.answers, repeated })}\n`,
    );
    expect(load.wrong).toEqual([]);
    expect(await findFaults(world.pool, world.departments, load.ledger)).toEqual([]);
    // A run that killed nobody at work, or accepted nothing, has shown nothing.
    expect(kills.api).toBeGreaterThanOrEqual(60);
    expect(kills.worker).toBeGreaterThanOrEqual(60);
    expect(kills.api + kills.worker).toBeGreaterThanOrEqual(200);
    expect(load.ledger.size).toBeGreaterThanOrEqual(150);
    expect(repeated).toBeGreaterThanOrEqual(30);
  };

  it('loses nothing accepted and does nothing twice', () => withSeed(run), LONGEST_MS);
});

/** Mostly one at work, now and then one that is just starting; the one API oftener, because it takes longer to start. */
async function chooseVictim(places: readonly Place[], random: Random): Promise<Place> {
  for (;;) {
    const starting = places.filter(({ now }) => !now.isReady);
    if (starting.length > 0 && random.next() < 0.1) return random.of(starting);
    const ready = places.flatMap((place) =>
      place.now.isReady ? Array.from({ length: place.part === 'api' ? 4 : 1 }, () => place) : [],
    );
    if (ready.length > 0) return random.of(ready);
    await Promise.race(starting.map(({ now }) => now.ready()));
  }
}
