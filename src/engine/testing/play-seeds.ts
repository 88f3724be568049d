import { Happened } from './happened';
import type { Random } from './random';
import { Simulation, type SimulatedWorld } from './simulation';

/** Seeds that once found a fault. They are played before all others, for ever. */
export const regressionSeeds: readonly number[] = [];

export interface SeedsToPlay {
  /** How many seeds are played when nobody asks for a certain one. */
  readonly count: number;
  /** Every so many seeds this file takes one, beginning with its own share. */
  readonly share?: readonly [which: number, of: number];
  /** The test file that plays one seed again. */
  readonly again: string;
  /** Done before each seed. */
  before?(): Promise<void>;
  world(seed: number): SimulatedWorld;
}

/** `SEED=7` plays one seed alone, `SEEDS=100` so many, `SHOW=1` tells what has happened. */
export function seedsToPlay({ count, share: [which, of] = [0, 1] }: SeedsToPlay): number[] {
  const { SEED, SEEDS } = process.env;
  if (SEED !== undefined) return [Number(SEED)];
  const all = Array.from({ length: Number(SEEDS ?? count) }, (_, n) => n + 1);
  return [...new Set([...regressionSeeds, ...all])].filter((seed) => seed % of === which);
}

/** Plays each seed; the first that fails ends it, with the command that plays it again. */
export async function playSeeds(play: SeedsToPlay): Promise<Happened> {
  const total = new Happened();
  for (const seed of seedsToPlay(play)) {
    await play.before?.();
    const happened = await new Simulation(seed, play.world(seed)).run().catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\nTo see it again: SEED=${seed} npx jest ${play.again}`, {
        cause: error,
      });
    });
    total.addAll(happened);
    total.count('seeds');
  }
  if (process.env['SHOW'] !== undefined) process.stdout.write(`${JSON.stringify(total, undefined, 2)}\n`);
  return total;
}

/** Where the store works, and each of them before and after it took effect: every point between two steps. */
const crashPoints = [
  ...['start', 'deliver', 'advance', 'claim', 'settle', 'call', 'ask'],
  ...['findDue', 'findUnfolded', 'fireTimers', 'openIncidentsForStalled', 'putRisen'],
  ...['keep', 'look', 'called', 'delivered'],
].flatMap((name) => [`crash before ${name}`, `crash after ${name}`]);

/** Without faults a run would show nothing: each kind must have happened, and the rare ones not only once. */
export const everyFault: readonly string[] = [
  ...crashPoints,
  ...['refused', 'answer lost', 'held', 'worker frozen', 'replica crashed', 'replica restarted'],
  ...['ring dropped', 'ring repeated', 'ring overtook', 'queue lost'],
  ...['mail dropped', 'mail repeated', 'mail overtook', 'mail late', 'answer owed', 'signal too early'],
  ...['ahead of its case: signal.received', 'ahead of its case: message.refused'],
  ...['hours leapt', 'days leapt', 'leases renewed', 'timer fired'],
  ...['deadline.warned', 'deadline.red', 'clock.paused', 'clock.resumed', 'refused: clock-paused'],
  ...[
    'case.withdrawn',
    'case.cancelled',
    'case.revoked',
    'step.revoked',
    'undo.completed',
    'undo.refused',
    'undo.failed',
  ],
  ...['refused: already-taken-back', 'refused: has-ended'],
  ...['case.corrected', 'amend.completed', 'amend.refused', 'amend.failed', 'refused: being-taken-back'],
  ...['outcome unknown', 'department asked', 'incident repaired'],
  ...['refused: stale-epoch', 'refused: late-answer', 'start created', 'start existing', 'case ended'],
];

/** The faults that have not happened at least so often. */
export function missingFaults(total: Happened, expected: readonly string[], atLeast = 1): string[] {
  if (process.env['SEED'] !== undefined || process.env['SEEDS'] !== undefined) return [];
  return expected.filter((name) => total.of(name) < atLeast);
}

/**
 * Mornings on which clocks and calendars trip: an ordinary one, the days before summer time begins and ends in America
 * and Europe, a leap day, and the last day of a year whose successor has no published calendar.
 */
const mornings = [
  '2026-03-02T01:00:00Z',
  '2026-03-08T06:30:00Z',
  '2026-03-29T00:30:00Z',
  '2026-10-25T00:30:00Z',
  '2026-11-01T05:30:00Z',
  '2026-12-31T15:30:00Z',
  '2028-02-28T15:30:00Z',
  '2028-02-29T15:30:00Z',
].map((instant) => new Date(instant));

export const morningOf = (seed: number): Date => mornings[seed % mornings.length] as Date;

/** Subjects of a beginning: one to three. */
export const countSubjects = (random: Random): number => 1 + random.below(3);
