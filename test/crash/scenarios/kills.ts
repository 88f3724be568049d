import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until';
import { countRepeated, findFaults, waitUntilQuiet } from '../support/check';
import { setFaults } from '../support/faults';
import { heldBy, measureRecovery } from '../support/holdings';
import { Load } from '../support/load';
import type { Process } from '../support/process';
import type { Random } from '../support/random';
import { quantile, tell } from '../support/tell';
import type { CrashWorld, Part } from '../support/world';

const PER_SECOND = 5;
/** Between two kills, on average. */
const LEAST_PAUSE_MS = 800;
const QUIET_MS = 120_000;
/** How soon after a kill something that the dead one held is in other hands, in half of the cases and in all. */
const RECOVERY_MS = { half: 5_000, all: 10_000 };
/** Long enough that a worker always has calls under way. */
const SLOW_MS = 300;

/** Which parts pass which fault points, and at which time it is made to die there: some often, some once a sweep. */
const POINTS: Readonly<Record<Part, readonly (readonly [point: string, most: number])[]>> = {
  api: [
    ['in_accept', 8],
    ['after_accept_commit', 8],
    ['after_delivery', 3],
    ['in_sweep', 2],
    ['in_timer_fire', 2],
  ],
  worker: [
    ['after_claim', 8],
    ['before_call', 20],
    ['after_call', 20],
    ['before_commit', 12],
    ['after_commit', 12],
    ['in_sweep', 2],
    ['in_timer_fire', 2],
  ],
};
const pointsOf = [...new Set(Object.values(POINTS).flatMap((some) => some.map(([point]) => point)))];

interface Place {
  readonly part: Part;
  now: Process;
}

export interface KillFigures {
  readonly kills: number;
  /** At each fault point; the rest comes at random moments. */
  readonly perPoint: number;
  /** Goes on until every point has been met so often; otherwise those are met that the kills come to. */
  readonly everyPoint: boolean;
  /** Afterwards so many workers are killed one at a time, each when the last one's work is in other hands. */
  readonly inPeace: number;
}

/** G1: kills -9 at named fault points and at random moments, while births are reported. */
export async function killProcesses(
  world: CrashWorld,
  random: Random,
  seed: number,
  figures: KillFigures,
): Promise<void> {
  const atPoint: Record<string, number> = Object.fromEntries(pointsOf.map((point) => [point, 0]));
  // Some departments answer later, so that answers come in by the edge as well.
  for (const id of ['police', 'identity']) {
    const url = world.departments[id];
    if (url !== undefined) await setFaults(url, { later: { afterMs: 300 } });
  }
  const start = (part: Part): Process => world.start(part, armed(part, random, atPoint, figures.perPoint));
  const places: Place[] = (['api', 'worker', 'worker'] as const).map((part) => ({ part, now: world.start(part) }));
  const began = performance.now();
  await Promise.all(places.map(({ now }) => now.ready()));
  // Where a start takes long kills follow each other more slowly: who is killed again at once has done nothing.
  const pauseMs = Math.max(LEAST_PAUSE_MS, (performance.now() - began) / places.length);
  const load = new Load(world, random, seed);
  load.start(PER_SECOND);

  const kills = { api: 0, worker: 0, starting: 0, random: 0 };
  const isDone = (): boolean =>
    kills.api + kills.worker >= figures.kills &&
    (!figures.everyPoint || Object.values(atPoint).every((n) => n >= figures.perPoint));
  const mostKills = figures.kills * 3;
  while (!isDone()) {
    if (kills.api + kills.worker >= mostKills) throw new Error(`points not reached: ${JSON.stringify(atPoint)}`);
    await Promise.race([pause(pauseMs * random.between(0.5, 1.5)), ...places.map(({ now }) => now.gone)]);
    const dead = places.filter(({ now }) => now.hasEnded);
    if (dead.length === 0) {
      const victim = await chooseVictim(places, random);
      if (!victim.now.hasEnded) {
        if (!victim.now.isReady) kills.starting += 1;
        kills.random += 1;
      }
      await victim.now.stop('SIGKILL');
      dead.push(victim);
    }
    for (const place of dead) {
      const { diedAt, end } = place.now;
      if (end !== 'SIGKILL') throw new Error(`${place.part} ended by itself with ${end}: ${place.now.output}`);
      kills[place.part] += 1;
      if (diedAt !== undefined) atPoint[diedAt] = (atPoint[diedAt] ?? 0) + 1;
      place.now = start(place.part);
    }
  }
  // Whoever is still to die at a point is replaced by one that is not.
  for (const place of places) {
    await place.now.stop('SIGKILL');
    place.now = world.start(place.part);
  }
  await Promise.all(places.map(({ now }) => now.ready()));
  const recovered = await killInPeace(
    world,
    places.filter(({ part }) => part === 'worker'),
    figures.inPeace,
  );
  await load.finish();
  await waitUntilQuiet(world.pool, QUIET_MS);

  const recovery = { n: recovered.length, p50: quantile(recovered, 0.5), p95: quantile(recovered, 0.95) };
  const most = quantile(recovered, 1);
  const repeated = await countRepeated(world.pool);
  const faults = await findFaults(world.pool, world.departments, load.ledger);
  tell('kill -9', {
    ...{ seed, kills, atPoint, recoveryMs: { ...recovery, most }, cases: load.ledger.size },
    ...{ answers: load.answers, repeated, wrong: load.wrong.length, faults: faults.length },
  });
  expect(load.wrong).toEqual([]);
  expect(faults).toEqual([]);
  expect(recovery.p50).toBeLessThanOrEqual(RECOVERY_MS.half);
  expect(most).toBeLessThanOrEqual(RECOVERY_MS.all);
  // A run that killed nobody at work, or accepted nothing, has shown nothing.
  expect(kills.random).toBeGreaterThanOrEqual(figures.kills * 0.2);
  expect(recovered).toHaveLength(figures.inPeace);
  expect(load.ledger.size).toBeGreaterThanOrEqual(figures.kills * 0.5);
  expect(repeated).toBeGreaterThanOrEqual(figures.kills * 0.1);
}

/**
 * Milliseconds until what each killed worker held was in other hands. While kills follow each other within seconds
 * nobody lives long enough to miss another one, and leases run out: so here the others are left alive.
 */
async function killInPeace(world: CrashWorld, workers: readonly Place[], kills: number): Promise<number[]> {
  for (const url of Object.values(world.departments)) await setFaults(url, { slowMs: SLOW_MS });
  const recovered: number[] = [];
  for (let n = 0; recovered.length < kills && n < 5 * kills; n += 1) {
    const victim = workers[n % workers.length] as Place;
    const session = victim.now.session as string;
    await until('it is at work', async () => ((await heldBy(world.pool, session)).length > 0 ? true : undefined));
    await victim.now.stop('SIGKILL');
    // All it held may have been answered in that moment: then this kill has shown nothing.
    const ms = await measureRecovery(world.pool, session, QUIET_MS);
    if (ms !== undefined) recovered.push(Math.round(ms));
    victim.now = world.start(victim.part);
    await victim.now.ready();
  }
  for (const url of Object.values(world.departments)) await setFaults(url);
  return recovered;
}

/** Made to die at a point that is still to be met, most of the time; otherwise it waits for a random moment. */
function armed(
  part: Part,
  random: Random,
  atPoint: Readonly<Record<string, number>>,
  perPoint: number,
): Record<string, string> {
  const wanted = POINTS[part].filter(([point]) => (atPoint[point] ?? 0) < perPoint);
  if (wanted.length === 0 || random.next() < 0.25) return {};
  const [point, most] = random.of(wanted);
  return { FAULTS: `${point}@${1 + Math.floor(random.next() * most)}` };
}

/** Mostly one at work, now and then one that is just starting; the one API oftener, because it takes longer to start. */
async function chooseVictim(places: readonly Place[], random: Random): Promise<Place> {
  for (;;) {
    const starting = places.filter(({ now }) => !now.isReady);
    if (starting.length > 0 && random.next() < 0.1) return random.of(starting);
    const ready = places.flatMap((place) =>
      place.now.isReady ? Array.from({ length: place.part === 'api' ? 4 : 1 }, () => place) : [],
    );
    if (ready.length > 0) return random.of(ready);
    await Promise.race(starting.map(({ now }) => now.readyOrGone));
    if (starting.some(({ now }) => now.hasEnded)) return random.of(starting.filter(({ now }) => now.hasEnded));
  }
}
