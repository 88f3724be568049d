import type { Beginning } from '../../core';
import { libraryCard } from './library-card';
import { openMemoryStores } from './memory-stores';
import type { Random } from './random';
import { Simulation, type Happened } from './simulation';
import { definitions } from './stores';

const MORNING = new Date('2026-03-02T01:00:00Z');

function beginning(random: Random): Beginning {
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

function simulate(seed: number): Promise<Happened> {
  const stores = openMemoryStores(definitions, MORNING);
  const { clock } = stores;
  return new Simulation(seed, {
    ...{ definition: libraryCard, definitions, stores, clock, beginning },
    ...{ steps: 60, checkEvery: 1 },
  }).run();
}

describe('the engine under faults, simulated', () => {
  const only = process.env['SEED'];
  const seeds =
    only === undefined
      ? Array.from({ length: Number(process.env['SEEDS'] ?? 1_000) }, (_, n) => n + 1)
      : [Number(only)];

  it('keeps its invariants and ends every case, whatever fails in whatever order', async () => {
    const total: Happened = {};
    for (const seed of seeds) {
      const happened = await simulate(seed).catch((error: unknown) => {
        throw new Error(
          `${(error as Error).message}\nTo see it again: SEED=${seed} npx jest --selectProjects unit src/engine/testing/simulation`,
          { cause: error },
        );
      });
      for (const [name, times] of Object.entries(happened)) total[name] = (total[name] ?? 0) + times;
    }
    if (process.env['SHOW']) process.stdout.write(JSON.stringify(total) + '\n');
    if (only !== undefined) return;
    // Without faults the run would show nothing.
    for (const [name, times] of Object.entries(total)) expect([name, times > 0]).toEqual([name, true]);
  });

  it('plays the same seed the same way', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  });
});
