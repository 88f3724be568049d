import { randomUUID } from 'node:crypto';
import { migrateState, type StateText } from '../../src/core';
import { Definitions } from '../../src/engine/definitions';
import type { InstanceMigrations } from '../../src/engine/migrate-instances';
import { reachableStates } from '../../src/engine/testing/every-class';
import { libraryCard, nextLibraryCard } from '../../src/engine/testing/library-card-versions';
import { Desk, makeStart } from '../../src/engine/testing/stores';
import { impactOn } from '../../src/wiring/measure-impact';
import { openMigrations } from '../../src/wiring/migrate-instances';
import { openPostgresStores, type PostgresStores } from '../support/postgres-stores';

const versions = new Definitions([libraryCard, nextLibraryCard]);
const [from, to] = [versions.chart('library-card', 1, 1), versions.chart('library-card', 2, 1)];
const by = () => ({ actor: 'operator', run: randomUUID() });

/** Running cases of version 1 in every state that there is. */
const everyState = reachableStates(from, [{ 'reader.1.photoKnown': true }, { 'reader.1.photoKnown': false }]);

let stores: PostgresStores;
let migrations: InstanceMigrations;
beforeAll(async () => {
  stores = await openPostgresStores(versions);
  migrations = await openMigrations(stores.pool, Buffer.alloc(32, 7), versions);
});
afterAll(() => stores.close());
beforeEach(() => stores.clear());

/** Puts so many cases of version 1 into the store, in these states in turn; what is open in them is not written. */
async function stand(states: readonly StateText[], count: number): Promise<void> {
  for (let first = 0; first < count; first += 200) {
    const starts = Array.from({ length: Math.min(200, count - first) }, () => makeStart({ photoKnown: true }));
    await stores.instances.start(starts);
  }
  await stores.pool.query(
    `update instance i set state = t.state::json
     from (select id, row_number() over (order by id) - 1 as n from instance) numbered
     join unnest($1::text[]) with ordinality as t(state, place) on t.place - 1 = numbered.n % $2
     where numbered.id = i.id`,
    [states, states.length],
  );
}

const countOf = async (where: string): Promise<number> =>
  (await stores.pool.query<{ n: number }>(`select count(*)::int as n from instance where ${where}`)).rows[0]?.n ?? -1;

it('a dry run and its application agree on every state, and no case is moved that cannot be', async () => {
  const running = everyState.filter((state) => {
    const migration = migrateState(from, to, state);
    return migration.migrates || migration.reasons[0] !== 'the case has ended';
  });
  const movable = running.filter((state) => migrateState(from, to, state).migrates).length;
  expect(running.length).toBeGreaterThan(100);
  await stand(running, 2 * running.length);
  const plan = await migrations.plan('library-card', 1, 2);
  expect(plan).toMatchObject({ migrates: 2 * movable, refused: 2 * (running.length - movable) });
  expect(await countOf('version = 1')).toBe(2 * running.length);
  expect(await migrations.apply('library-card', 1, 2, by())).toBe(plan.migrates);
  expect(await countOf('version = 2')).toBe(plan.migrates);
  expect(await migrations.plan('library-card', 1, 2)).toMatchObject({ migrates: 0, refused: plan.refused });
});

it('names who would be newly asked, what would be taken back and what goes on', async () => {
  await stand([], 0);
  await stores.instances.start([makeStart({ photoKnown: true }), makeStart({ photoKnown: false })]);
  const plan = await migrations.plan('library-card', 1, 2);
  expect(plan.outcomes).toEqual([
    ...[['issue'], ['photo']].map((carried) => ({
      ...{ cases: 1, classes: 1, asked: [], reasons: [] },
      cancelled: [{ step: 'greet', department: 'library' }],
      carried,
    })),
  ]);
});

it('asks the department that is new once, of each case that is that far, and takes nothing twice', async () => {
  await stores.instances.start([makeStart({ photoKnown: true })]);
  await stores.pool.query(`update instance set state = $1::json`, [
    everyState.find((state) => state.includes('"greet":"completed"') && state.includes('"shelf":"active"')),
  ]);
  await Promise.all([migrations.apply('library-card', 1, 2, by()), migrations.apply('library-card', 1, 2, by())]);
  const opened = await stores.pool.query(`select region from step_execution where region = 'archive'`);
  expect(opened.rowCount).toBe(1);
  const rows = await stores.pool.query(`select type from history where type = 'instance.migrated'`);
  expect(rows.rowCount).toBe(1);
});

it('takes back those that have not moved since, and leaves those whose department was asked', async () => {
  const quiet = everyState.filter((state) => {
    const migration = migrateState(from, to, state);
    return migration.migrates && migration.asked.length + migration.cancelled.length === 0;
  });
  const asked = everyState.filter((state) => {
    const migration = migrateState(from, to, state);
    return migration.migrates && migration.asked.includes('archive');
  });
  await stand([...quiet.slice(0, 20), ...asked.slice(0, 20)], 40);
  const before = await stores.pool.query<{ id: string; state: string }>('select id::text, state::text from instance');
  expect(await migrations.apply('library-card', 1, 2, by())).toBe(40);
  expect(await migrations.takeBack('library-card', 1, 2, by())).toBe(20);
  const back = await stores.pool.query<{ id: string; state: string }>(
    'select id::text, state::text from instance where version = 1',
  );
  const stateOf = new Map(before.rows.map(({ id, state }) => [id, state]));
  expect(back.rows.map(({ id, state }) => state === stateOf.get(id))).toEqual(Array.from({ length: 20 }, () => true));
  expect(await migrations.takeBack('library-card', 1, 2, by())).toBe(0);
});

it('what was disclosed before is still told by the version of that time', async () => {
  const [started] = await stores.instances.start([makeStart({ photoKnown: true })]);
  const { rows } = await stores.pool.query<{ ordinal: number }>(
    `select ordinal from step_execution where region = 'greet'`,
  );
  await stores.executions.claim(
    [`${started?.id}-${(rows[0]?.ordinal ?? 0) >> 8}-${(rows[0]?.ordinal ?? 0) & 255}`],
    'w',
    60_000,
  );
  const told = async () => (await stores.pool.query('select step, fields from disclosed_field')).rows;
  const before = await told();
  expect(before).toEqual([{ step: 'greet', fields: ['family.name'] }]);
  await migrations.apply('library-card', 1, 2, by());
  expect(await told()).toEqual(before);
});

it('what a changed definition would make of the cases there are is told without moving one', async () => {
  const desk = new Desk(stores);
  const [fresh, issued] = [await desk.started(), await desk.started()];
  await desk.complete(issued, 'greet');
  await desk.complete(issued, 'issue@1', { 'reader.cardNumber': 'C-1' });
  const report = await impactOn(stores.pool, [libraryCard, nextLibraryCard], nextLibraryCard, 50);
  expect(report).toMatchObject({
    event: 'library-card',
    version: 2,
    live: 2,
    ended: 0,
    untouched: 0,
    notReplayable: 0,
  });
  const shelf = { step: 'shelf', was: expect.any(String), is: '5 working days' };
  const greet = { step: 'greet', department: 'library' };
  const common = {
    live: true,
    version: 1,
    cases: 1,
    was: 'running',
    is: 'running',
    limits: [shelf],
    noLongerAsked: [greet],
  };
  expect(report.classes).toHaveLength(2);
  expect(report.classes).toContainEqual(expect.objectContaining({ ...common, newlyAsked: [], samples: [fresh] }));
  const archive = { step: 'archive', department: 'archive' };
  expect(report.classes).toContainEqual(
    expect.objectContaining({ ...common, newlyAsked: [archive], samples: [issued] }),
  );
  expect(await countOf('version = 1')).toBe(2);

  // A version that has been changed under its cases is not what they follow: their limits are not known.
  const altered = { ...libraryCard, warnDays: 3, version: 1 };
  const unknown = await impactOn(stores.pool, [altered, nextLibraryCard], nextLibraryCard, 50);
  expect(unknown.classes.flatMap(({ limits }) => limits)).toEqual([]);
});
