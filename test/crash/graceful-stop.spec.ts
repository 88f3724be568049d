import { setTimeout as pause } from 'node:timers/promises';
import { DEPARTMENTS } from '../../departments/sandbox/departments';
import { familyByFamily } from '../support/families';
import { until } from '../support/until';
import { findFaults, waitUntilQuiet } from './support/check';
import { setFaults } from './support/faults';
import { Load } from './support/load';
import type { Process } from './support/process';
import { withSeed } from './support/random';
import { prepareWholeProduct, type WholeProduct } from './support/whole-product';
import { startCrashWorld, type CrashWorld } from './support/world';

const SLOW_MS = 7_000;

/** Asks the process to stop; it must be gone within five seconds, and say that all is well. */
async function stopsWell(one: Process): Promise<void> {
  const from = performance.now();
  await one.stop('SIGTERM');
  expect({ end: one.end, inTime: performance.now() - from < 5_000 }).toEqual({ end: 0, inTime: true });
}

describe('SIGTERM to the parts while they are busy', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld();
  }, 60_000);
  afterAll(() => world.stop());

  const held = async (departments: readonly string[] = DEPARTMENTS): Promise<number> => {
    const text = "select from step_execution where status = 'running' and department = any($1)";
    return (await world.pool.query(text, [departments])).rowCount ?? 0;
  };

  it(
    'finishes or gives back what is at hand, and cuts no request that was accepted',
    () =>
      withSeed(async (random, seed) => {
        let [api, worker] = [world.start('api'), world.start('worker')];
        await Promise.all([api.ready(), worker.ready()]);
        const load = new Load(world, random, seed);
        const slow = ['police', 'humanResources'];
        for (const id of slow) await setFaults(world.departments[id] as string, { slowMs: SLOW_MS });
        load.start(20);

        for (let round = 0; round < 3; round += 1) {
          await until('slow departments are being asked', async () => (await held(slow)) > 3 || undefined);
          await Promise.all([stopsWell(api), stopsWell(worker)]);
          expect(await held()).toBe(0);
          // Whatever is in the database has been acknowledged: no sender was cut off after its report was accepted.
          const { rows } = await world.pool.query<{ id: string }>('select id::text from instance');
          expect(rows.filter(({ id }) => !load.acknowledged.has(id))).toEqual([]);
          [api, worker] = [world.start('api'), world.start('worker')];
          await Promise.all([api.ready(), worker.ready()]);
          await pause(random.between(200, 700));
        }
        for (const url of Object.values(world.departments)) await setFaults(url);
        await load.finish();
        await waitUntilQuiet(world.pool, 60_000);
        expect(load.wrong).toEqual([]);
        expect(await findFaults(world.pool, world.departments, load.ledger)).toEqual([]);
        expect(load.ledger.size).toBeGreaterThan(40);
        await Promise.all([stopsWell(api), stopsWell(worker)]);
      }),
    170_000,
  );
});

describe('everything in one command', () => {
  let product: WholeProduct;

  beforeAll(async () => {
    product = await prepareWholeProduct();
  });
  afterAll(() => product.remove());

  it('stops in order when asked to, and goes on where it was when it is killed', async () => {
    const birth = familyByFamily(product.persons);
    const report = (cases: number): Promise<string[]> =>
      Promise.all(Array.from({ length: cases }, () => product.hospital().start(birth('twins'))));

    const first = await product.start();
    const departments = product.departments();
    for (const id of DEPARTMENTS) await setFaults(departments[id] as string, { slowMs: SLOW_MS });
    const ids = await report(5);
    await stopsWell(first);
    expect(product.postgresPid()).toBeUndefined();
    await expect(fetch(`${departments['police']}/registers`)).rejects.toThrow();

    const second = await product.start();
    ids.push(...(await report(5)));
    const postgres = product.postgresPid();
    await second.stop('SIGKILL');
    // The database server has survived, and the next start takes it over.
    expect(product.postgresPid()).toBe(postgres);
    const third = await product.start();
    expect(product.postgresPid()).toBe(postgres);
    for (const url of Object.values(product.departments())) await setFaults(url);
    for (const id of ids) expect((await product.hospital().ended(id, 60_000)).status).toBe('completed');
    const check = product.command('registers', 'check', '--json');
    await check.readyOrGone;
    expect({ end: check.end, said: check.output.includes('"differences":["') }).toEqual({ end: 0, said: false });
    await stopsWell(third);
    expect(product.postgresPid()).toBeUndefined();
  }, 120_000);
});
