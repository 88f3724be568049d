import type { Pool } from 'pg';
import { civilDate } from '../../src/core';
import { answer, DAY, decide, Desk, makeStart } from '../../src/engine/testing/stores';
import { ClockAheadError, DatabaseClock } from '../../src/persistence/database-clock';
import { openPostgresStores, type PostgresStores } from '../support/postgres-stores';
import { until } from '../support/until';

let stores: PostgresStores;
const clocks: DatabaseClock[] = [];
beforeEach(async () => {
  stores = await openPostgresStores();
});
afterEach(async () => {
  for (const clock of clocks.splice(0)) clock.stop();
  await stores.close();
});

async function start(mode?: 'system' | 'manual'): Promise<DatabaseClock> {
  const clock = await DatabaseClock.start(stores.pool, mode);
  clocks.push(clock);
  return clock;
}

const businessNow = async (pool: Pool): Promise<Date> =>
  ((await pool.query<{ now: Date }>('select business_now() as now')).rows[0] as { now: Date }).now;

describe('the business clock', () => {
  it('is the clock of the database, whatever this machine believes', async () => {
    const wrong = jest.spyOn(Date, 'now').mockReturnValue(0);
    const clock = await start();
    const [before, mine, after] = [await businessNow(stores.pool), clock.now(), await businessNow(stores.pool)];
    wrong.mockRestore();
    expect(mine.getTime()).toBeGreaterThanOrEqual(before.getTime() - 1_000);
    expect(mine.getTime()).toBeLessThanOrEqual(after.getTime() + 1_000);
  });

  it('stands where it is moved to, at once here and within a second in other processes, and never goes back', async () => {
    const [mine, other] = [await start('manual'), await start('manual')];
    const stands = mine.now();
    const later = new Date(stands.getTime() + 40 * DAY);
    await mine.moveTo(later);
    expect(mine.now()).toEqual(later);
    await until('the other process sees it', () => (other.now() >= later ? true : undefined), { withinMs: 1_000 });
    await other.moveTo(stands);
    expect([other.now(), mine.now(), await businessNow(stores.pool)]).toEqual([later, later, later]);
  });

  it('keeps its time over a restart', async () => {
    const before = await start('manual');
    const later = new Date(before.now().getTime() + 5 * DAY);
    await before.moveTo(later);
    expect((await start('manual')).now()).toEqual(later);
  });

  it('does not run backwards when a database that is ahead is started with the running clock', async () => {
    const manual = await start('manual');
    await manual.moveTo(new Date(manual.now().getTime() + DAY));
    await expect(start('system')).rejects.toThrow(ClockAheadError);
    await expect(start('system')).rejects.toThrow('ONE_THING_CLOCK=manual');
  });

  it('runs again when nobody has moved it ahead', async () => {
    const stood = (await start('manual')).now();
    const running = await start('system');
    await until('time goes on', () => (running.now() > stood ? true : undefined));
    expect((await businessNow(stores.pool)).getTime()).toBeGreaterThan(stood.getTime());
  });
});

it.each([-400, -1 / 24, 1 / 24, 400])(
  'a machine whose wall clock jumps by %f days fires no timer early, none late, and steals no lease',
  async (days) => {
    const desk = new Desk(stores);
    const due = await desk.started({ photoKnown: false, since: civilDate(new Date(Date.now() - 8 * DAY)) });
    const early = await desk.started({ photoKnown: false, since: civilDate(new Date()) });
    const held = await desk.claim(early, 'greet');
    const jumped = Date.now() + days * DAY;
    const wrong = jest.spyOn(Date, 'now').mockReturnValue(jumped);
    const [fired, stolen] = [
      await stores.instances.fireTimers(100),
      await stores.executions.claim([held.id], 'thief', 60_000),
    ];
    wrong.mockRestore();
    expect([fired, stolen]).toEqual([[due], []]);
  },
);

describe('when business time is moved', () => {
  const jump = async (ms: number): Promise<Date> => {
    const clock = await start('manual');
    await clock.moveTo(new Date(clock.now().getTime() + ms));
    return clock.now();
  };

  it('no lease runs out, and nothing is taken for stalled: they go by machine time', async () => {
    const desk = new Desk(stores);
    const id = await desk.started();
    const held = await desk.claim(id, 'greet');
    const stuck = await desk.started();
    await desk.inspect.removeExecutions(stuck);
    await jump(400 * DAY);
    expect(await stores.executions.claim([held.id], 'thief', 60_000)).toEqual([]);
    expect(await stores.executions.findDue(100)).not.toContainEqual(expect.objectContaining({ id: held.id }));
    expect(await stores.instances.openIncidentsForStalled(30_000)).toBe(0);
  });

  it('what is opened, answered and ended bears that time, and what was before keeps its own', async () => {
    const desk = new Desk(stores);
    const id = await desk.started();
    const now = await jump(400 * DAY);
    await desk.advance(
      id,
      answer(await desk.claim(id, 'issue@1'), { outcome: 'completed' }, { 'reader.cardNumber': 'C' }),
    );
    const { rows } = await stores.pool.query<{ region: string; opened_at: Date; answered_at: Date | null }>(
      'select region, opened_at, answered_at from step_execution where instance_id = $1 order by ordinal',
      [id],
    );
    const before: unknown = expect.any(Date);
    expect(rows).toEqual([
      { region: 'greet', opened_at: before, answered_at: null },
      { region: 'issue@1', opened_at: before, answered_at: now },
      { region: 'welcome@1', opened_at: now, answered_at: null },
      { region: 'shelf', opened_at: now, answered_at: null },
    ]);
    for (const { opened_at: opened } of rows.slice(0, 2))
      expect(opened.getTime()).toBeLessThan(now.getTime() - 399 * DAY);
    expect((await desk.inspect.history(id)).at(-1)?.at).toEqual(now);
    const due = await stores.pool.query<{ due_at: Date }>(
      "select due_at from step_execution where instance_id = $1 and region = 'welcome@1'",
      [id],
    );
    expect(civilDate(due.rows[0]?.due_at as Date) > civilDate(now)).toBe(true);
  });

  it('timers are due by it, none early', async () => {
    const desk = new Desk(stores);
    const id = await desk.started({ photoKnown: false });
    const [first] = await desk.inspect.timers(id);
    const clock = await start('manual');
    await clock.moveTo(new Date((first?.fireAt.getTime() ?? 0) - 1));
    expect(await stores.instances.fireTimers(10)).toEqual([]);
    await clock.moveTo(first?.fireAt as Date);
    expect(await stores.instances.fireTimers(10)).toEqual([id]);
  });

  it('a case that starts begins and is due by the time of its trigger', async () => {
    const begun = makeStart();
    await stores.instances.start([begun]);
    const { rows } = await stores.pool.query<{ started_at: Date; opened_at: Date }>(
      'select i.started_at, e.opened_at from instance i join step_execution e on e.instance_id = i.id where i.id = $1',
      [begun.id],
    );
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toEqual({ started_at: begun.move.history[0]?.at, opened_at: begun.move.history[0]?.at });
    }
  });
});

it('no timer overtakes an earlier one of its case that somebody holds just now', async () => {
  const desk = new Desk(stores);
  const id = await desk.started({ photoKnown: false });
  const other = await desk.started({ photoKnown: false });
  await stores.advanceTime(61 * DAY);
  const holder = await stores.pool.connect();
  await holder.query('begin');
  await holder.query("select from timer where instance_id = $1 and timer = 'day7' for update", [id]);
  expect(await stores.instances.fireTimers(100)).toEqual([other]);
  expect(await desk.inspect.inbox(id)).toEqual([]);
  await holder.query('rollback');
  holder.release();
  await stores.instances.fireTimers(100);
  await stores.instances.advance(new Map([[id, []]]), decide);
  const fired = (await desk.inspect.history(id)).flatMap(({ detail }) => detail['timer'] ?? []);
  expect(fired).toEqual(['day7', 'day30', 'day60']);
});
