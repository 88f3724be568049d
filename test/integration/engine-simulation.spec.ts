import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Beginning, LifeEvent } from '../../src/core';
import { Definitions } from '../../src/engine/definitions';
import { libraryCard } from '../../src/engine/testing/library-card';
import { openMemoryStores } from '../../src/engine/testing/memory-stores';
import type { Random } from '../../src/engine/testing/random';
import { Simulation, type Happened, type SimulatedWorld } from '../../src/engine/testing/simulation';
import { newborn } from '../../workflows/newborn/newborn.workflow';
import { openPostgresStores, type PostgresStores } from '../support/postgres-stores';

const definitions = new Definitions([libraryCard, newborn]);
const samplesFolder = join(__dirname, '../../workflows/newborn/samples');
const samples = readdirSync(samplesFolder)
  .sort()
  .map((file) => JSON.parse(readFileSync(join(samplesFolder, file), 'utf8')) as never);
const morning = new Date('2026-03-02T01:00:00Z');

const bornBeginning = (random: Random): Beginning => ({
  ...newborn.trigger.begin(random.pick(samples) as never, new Date('2026-03-02T00:00:00Z')),
  businessKey: [random.uuid()],
});

function cardBeginning(random: Random): Beginning {
  const subjects = 1 + random.below(3);
  return {
    record: {
      family: { name: '甲', since: '2026-03-02' },
      readers: Array.from({ length: subjects }, () => ({ name: '乙', idNumber: '110105202602304321' })),
    },
    facts: { late: false },
    subjectFacts: Array.from({ length: subjects }, () => ({ photoKnown: random.chance(0.5) })),
    businessKey: [random.uuid()],
    persons: [],
  };
}

const beginnings = new Map<LifeEvent, (random: Random) => Beginning>([
  [newborn, bornBeginning],
  [libraryCard, cardBeginning],
]);

/** `SEED=7` plays one seed alone. */
const seedsUpTo = (last: number): number[] =>
  process.env['SEED'] === undefined ? Array.from({ length: last }, (_, n) => n + 1) : [Number(process.env['SEED'])];

async function play(
  definition: LifeEvent,
  seeds: readonly number[],
  world: (seed: number) => Pick<SimulatedWorld, 'stores' | 'clock' | 'steps' | 'checkEvery'>,
): Promise<Happened> {
  const total: Happened = {};
  const beginning = beginnings.get(definition) as (random: Random) => Beginning;
  for (const seed of seeds) {
    const simulation = new Simulation(seed, { definition, definitions, beginning, ...world(seed) });
    const happened = await simulation.run().catch((error: unknown) => {
      const command = `SEED=${seed} npx jest --selectProjects integration -i test/integration/engine-simulation`;
      throw new Error(`${(error as Error).message}\nTo see it again: ${command}`, { cause: error });
    });
    for (const [name, times] of Object.entries(happened)) total[name] = (total[name] ?? 0) + times;
  }
  if (process.env['SHOW'] !== undefined) process.stdout.write(`${JSON.stringify(total)}\n`);
  return total;
}

/** Without faults a run would show nothing. */
function expectFaults(total: Happened, ...names: string[]): void {
  if (process.env['SEED'] !== undefined) return;
  for (const name of names) expect([name, (total[name] ?? 0) > 0]).toEqual([name, true]);
}

describe('the engine under faults', () => {
  it('brings every birth to its end, whatever fails in whatever order', async () => {
    const total = await play(newborn, seedsUpTo(200), () => {
      const stores = openMemoryStores(definitions, morning);
      return { stores, clock: stores.clock, steps: 100, checkEvery: 1 };
    });
    expectFaults(total, 'cut', 'crashed', 'frozen', 'later', 'late', 'repaired');
  });

  describe('over PostgreSQL', () => {
    let stores: PostgresStores;
    beforeAll(async () => {
      stores = await openPostgresStores(definitions);
    });
    afterAll(() => stores.close());

    it.each([
      ['library card', libraryCard, 15],
      ['birth', newborn, 15],
    ] as const)('keeps every promise to a %s, whatever fails in whatever order', async (_, definition, seeds) => {
      const clock = { now: () => new Date() };
      const total = await play(definition, seedsUpTo(seeds), () => ({ stores, clock, steps: 60, checkEvery: 10 }));
      expectFaults(total, 'cut', 'crashed', 'frozen', 'later', 'late');
    });
  });
});
