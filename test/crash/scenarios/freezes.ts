import { until } from '../../support/until';
import { findFaults, waitUntilQuiet } from '../support/check';
import { setFaults } from '../support/faults';
import { countUntouched, heldBy } from '../support/holdings';
import { Load } from '../support/load';
import type { Process } from '../support/process';
import type { Random } from '../support/random';
import { quantile, tell } from '../support/tell';
import type { CrashWorld } from '../support/world';

const PER_SECOND = 4;
/** Long enough that a worker always has calls under way. */
const SLOW_MS = 400;
/** For the world of this scenario: what a freeze costs. */
export const SHORT_LEASE = { ONE_THING_LEASE_MS: '1500' };
/** Not a promise of speed: a machine with more to do than this test passes work on later, but it does. */
const PASSED_ON_MS = 60_000;

/** G4: workers frozen in the middle of their calls until others have taken over, then let go on. */
export async function freezeWorkers(world: CrashWorld, random: Random, seed: number, freezes: number): Promise<void> {
  const workers: Process[] = [world.start('worker'), world.start('worker')];
  const api = world.start('api');
  await Promise.all([api, ...workers].map((part) => part.ready()));
  for (const url of Object.values(world.departments)) await setFaults(url, { slowMs: SLOW_MS });
  const load = new Load(world, random, seed);
  load.start(PER_SECOND);

  const passedOnMs: number[] = [];
  let passedOn = 0;
  for (let n = 0; n < freezes; n += 1) {
    const worker = random.of(workers);
    const session = worker.session as string;
    await until('it is at work', async () => ((await heldBy(world.pool, session)).length > 0 ? true : undefined));
    worker.signal('SIGSTOP');
    const from = performance.now();
    const held = await heldBy(world.pool, session);
    try {
      if (held.length === 0) {
        // Everything was answered in that moment: this freeze has shown nothing, another one is needed.
        n -= 1;
        continue;
      }
      const left = await until(
        'somebody else has taken over',
        async () => {
          const untouched = await countUntouched(world.pool, held);
          return untouched < held.length ? untouched : undefined;
        },
        { withinMs: PASSED_ON_MS, everyMs: 20 },
      );
      passedOn += held.length - left;
      passedOnMs.push(Math.round(performance.now() - from));
    } finally {
      worker.signal('SIGCONT');
    }
  }
  for (const url of Object.values(world.departments)) await setFaults(url);
  await load.finish();
  await waitUntilQuiet(world.pool, 60_000);

  const { rows } = await world.pool.query<{ code: string; n: number }>(
    `select detail ->> 'code' as code, count(*)::int as n from history where type = 'message.refused' group by 1`,
  );
  const refused = Object.fromEntries(rows.map(({ code, n }) => [code, n]));
  const faults = await findFaults(world.pool, world.departments, load.ledger);
  tell('freeze', {
    ...{ seed, freezes, passedOn, passedOnMs: { p50: quantile(passedOnMs, 0.5), most: quantile(passedOnMs, 1) } },
    ...{ refused, cases: load.ledger.size, wrong: load.wrong.length, faults: faults.length },
  });
  expect([api, ...workers].map(({ end }) => end)).toEqual([null, null, null]);
  expect(load.wrong).toEqual([]);
  expect(faults).toEqual([]);
  // Late answers must have come, and must have been refused because of their epoch: that is the wall under test.
  expect(passedOn).toBeGreaterThanOrEqual(freezes);
  expect(refused['stale-epoch'] ?? 0).toBeGreaterThanOrEqual(freezes / 4);
}
