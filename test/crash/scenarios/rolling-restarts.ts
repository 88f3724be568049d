import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until';
import { findFaults, waitUntilQuiet } from '../support/check';
import { heldBy } from '../support/holdings';
import { Load } from '../support/load';
import type { Process } from '../support/process';
import type { Random } from '../support/random';
import { quantile, tell } from '../support/tell';
import type { CrashWorld, Part } from '../support/world';

const PER_SECOND = 10;
const EXIT_MS = 30_000;

/** G13: parts are stopped and started again in turn, while births are reported. */
export async function restartInTurn(world: CrashWorld, random: Random, seed: number, restarts: number): Promise<void> {
  const places: { part: Part; now: Process }[] = (['worker', 'worker', 'api'] as const).map((part) => ({
    part,
    now: world.start(part),
  }));
  await Promise.all(places.map(({ now }) => now.ready()));
  const load = new Load(world, random, seed);
  load.start(PER_SECOND);

  const exitMs: number[] = [];
  const ends: (number | string | null)[] = [];
  let leftHeld = 0;
  let busy = 0;
  for (let n = 0; n < restarts; n += 1) {
    const place = places[n % places.length] as (typeof places)[number];
    const { session = '' } = place.now;
    if (place.part === 'worker') {
      const atWork = async (): Promise<true | undefined> =>
        (await heldBy(world.pool, session)).length > 0 ? true : undefined;
      await until('it is at work', atWork, { everyMs: 2 });
      busy += 1;
    }
    const from = performance.now();
    await place.now.stop('SIGTERM');
    exitMs.push(Math.round(performance.now() - from));
    ends.push(place.now.end);
    leftHeld += (await heldBy(world.pool, session)).length;
    place.now = world.start(place.part);
    await place.now.ready();
    await pause(random.between(50, 400));
  }
  await load.finish();
  await waitUntilQuiet(world.pool, 60_000);

  const faults = await findFaults(world.pool, world.departments, load.ledger);
  const { cut, answers } = load;
  tell('rolling restart', {
    ...{ seed, restarts, busy, exitMs: { p50: quantile(exitMs, 0.5), most: quantile(exitMs, 1) }, leftHeld, cut },
    ...{ answers, cases: load.ledger.size, wrong: load.wrong.length, faults: faults.length },
  });
  expect(ends).toEqual(ends.map(() => 0));
  expect({ leftHeld, cut }).toEqual({ leftHeld: 0, cut: {} });
  expect(load.wrong).toEqual([]);
  expect(faults).toEqual([]);
  expect(Math.max(...exitMs)).toBeLessThanOrEqual(EXIT_MS);
  expect(busy).toBeGreaterThanOrEqual(Math.floor(restarts / 2));
  expect(load.ledger.size).toBeGreaterThan(restarts * 5);
}
