import type { Pool } from 'pg';
import { describeDeadlines } from '../../src/engine/testing/deadlines.contract';
import { photo } from '../../src/engine/testing/early-signals.contract';
import { describeMigration } from '../../src/engine/testing/migration.contract';
import { describePeople } from '../../src/engine/testing/people.contract';
import { describeStores } from '../../src/engine/testing/store.contract';
import {
  answer,
  canaries,
  completed,
  correction,
  DAY,
  definitions,
  Desk,
  makeStart,
  refused,
  signal,
} from '../../src/engine/testing/stores';
import { businessIndex } from '../../src/persistence/move-rows';
import { PostgresExecutionStore } from '../../src/persistence/postgres-execution-store';
import type { Statement } from '../../src/persistence/transaction';
import { openPostgresStores, type PostgresStores } from '../support/postgres-stores';
import { until } from '../support/until';

describeStores('the PostgreSQL stores', openPostgresStores);
describePeople('people and the PostgreSQL stores', openPostgresStores);
describeDeadlines('clocks and the PostgreSQL stores', openPostgresStores);
describeMigration('migrations and the PostgreSQL stores', openPostgresStores);

describe('what stands in PostgreSQL', () => {
  let stores: PostgresStores;
  beforeAll(async () => {
    stores = await openPostgresStores();
  });
  afterAll(() => stores.close());

  it('is sealed wherever it is personal, in every column of every table', async () => {
    const desk = new Desk(stores);
    const id = await desk.started({ photoKnown: false, businessKey: [canaries.idNumber, canaries.name] });
    await desk.deliver(id, signal('photo@1', 'k', { 'reader.photo': canaries.photo }));
    await desk.advance(id);
    const issue = await desk.claim(id, 'issue@1');
    await desk.advance(id, answer(issue, refused('photo-blurred')));
    const asked = await desk.open(id, 'issue@1');
    await desk.deliver(id, correction(asked.id, 'l', { 'reader.photo': canaries.photo }));
    await desk.advance(id);
    await desk.complete(id, 'issue@1', { 'reader.cardNumber': canaries.idNumber });
    const greet = await desk.open(id, 'greet');
    await desk.deliver(id, completed(greet.id, 'm', { 'family.name': canaries.name }));
    await stores.early.keep(photo([canaries.idNumber, 'still to come']));

    expect((await scan(stores.pool, 'photo-blurred')).length).toBeGreaterThan(0);
    expect(await stores.pool.query('select from inbox where sealed is not null')).toHaveProperty('rowCount', 1);
    expect(await stores.pool.query('select from case_record_part')).toHaveProperty('rowCount', 3);
    for (const secret of [canaries.name, canaries.idNumber, canaries.photo]) {
      expect(await scan(stores.pool, secret)).toEqual([]);
      expect(await scan(stores.pool, JSON.stringify(secret).slice(1, -1))).toEqual([]);
      expect(await scan(stores.pool, Buffer.from(secret).toString('base64').slice(0, -4))).toEqual([]);
    }
  });

  it('lets no two batches of starts wait for each other in a circle, whatever the order of their business keys', async () => {
    const keys = Array.from({ length: 21 }, (_, n) => [`knot ${n}`]);
    const middle = businessIndex(stores.cipher, { event: 'library-card', businessKey: keys[10] ?? [] });
    const batch = (order: string[][]) => stores.instances.start(order.map((businessKey) => makeStart({ businessKey })));
    const started = await whileHeld(
      stores,
      `insert into instance (id, event, version, subjects, business_key, tracking_code, status, seq, state, head_hash,
         started_by) values (gen_random_uuid(), 'library-card', 1, 1, $1, 'x', 'running', 0, '{}', '', 'x')`,
      [middle],
      () => [batch(keys), batch(keys.toReversed())],
    );
    expect(started.flat().filter(({ kind }) => kind === 'created')).toHaveLength(keys.length);
    expect(await deadlocks(stores.pool)).toBe(0);
  });

  it('never takes a message that is being folded just now for a new one: a delivery waits for the commit', async () => {
    const desk = new Desk(stores);
    const id = await desk.started({ photoKnown: true });
    const holder = await stores.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from instance where id = $1 for update', [id]);
      await holder.query(
        `insert into history (instance_id, seq, type, message_key, actor, at, detail, hash)
         values ($1, 2, 'signal.received', 'k', 'citizen', now(), '{}', '')`,
        [id],
      );
      const delivery = desk.deliver(id, signal('photo@1', 'k'));
      await until('the delivery waits', async () => (await countWaiting(stores.pool)) > 0 || undefined);
      await holder.query('commit');
      expect(await delivery).toBe('known');
      expect(await desk.inspect.inbox(id)).toEqual([]);
    } finally {
      holder.release();
    }
  });

  it('drops mail that a delivery has put beside a commit which folded the same message', async () => {
    const desk = new Desk(stores);
    const id = await desk.started({ photoKnown: false });
    await desk.deliver(id, signal('photo@1', 'k'));
    await desk.advance(id);
    await stores.pool.query(
      `insert into inbox (instance_id, message_key, actor, body) values ($1, 'k', 'citizen', $2)`,
      [id, signal('photo@1', 'k').body],
    );
    await desk.advance(id);
    expect(await desk.historyTypes(id)).toEqual(['instance.started', 'signal.received']);
    expect(await desk.inspect.inbox(id)).toEqual([]);
  });

  it('fires no later timer of a case while another process is still firing an earlier one', async () => {
    const desk = new Desk(stores);
    const id = await desk.started({ photoKnown: false });
    await stores.advanceTime(61 * DAY);
    await whileHeld(
      stores,
      `insert into inbox (instance_id, message_key, actor, body) values ($1, 'timer:photo@1:day7:1', 'x', '{}')`,
      [id],
      () => [stores.instances.fireTimers(1)],
      async () => {
        expect(await stores.instances.fireTimers(500)).toEqual([]);
      },
    );
    await stores.instances.fireTimers(500);
    expect((await desk.inspect.inbox(id)).map(({ key }) => key.split(':')[2])).toEqual(['day7', 'day30', 'day60']);
  });

  it('fires a timer in its minute and not a minute before', async () => {
    const desk = new Desk(stores);
    const id = await desk.started({ photoKnown: false });
    const first = Math.min(...(await desk.inspect.timers(id)).map(({ fireAt }) => fireAt.getTime()));
    await stores.advanceTime(first - Date.now() - 60_000);
    expect(await stores.instances.fireTimers(500)).not.toContain(id);
    await stores.advanceTime(120_000);
    expect(await stores.instances.fireTimers(500)).toContain(id);
    expect(await desk.inspect.timers(id)).toHaveLength(2);
  });

  it('fires no later timer of a case while somebody holds an earlier one of it', async () => {
    const desk = new Desk(stores);
    const id = await desk.started({ photoKnown: false });
    await stores.advanceTime(61 * DAY);
    const holder = await stores.pool.connect();
    await holder.query('begin');
    await holder.query(`select from timer where instance_id = $1 and timer = 'day7' for update`, [id]);
    expect(await stores.instances.fireTimers(500)).not.toContain(id);
    await holder.query('rollback');
    holder.release();
    expect(await stores.instances.fireTimers(500)).toContain(id);
    expect((await desk.inspect.inbox(id)).map(({ key }) => key.split(':')[2])).toEqual(['day7', 'day30', 'day60']);
  });

  it('gives away the free executions at once while another of them is being moved', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => new Desk(stores).started()));
    const open = ids.map((id) => `${id}-1-0`);
    const holder = await stores.pool.connect();
    await holder.query('begin');
    await holder.query('select from step_execution where instance_id = $1 for update', [ids[2]]);
    const claimed = await stores.executions.claim(open, 'worker', 60_000);
    await holder.query('rollback');
    holder.release();
    expect(claimed.map(({ id }) => id).sort()).toEqual(open.filter((_, n) => n !== 2).sort());
  });

  it('renews and settles again when the database has broken it off for a circle of waits', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => new Desk(stores).started()));
    const held = await stores.executions.claim(
      ids.map((id) => `${id}-1-0`),
      'worker',
      60_000,
    );
    const { pool, broken } = brokenOffOnce(stores.pool);
    const executions = new PostgresExecutionStore(pool, stores.cipher, definitions);
    await executions.renew(held, 90_000);
    await executions.settle(held.map(({ id, epoch }) => ({ id, epoch, status: 'pending' as const, availableInMs: 0 })));
    expect(broken).toEqual(['renew-leases', 'settle-executions']);
    const desk = new Desk(stores);
    for (const id of ids) expect(await desk.open(id, 'greet')).toMatchObject({ status: 'pending' });
  });
});

/** Statements of this database that wait for a lock. */
async function countWaiting(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: string }>(
    `select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return Number(rows[0]?.n);
}

/** Starts the work while somebody else holds what it needs in the middle, waits until all of it is stuck, lets go. */
async function whileHeld<T>(
  { pool }: PostgresStores,
  hold: string,
  values: unknown[],
  work: () => Promise<T>[],
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<T[]> {
  const holder = await pool.connect();
  try {
    await holder.query('begin');
    await holder.query(hold, values);
    const running = work();
    for (let waiting = 0; waiting < running.length;) {
      waiting = await countWaiting(pool);
    }
    await meanwhile();
    await holder.query('rollback');
    return await Promise.all(running);
  } finally {
    holder.release();
  }
}

/** A pool whose every statement is broken off the first time it is tried, as the loser in a circle of waits is. */
function brokenOffOnce(pool: Pool): { pool: Pool; broken: string[] } {
  const broken: string[] = [];
  const query = (statement: Statement, values: unknown[]): Promise<unknown> => {
    if (broken.includes(statement.name)) return pool.query(statement, values);
    broken.push(statement.name);
    return Promise.reject(Object.assign(new Error('deadlock detected'), { code: '40P01' }));
  };
  return { pool: { query } as unknown as Pool, broken };
}

/** Circles of waits that the database has had to break, as far as it has told. */
async function deadlocks(pool: Pool): Promise<number> {
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0]?.deadlocks);
}

/** Where a text stands in clear, in any column of any table, also inside bytes. */
async function scan(pool: Pool, text: string): Promise<string[]> {
  const columns = await pool.query<{ table: string; column: string; type: string }>(
    `select table_name as "table", column_name as "column", data_type as type
     from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')
       and table_schema = 'public'`,
  );
  expect(columns.rows.length).toBeGreaterThan(80);
  const found: string[] = [];
  for (const { table, column, type } of columns.rows) {
    const [where, sought] =
      type === 'bytea'
        ? [`position($1::bytea in "${column}") > 0`, Buffer.from(text)]
        : [`position($1 in "${column}"::text) > 0`, text];
    const hits = await pool.query(`select from "${table}" where ${where}`, [sought]);
    if ((hits.rowCount ?? 0) > 0) found.push(`${table}.${column}`);
  }
  return found;
}
