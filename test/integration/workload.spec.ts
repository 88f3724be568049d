import { Desk, refused, answer, signal } from '../../src/engine/testing/stores';
import { PostgresWorkload } from '../../src/persistence/postgres-workload';
import { readWorkload } from '../../src/persistence/sql/workload';
import { openPostgresStores, type PostgresStores } from '../support/postgres-stores';

const DAY = 86_400_000;
let stores: PostgresStores;
let desk: Desk;
let workload: PostgresWorkload;

beforeAll(async () => {
  stores = await openPostgresStores();
  desk = new Desk(stores);
  workload = new PostgresWorkload(stores.pool);
});
beforeEach(() => stores.clear());
afterAll(() => stores.close());

const ofLibrary = async () => (await workload.read()).departments.find(({ department }) => department === 'library');

it('is all zeros where nothing waits', async () => {
  expect(await workload.read()).toEqual({
    departments: [],
    incidents: [],
    deadDepartments: 0,
    timerLagSeconds: 0,
    oldestMailSeconds: 0,
  });
});

it('counts each execution without an answer in exactly one group, and none that is answered', async () => {
  const ids = [];
  for (let n = 0; n < 5; n += 1) ids.push(await desk.started());
  const [first, second, third, fourth] = ids as [string, string, string, string];
  expect(await ofLibrary()).toMatchObject({ ready: 10, running: 0, accepted: 0, later: 0 });
  await desk.complete(first, 'greet');
  await desk.claim(second, 'greet');
  const [owed, failed] = [await desk.claim(third, 'greet'), await desk.claim(fourth, 'greet')];
  await stores.executions.settle([
    { id: owed.id, epoch: owed.epoch, status: 'accepted', availableInMs: 60_000 },
    { id: failed.id, epoch: failed.epoch, status: 'unknown', availableInMs: 60_000 },
  ]);
  expect(await ofLibrary()).toMatchObject({ ready: 6, running: 1, accepted: 1, later: 1 });
});

it('counts as ready what a worker has left: a lease that has run out is nobody at work', async () => {
  const id = await desk.started();
  await desk.claim(id, 'greet', 1_000);
  expect(await ofLibrary()).toMatchObject({ ready: 1, running: 1 });
  await stores.advanceTime(2_000);
  expect(await ofLibrary()).toMatchObject({ ready: 2, running: 0 });
});

it('says how old the oldest unanswered execution is, whatever became of younger ones', async () => {
  const [old, young] = [await desk.started(), await desk.started()];
  const move = `update step_execution set opened_at = opened_at - interval '1 hour' where instance_id = $1`;
  await stores.pool.query(move, [old]);
  await desk.complete(young, 'greet');
  expect((await ofLibrary())?.oldestSeconds).toBeGreaterThanOrEqual(3_600);
  for (const region of ['greet', 'issue@1']) await desk.complete(old, region, { 'reader.cardNumber': 'C1' });
  expect((await ofLibrary())?.oldestSeconds).toBeLessThan(600);
});

it('tells a timer that is overdue from one that is not due yet', async () => {
  await desk.started({ photoKnown: false });
  expect((await workload.read()).timerLagSeconds).toBe(0);
  await stores.advanceTime(8 * DAY);
  const { timerLagSeconds } = await workload.read();
  expect(timerLagSeconds).toBeGreaterThan(3_600);
  expect(timerLagSeconds).toBeLessThan(2 * 86_400);
});

it('says how long mail has been lying there, without the mail that waits on purpose', async () => {
  const id = await desk.started({ photoKnown: false });
  await desk.deliver(id, signal('pickUp', 'early'));
  await stores.advanceTime(5_000);
  expect((await workload.read()).oldestMailSeconds).toBeGreaterThanOrEqual(5);
  await desk.advance(id);
  expect(await desk.inspect.inbox(id)).toEqual([{ key: 'early', deferred: true }]);
  expect((await workload.read()).oldestMailSeconds).toBe(0);
});

it('counts open incidents by code, not those that are closed', async () => {
  for (const code of ['busy', 'busy', 'lost']) {
    const id = await desk.started();
    const claimed = await desk.claim(id, 'greet');
    await desk.advance(id, answer(claimed, { outcome: 'failed', reason: { code } }));
  }
  const closed = await desk.started();
  const { id: execution, epoch } = await desk.claim(closed, 'greet');
  await desk.advance(closed, answer({ id: execution, epoch }, refused('no')));
  await stores.pool.query(`update incident set closed_at = now() where code = 'lost'`);
  expect((await workload.read()).incidents).toEqual([{ code: 'busy', open: 2 }]);
});

it('reads nothing that is finished, however much of it there is', async () => {
  const id = await desk.started();
  await desk.complete(id, 'greet');
  await stores.pool.query(
    `insert into step_execution (instance_id, ordinal, region, step, subject, kind, department, status, ready,
       answered_at, due_at, due_provisional)
     select $1, 1000 + n, 'x', 'x', 0, 'handler', 'library', 'completed', false, now(), now(), false
     from generate_series(1, 20000) n`,
    [id],
  );
  await stores.pool.query(
    `insert into incident (instance_id, region, code, fingerprint, detail, closed_at)
     select $1, 'r' || n, 'old', 'f', '{}', now() from generate_series(1, 20000) n`,
    [id],
  );
  await stores.pool.query('analyze step_execution, incident');
  const found = await stores.pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (analyze, format json) ${readWorkload.text.replaceAll('$1', '50')}`,
  );
  const plan = found.rows[0]?.['QUERY PLAN'][0].Plan as Plan;
  const read = nodesOf(plan).filter(({ 'Relation Name': relation }) => relation !== undefined);
  expect(read.map((one) => one['Relation Name'])).toEqual(expect.arrayContaining(['step_execution', 'incident']));
  const rows = ({ 'Actual Rows': kept, 'Rows Removed by Filter': dropped = 0, 'Actual Loops': loops }: Plan): number =>
    (kept + dropped) * loops;
  expect(Math.max(...read.map(rows))).toBeLessThan(10);
  expect((await workload.read()).departments).toHaveLength(1);
});

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
