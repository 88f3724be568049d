import { builtInCalendars } from '../../src/engine/calendars';
import { Advancer } from '../../src/engine/advancer';
import { DepartmentGates } from '../../src/engine/department-gates';
import type { DepartmentAnswer, DepartmentGateway } from '../../src/engine/department-gateway';
import { defaultPolicy, type DepartmentPolicy } from '../../src/engine/department-policy';
import { ExecutionHandler } from '../../src/engine/handle-executions';
import { definitions, Desk } from '../../src/engine/testing/stores';
import { DatabaseClock } from '../../src/persistence/database-clock';
import { PostgresGateStore } from '../../src/persistence/postgres-gate-store';
import { openPostgresStores, type PostgresStores } from '../support/postgres-stores';
import { until } from '../support/until';

const dead: DepartmentAnswer = { kind: 'unavailable', reason: { code: 'department-unreachable' } };
const done: DepartmentAnswer = { kind: 'completed', output: { 'reader.cardNumber': 'C1', 'family.bill': 'B1' } };

/** A department that counts who calls it at the same time, and answers when it is let. */
class CountingDepartment implements DepartmentGateway {
  calls = 0;
  underWay = 0;
  most = 0;
  answer: DepartmentAnswer = done;
  private readonly open: (() => void)[] = [];
  private holding = false;

  async call(): Promise<DepartmentAnswer> {
    this.calls += 1;
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    if (this.holding) await new Promise<void>((resolve) => this.open.push(resolve));
    this.underWay -= 1;
    return this.answer;
  }

  ask = (): Promise<DepartmentAnswer | undefined> => Promise.resolve(undefined);

  holdUp(): void {
    this.holding = true;
  }

  letAll(): void {
    this.holding = false;
    for (const open of this.open.splice(0)) open();
  }
}

describe('the gates of departments over two engines', () => {
  let stores: PostgresStores;
  let clock: DatabaseClock;
  let desk: Desk;
  let department: CountingDepartment;
  let engines: { gates: DepartmentGates; handler: ExecutionHandler; late: string[] }[];

  beforeAll(async () => {
    stores = await openPostgresStores();
    clock = await DatabaseClock.start(stores.pool);
  });
  afterAll(async () => {
    clock.stop();
    await stores.close();
  });
  beforeEach(async () => {
    await stores.pool.query(
      'delete from department_policy; delete from department_gate; delete from department_incident',
    );
    await stores.pool.query('update step_execution set ready = false, answered_at = now() where answered_at is null');
    desk = new Desk(stores);
    department = new CountingDepartment();
    engines = ['one', 'two'].map((worker) => {
      const gates = new DepartmentGates(new PostgresGateStore(stores.pool), clock, builtInCalendars, {
        ...{ worker, leaseMs: 30_000 },
      });
      const late: string[] = [];
      const advancer = new Advancer(stores.instances, definitions, { ring: () => undefined });
      const handler = new ExecutionHandler(stores.executions, department, advancer, definitions, {
        ...{ worker, concurrency: 32, leaseMs: 30_000, askAfterMs: 60_000, jitter: () => 0, gates },
        onRetry: (_department, id) => void late.push(id),
      });
      return { gates, handler, late };
    });
  });

  const setPolicy = (policy: Partial<DepartmentPolicy>) =>
    stores.pool.query(
      `insert into department_policy (department, policy, changed_by) values ('library', $1, 'test')
       on conflict (department) do update set policy = excluded.policy`,
      [JSON.stringify({ ...defaultPolicy, ...policy })],
    );
  const refresh = () => Promise.all(engines.map(({ gates }) => gates.refresh()));
  /** So many cases, of which the greeting is due at the library. */
  const due = async (cases: number): Promise<string[]> => {
    const ids = await Promise.all(Array.from({ length: cases }, () => desk.started()));
    return Promise.all(ids.map(async (id) => (await desk.open(id, 'greet')).id));
  };
  const handle = async (at: 0 | 1, ids: readonly string[]): Promise<void> => {
    await engines[at]?.handler.handle(ids, undefined, 'library');
  };
  const attempts = async (ids: readonly string[]): Promise<number[]> => {
    const found = await Promise.all(ids.map((id) => desk.inspect.executions(id.slice(0, 36))));
    return found.flat().flatMap(({ id, attempts: made }) => (ids.includes(id) ? [made] : []));
  };
  const breakerOf = async (): Promise<{ state: string }> =>
    (await stores.pool.query<{ gate: { breaker: { state: string } } }>('select gate from department_gate')).rows[0]
      ?.gate.breaker ?? { state: 'none' };
  const incidents = async (): Promise<boolean[]> =>
    (
      await stores.pool.query<{ open: boolean }>(
        'select closed_at is null as open from department_incident order by opened_at',
      )
    ).rows.map(({ open }) => open);

  it('never have more calls under way than the department allows, and uses up no attempt of those that wait', async () => {
    await setPolicy({ concurrency: 3 });
    await refresh();
    department.holdUp();
    const ids = await due(12);
    const working = [handle(0, ids.slice(0, 6)), handle(1, ids.slice(6))];
    await until('three are under way', () => department.underWay === 3 || undefined);
    department.letAll();
    await Promise.all(working);
    for (let left = engines.flatMap(({ late }) => late.splice(0)); left.length > 0;) {
      await Promise.all([
        handle(
          0,
          left.filter((_, n) => n % 2 === 0),
        ),
        handle(
          1,
          left.filter((_, n) => n % 2 === 1),
        ),
      ]);
      left = engines.flatMap(({ late }) => late.splice(0));
    }
    expect(department).toMatchObject({ calls: 12, most: 3 });
    expect(await attempts(ids)).toEqual(ids.map(() => 1));
  });

  it('keep the rate of the department together', async () => {
    await setPolicy({ rate: { perSecond: 0.001, burst: 5 } });
    await refresh();
    const ids = await due(20);
    await Promise.all([handle(0, ids.slice(0, 10)), handle(1, ids.slice(10))]);
    expect(department.calls).toBe(5);
    expect((await attempts(ids)).filter((made) => made > 0)).toHaveLength(5);
  });

  it('claim nothing for a department in maintenance, and leave its backlog out of what is due', async () => {
    const hour = 3_600_000;
    const now = clock.now().getTime();
    const maintenance = [{ from: new Date(now - hour).toISOString(), until: new Date(now + hour).toISOString() }];
    await setPolicy({ maintenance });
    await refresh();
    const ids = await due(3);
    await Promise.all([handle(0, ids), handle(1, ids)]);
    expect([department.calls, await attempts(ids)]).toEqual([0, [0, 0, 0]]);
    const closed = engines[0]?.gates.closed();
    expect(closed).toEqual(['library']);
    expect(await stores.executions.findDue(1_000, ['library'], closed)).toEqual([]);
    expect(await stores.executions.findDue(1_000, ['library'])).not.toEqual([]);

    await setPolicy({});
    await refresh();
    await Promise.all([handle(0, ids), handle(1, ids)]);
    expect(department.calls).toBe(3);
  });

  it('take a new policy on at the next look, without a restart', async () => {
    await refresh();
    expect(engines.map(({ gates }) => gates.isFree('library'))).toEqual([true, true]);
    await setPolicy({ concurrency: 1 });
    await refresh();
    department.holdUp();
    const ids = await due(4);
    const working = [handle(0, ids.slice(0, 2)), handle(1, ids.slice(2))];
    await until('one is under way', () => department.underWay === 1 || undefined);
    department.letAll();
    await Promise.all(working);
    expect(department.most).toBe(1);
  });

  it('open the breaker once, probe once, and close it once', async () => {
    await setPolicy({ breaker: { failures: 4, openForMs: 60_000, longestMs: 60_000 } });
    await refresh();
    department.answer = dead;
    const ids = await due(24);
    await Promise.all([handle(0, ids.slice(0, 2)), handle(1, ids.slice(2, 4))]);
    expect([(await breakerOf()).state, await incidents()]).toEqual(['open', [true]]);

    await refresh();
    await Promise.all([handle(0, ids.slice(4, 14)), handle(1, ids.slice(14))]);
    expect(department.calls).toBe(4);
    expect((await attempts(ids.slice(4))).every((made) => made === 0)).toBe(true);

    await stores.pool.query(`update department_gate set gate = jsonb_set(gate::jsonb, '{breaker,probeAt}', '0')::json`);
    await refresh();
    department.answer = done;
    department.holdUp();
    const probing = [handle(0, ids.slice(4, 14)), handle(1, ids.slice(14))];
    await until('the probe is on its way', () => department.underWay === 1 || undefined);
    department.letAll();
    await Promise.all(probing);
    expect(department.most).toBeLessThanOrEqual(4);

    for (let left = ids.slice(4); left.length > 0;) {
      engines.forEach(({ late }) => late.splice(0));
      await refresh();
      await Promise.all([handle(0, left.slice(0, left.length / 2)), handle(1, left.slice(left.length / 2))]);
      left = engines.flatMap(({ late }) => late);
    }
    expect([(await breakerOf()).state, await incidents()]).toEqual(['closed', [false]]);
    expect(department.calls).toBe(24);
  });

  it('cost a department without limits no statement', async () => {
    await refresh();
    const ids = await due(5);
    await handle(0, ids);
    expect(department.calls).toBe(5);
    expect(await stores.pool.query('select from department_gate')).toHaveProperty('rowCount', 0);
  });
});
