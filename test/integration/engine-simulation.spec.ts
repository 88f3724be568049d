import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Beginning, LifeEvent } from '../../src/core';
import { Definitions } from '../../src/engine/definitions';
import { cardBeginning } from '../../src/engine/testing/card-world';
import { libraryCard } from '../../src/engine/testing/library-card';
import { openMemoryStores } from '../../src/engine/testing/memory-stores';
import { everyFault, missingFaults, morningOf, playSeeds } from '../../src/engine/testing/play-seeds';
import type { Random } from '../../src/engine/testing/random';
import { DatabaseClock } from '../../src/persistence/database-clock';
import { newborn } from '../../workflows/newborn/newborn.workflow';
import { openPostgresStores, type PostgresStores } from '../support/postgres-stores';

const definitions = new Definitions([libraryCard, newborn]);
const samplesFolder = join(__dirname, '../../workflows/newborn/samples');
const samples = readdirSync(samplesFolder)
  .sort()
  .map((file) => JSON.parse(readFileSync(join(samplesFolder, file), 'utf8')) as never);
const morning = new Date('2026-03-02T01:00:00Z');

const bornBeginning = (random: Random): Beginning => ({
  ...newborn.trigger.begin(random.pick(samples) as never, morning),
  businessKey: [random.uuid()],
});

const again = '--selectProjects integration -i test/integration/engine-simulation';
/** What a hundred seeds are sure to meet. */
const commonFaults = [
  'refused',
  'answer lost',
  'held',
  'worker frozen',
  'replica crashed',
  'queue lost',
  'mail overtook',
  'days leapt',
  'leases renewed',
  'refused: late-answer',
  'case ended',
];

/** A birth waits for its name only, so nothing of it comes too early; its departments are seldom asked by key, and
 * few names come before their birth. */
const faultsOfBirths = everyFault.filter(
  (name) => name !== 'signal too early' && !/^crash .* (ask|keep|called|delivered)$/.test(name),
);

describe('the engine under faults', () => {
  it('brings every birth to its end, whatever fails in whatever order', async () => {
    const total = await playSeeds({
      count: 300,
      again: `${again} -t birth.to`,
      world: (seed) => {
        const stores = openMemoryStores(definitions, morningOf(seed));
        const beginning = bornBeginning;
        const world = { definition: newborn, definitions, beginning, stores, clock: stores.clock };
        return { ...world, steps: 100, checkEvery: 1, ownTime: true };
      },
    });
    expect(missingFaults(total, faultsOfBirths)).toEqual([]);
  }, 300_000);

  describe('over PostgreSQL', () => {
    let stores: PostgresStores;
    let clock: DatabaseClock;
    beforeAll(async () => {
      stores = await openPostgresStores(definitions);
      clock = await DatabaseClock.start(stores.pool);
    });
    afterAll(async () => {
      clock.stop();
      await stores.close();
    });
    afterEach(() => stores.clear());

    it.each<[string, LifeEvent, (random: Random) => Beginning]>([
      ['library card', libraryCard, cardBeginning(new Date())],
      ['birth', newborn, bornBeginning],
    ])(
      'keeps every promise to a %s, whatever fails in whatever order',
      async (name, definition, beginning) => {
        const total = await playSeeds({
          count: 100,
          again: `${again} -t promise.to.a.${name.split(' ')[0]}`,
          before: () => stores.clear(),
          world: () => ({
            ...{ definition, definitions, beginning, stores, clock },
            ...{ steps: 45, checkEvery: 10, ownTime: false },
          }),
        });
        expect(missingFaults(total, commonFaults)).toEqual([]);
      },
      300_000,
    );
  });
});
