import type { Pool } from 'pg';
import { GENESIS, hashHistory } from '../../../src/engine/history-hash';
import type { HistoryRow } from '../../../src/engine/instance';
import { checkRegisters } from '../../../src/wiring/check-registers';
import { until } from '../../support/until';

type Ledger = ReadonlyMap<string, { readonly status: string; readonly children: number }>;

/** Waits until no acknowledged case is under way any more; fails with what those still under way wait for. */
export async function waitUntilQuiet(pool: Pool, withinMs: number): Promise<void> {
  const quiet = async (): Promise<true | undefined> => {
    const found = await pool.query("select from instance where status = 'running' limit 1").catch(() => undefined);
    return found?.rowCount === 0 ? true : undefined;
  };
  await until('every case has ended', quiet, { withinMs, everyMs: 250 }).catch(async (error: Error) => {
    const open = await pool.query<{ what: string }>(
      `select i.id || ' waits for ' || coalesce((
         select string_agg(format('%s %s epoch %s attempts %s %s in %s', e.region, e.status, e.epoch, e.attempts,
           e.reason::text, e.available_at - now()), ', ')
         from step_execution e where e.instance_id = i.id and e.answered_at is null), 'nothing') as what
       from instance i where status = 'running' limit 5`,
    );
    throw new Error(`${error.message}: ${open.rows.map(({ what }) => what).join('; ')}`);
  });
}

/** Everything that is wrong, straight from the tables and the departments' books; empty when all guarantees hold. */
export async function findFaults(
  pool: Pool,
  departments: Readonly<Record<string, string>>,
  ledger: Ledger,
): Promise<string[]> {
  const checks = await checkRegisters(pool, departments);
  return [
    ...(await lostOrWrong(pool, ledger)),
    ...(await brokenHistories(pool)),
    ...(await leftOpen(pool)),
    ...(await wronglyCounted(pool, ledger)),
    ...checks.flatMap(({ department, differences }) => differences.map((text) => `${department}: ${text}`)),
    ...checks.flatMap(({ department, underWay }) => (underWay > 0 ? [`${department}: ${underWay} under way`] : [])),
  ];
}

/** Every acknowledged case is there and has ended as it must, and no other case exists. */
async function lostOrWrong(pool: Pool, ledger: Ledger): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; status: string }>('select id::text, status from instance');
  const found = new Map(rows.map(({ id, status }) => [id, status]));
  const wrong = [...ledger].flatMap(([id, { status }]) =>
    found.get(id) === status ? [] : [`case ${id} is ${found.get(id) ?? 'lost'}, not ${status}`],
  );
  return [...wrong, ...rows.flatMap(({ id }) => (ledger.has(id) ? [] : [`nobody was told of case ${id}`]))];
}

/** Numbered without a gap, and every hash follows from the row and the hash before it. */
async function brokenHistories(pool: Pool): Promise<string[]> {
  const { rows: gaps } = await pool.query<{ fault: string }>(
    `select format('history of %s: %s rows, last %s, instance at %s', i.id, count(h.*), max(h.seq), i.seq) as fault
     from instance i left join history h on h.instance_id = i.id
     group by i.id having count(h.*) <> i.seq or max(h.seq) <> i.seq`,
  );
  const { rows } = await pool.query<HistoryRow & { instance: string; head: string }>(
    `select h.instance_id::text as instance, h.seq, h.type, h.region, h.execution, h.message_key as "messageKey",
       h.actor, h.at, h.detail, encode(h.hash, 'hex') as hash, encode(i.head_hash, 'hex') as head
     from history h join instance i on i.id = h.instance_id order by h.instance_id, h.seq`,
  );
  const faults = gaps.map(({ fault }) => fault);
  let before = { instance: '', hash: GENESIS, head: GENESIS };
  for (const { instance, head, hash, ...row } of rows) {
    const isFirst = instance !== before.instance;
    if (isFirst && before.hash !== before.head) faults.push(`${before.instance} does not end with its last row`);
    if (hashHistory(isFirst ? GENESIS : before.hash, instance, row) !== hash)
      faults.push(`the history of ${instance} breaks at ${row.seq}`);
    before = { instance, hash, head };
  }
  if (before.hash !== before.head) faults.push(`${before.instance} does not end with its last row`);
  return faults;
}

/** An ended case has nothing open; one that has not ended has something that can wake it; nothing is left in an inbox. */
async function leftOpen(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ fault: string }>(
    `select format('%s has ended with %s still %s', i.id, e.region, e.status) as fault
     from instance i join step_execution e on e.instance_id = i.id
     where i.completed_at is not null and e.answered_at is null
     union all
     select format('%s has ended with timer %s', i.id, t.timer)
     from instance i join timer t on t.instance_id = i.id where i.completed_at is not null
     union all
     select format('%s has an incident: %s', c.instance_id, c.code) from incident c where c.closed_at is null
     union all
     select format('%s has mail nobody folded: %s', m.instance_id, m.message_key) from inbox m
     union all
     select format('nothing can wake %s', i.id) from instance i
     where i.completed_at is null
       and not exists (select from step_execution e where e.instance_id = i.id and e.answered_at is null)
       and not exists (select from timer t where t.instance_id = i.id)
       and not exists (select from inbox m where m.instance_id = i.id)
       and not exists (select from incident c where c.instance_id = i.id and c.closed_at is null)`,
  );
  return rows.map(({ fault }) => fault);
}

/** One visit to every step of a case that went straight through: seven matters a child and two numbers filled in later. */
async function wronglyCounted(pool: Pool, ledger: Ledger): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; visits: number; regions: number }>(
    `select instance_id::text as id, count(*)::int as visits, count(distinct region)::int as regions
     from step_execution where kind = 'handler' group by instance_id`,
  );
  const visited = new Map(rows.map((row) => [row.id, row]));
  return [...ledger].flatMap(([id, { status, children }]) => {
    const { visits = 0, regions = 0 } = visited.get(id) ?? {};
    const isRight = visits === regions && (status !== 'completed' || visits === children * 9 + 1);
    return isRight ? [] : [`case ${id} of ${children} children has made ${visits} visits to ${regions} steps`];
  });
}

/** How often an attempt had to be repeated: without any, a test of crashes has tested nothing. */
export async function countRepeated(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from step_execution where epoch > 1');
  return rows[0]?.n ?? 0;
}
