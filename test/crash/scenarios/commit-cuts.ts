import type { TcpProxy } from '../../support/tcp-proxy';
import { until } from '../../support/until';
import { findFaults, waitUntilQuiet } from '../support/check';
import { Load } from '../support/load';
import type { Random } from '../support/random';
import { tell } from '../support/tell';
import type { CrashWorld } from '../support/world';

const PER_SECOND = 12;
/** So many of the commits are cut. */
const SHARE = 0.1;
const COMMIT = Buffer.from('commit\0');
/** Starts without a key of the sender's are one statement, its own commit. */
const START = Buffer.from('start-instances');

/** G5: the connection breaks after COMMIT has gone to the server and before its answer is back. */
export async function cutCommits(
  world: CrashWorld,
  proxy: TcpProxy,
  random: Random,
  seed: number,
  cuts: number,
): Promise<void> {
  const parts = [world.start('api'), world.start('worker'), world.start('worker')];
  await Promise.all(parts.map((part) => part.ready()));
  const load = new Load(world, random, seed);
  const cutAt = { commit: 0, start: 0 };
  proxy.cutAfter((bytes) => {
    const kind = bytes.includes(COMMIT) ? 'commit' : bytes.includes(START) ? 'start' : undefined;
    if (kind === undefined || proxy.cuts >= cuts || random.next() >= SHARE) return false;
    cutAt[kind] += 1;
    return true;
  });
  load.start(PER_SECOND);
  const enough = (): true | undefined => (proxy.cuts >= cuts ? true : undefined);
  await until(`${cuts} commits were cut`, enough, { withinMs: 30_000 + cuts * 600 });
  await load.finish();
  await waitUntilQuiet(world.pool, 60_000);

  const faults = await findFaults(world.pool, world.departments, load.ledger);
  tell('commit cut', {
    ...{ seed, cuts: proxy.cuts, cutAt, cases: load.ledger.size, answers: load.answers },
    ...{ wrong: load.wrong.length, faults: faults.length },
  });
  expect(parts.map(({ end }) => end)).toEqual([null, null, null]);
  expect(load.wrong).toEqual([]);
  expect(faults).toEqual([]);
  expect(proxy.cuts).toBeGreaterThanOrEqual(cuts);
  expect(cutAt.commit).toBeGreaterThan(0);
  expect(cutAt.start).toBeGreaterThan(0);
  expect(load.ledger.size).toBeGreaterThan(20);
}
