import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until';
import { findFaults, waitUntilQuiet } from '../support/check';
import { Load } from '../support/load';
import type { Random } from '../support/random';
import { quantile, tell } from '../support/tell';
import type { CrashWorld } from '../support/world';

const PER_SECOND = 40;
const ACCEPTED_MS = 10_000;

/** A disk of the test's own in memory; only root may make one. */
export function mountDisk(folder: string, megabytes: number): void {
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
}

export const unmountDisk = (folder: string): void => run('umount', '-l', folder);

function run(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
}

/** Takes all the room there is, to the last byte. */
function fillDisk(file: string): void {
  const open = openSync(file, 'a');
  try {
    for (let size = 1 << 20; size > 0;) {
      try {
        writeSync(open, Buffer.alloc(size, 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size >>= 1;
      }
    }
  } finally {
    closeSync(open);
  }
}

/** G12: the database's disk runs full under load and is given room again. */
export async function fillDisks(
  world: CrashWorld,
  folder: string,
  random: Random,
  seed: number,
  fills: number,
): Promise<void> {
  const parts = [world.start('api'), world.start('worker')];
  await Promise.all(parts.map((part) => part.ready()));
  const load = new Load(world, random, seed);
  load.start(PER_SECOND);
  const filler = join(folder, 'filler');
  const sentAway = (): number => load.answers[503] ?? 0;

  const acceptedAfterMs: number[] = [];
  let serverStarts = 0;
  for (let n = 0; n < fills; n += 1) {
    await pause(random.between(500, 1_500));
    const before = sentAway();
    fillDisk(filler);
    // What room the server frees or has reserved is taken as well, until somebody is sent away for want of it.
    const full = (): true | undefined => {
      if (sentAway() > before) return true;
      fillDisk(filler);
      return undefined;
    };
    await until('somebody is sent away', full, { withinMs: 120_000 });
    await pause(random.between(200, 1_500));
    rmSync(filler);
    const from = performance.now();
    const { size } = load.acknowledged;
    const accepted = (): true | undefined => (load.acknowledged.size > size ? true : undefined);
    const byItself = await until('a report is accepted again', accepted, { withinMs: 8_000, everyMs: 20 }).catch(
      () => false,
    );
    if (byItself === false) {
      // A server that could not even recover has ended, as PostgreSQL does; whoever supervises it starts it again.
      await world.crashPostgres(0);
      serverStarts += 1;
      await until('a report is accepted again', accepted, { withinMs: 30_000, everyMs: 20 });
    }
    acceptedAfterMs.push(Math.round(performance.now() - from));
  }
  await load.finish();
  await waitUntilQuiet(world.pool, 120_000);

  const faults = await findFaults(world.pool, world.departments, load.ledger);
  tell('disk full', {
    ...{ seed, fills, acceptedAfterMs: { p50: quantile(acceptedAfterMs, 0.5), most: quantile(acceptedAfterMs, 1) } },
    ...{ serverStarts, answers: load.answers, cases: load.ledger.size },
    ...{ wrong: load.wrong.length, faults: faults.length },
  });
  expect(parts.map(({ end }) => end)).toEqual([null, null]);
  expect(load.wrong).toEqual([]);
  expect(faults).toEqual([]);
  expect(sentAway()).toBeGreaterThan(0);
  expect(quantile(acceptedAfterMs, 1)).toBeLessThanOrEqual(ACCEPTED_MS);
  expect(load.ledger.size).toBeGreaterThan(fills * 5);
}
