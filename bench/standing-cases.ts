import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { lifeEvent, loadDefinition, task, type LifeEvent } from '../src/core';
import { Engine } from '../src/wiring/engine';
import { createLog } from '../src/wiring/log';
import { benchReport, newbornGraph, noOpDepartments } from './newborn-graph';

const text = (en: string) => ({ 'zh-CN': en, en });

const counterVisit: LifeEvent = loadDefinition(
  lifeEvent({
    ...{ name: 'bench-counter', version: 1, title: text('counter visit'), numberPrefix: 'BC', always: [] },
    trigger: newbornGraph.trigger,
    steps: {
      counter: task({
        ...{ title: text('counter'), department: 'police', role: 'departmentStaff' },
        limit: { kind: 'workingDays', days: 20 },
      }),
    },
  }),
);

/** Two versions of the newborn graph, the second with hardly any case, and a small event in which people work. */
export const standingDefinitions: readonly LifeEvent[] = [
  newbornGraph,
  loadDefinition({ ...newbornGraph, version: 2 }),
  counterVisit,
];

/** How cases stand, as parts of ten thousand; the rest is completed. */
const SHARES = { open: 400, failed: 20, task: 60, correction: 10, taskDone: 200, second: 3 } as const;

/** Sender of two cases in a hundred, and one of hardly any. */
export const BIG_SENDER = 'hospital-7';
export const SMALL_SENDER = 'hospital-small';
export const CAUSE = 'police|householdRegistration|down';

/** The blind index of a person, as far as a list cares: of each, some have a case or two. */
export const standingPerson = (n: number): Buffer => createHash('sha256').update(`person ${n}`).digest();

interface Copies {
  /** The case that is copied. */
  readonly of: string;
  readonly times: number;
  readonly instance?: Readonly<Record<string, string>>;
  /** Of executions: of those without an answer where `open` is said. */
  readonly execution?: Readonly<Record<string, string>>;
  readonly days?: number;
  readonly also?: string;
}

/**
 * Fills the store with cases as the engine leaves them, in every way that a list tells them apart: one of each kind is
 * run by the engine, and its row and those of its executions are copied by statements over whole sets. What no list
 * reads (history, records, disclosures) is left out.
 */
export async function standCases(
  admin: Client,
  databaseUrl: string,
  count: number,
  say: (line: string) => void,
): Promise<void> {
  say('one case of each kind by the engine');
  const { done, held, visit } = await runPatterns(admin, databaseUrl);
  const share = (part: number): number => Math.ceil((count * part) / 10_000);
  const each = share(SHARES.open / held.length);
  const failedAt = { status: `'failed'`, ready: 'false', answered_at: 'c.at' };
  const ended = { completed_at: `c.at + interval '3 days'` };
  const rare = `case when c.n % 500 = 0 then (array['withdrawn', 'rejected', 'cancelled', 'revoked'])[1 + c.n / 500 % 4]
    when c.n % 50 = 0 then 'partiallyCompleted' else 'completed' end`;
  const copies: Copies[] = [
    ...held.map((of) => ({ of, times: each, days: 60 })),
    {
      ...{ of: held[1] as string, times: share(SHARES.failed), days: 20, execution: failedAt },
      also: `insert into incident (instance_id, region, code, fingerprint, detail, event, version, opened_at)
        select c.id, 'householdRegistration', 'down', '${CAUSE}', '{}', 'bench-newborn', 1, date_trunc('milliseconds', c.at) from c`,
    },
    { of: visit, times: share(SHARES.task), days: 30 },
    { of: visit, times: share(SHARES.correction), days: 30, execution: { kind: `'correction'`, role: `'applicant'` } },
    {
      ...{ of: visit, times: share(SHARES.taskDone), instance: { status: `'completed'`, ...ended } },
      execution: {
        ...{ answered_at: `c.at + interval '1 day'` },
        status: `case when c.n % 40 = 0 then 'refused' else 'completed' end`,
        ...{ kind: `case when c.n % 20 = 0 then 'correction' else 'task' end` },
        ...{ role: `case when c.n % 20 = 0 then 'applicant' else 'departmentStaff' end` },
      },
    },
    { of: done, times: share(SHARES.second), instance: { version: '2', ...ended } },
  ];
  const rest = count - copies.reduce((sum, { times }) => sum + times, 0);
  copies.push({
    ...{ of: done, times: Math.max(rest, 1), instance: { status: rare, ...ended } },
    also: `insert into incident (instance_id, region, code, fingerprint, detail, event, version, opened_at, closed_at)
      select c.id, 'householdRegistration', 'down', '${CAUSE}', '{}', 'bench-newborn', 1,
        date_trunc('milliseconds', c.at), c.at from c where c.n % 50 = 0`,
  });
  await admin.query('set synchronous_commit = off');
  let from = 0;
  for (const one of copies) {
    say(`${one.times} cases`);
    await copy(admin, one, from);
    from += one.times;
  }
  await admin.query('vacuum analyze');
  await admin.query('checkpoint');
}

async function runPatterns(admin: Client, databaseUrl: string) {
  const holding: { step?: string } = {};
  const engine = await Engine.start({
    ...{ databaseUrl, masterKey: Buffer.alloc(32, 7), definitions: standingDefinitions, log: createLog('warn') },
    gateway: {
      call: (call) => (call.step === holding.step ? Promise.resolve({ kind: 'accepted' }) : noOpDepartments.call(call)),
      ask: () => Promise.resolve(undefined),
    },
  });
  await engine.startWorkers();
  try {
    let n = 0;
    const run = async (definition: LifeEvent, step?: string): Promise<string> => {
      if (step === undefined) delete holding.step;
      else holding.step = step;
      n += 1;
      const beginning = newbornGraph.trigger.begin(benchReport(n) as never, new Date());
      const { id } = await engine.starter.start({ definition, beginning, startedBy: 'bench' });
      const stands = `
        select from instance i where i.id = $1 and case when $2::text is null then i.status = 'completed' else 1 =
          (select count(*) filter (where e.step = $2 and e.status in ('accepted', 'open')) from step_execution e
           where e.instance_id = i.id and e.answered_at is null having count(*) = 1) end`;
      while ((await admin.query(stands, [id, step ?? null])).rowCount === 0) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return id;
    };
    const done = await run(newbornGraph);
    const held: string[] = [];
    const last = [
      'birthCertificate',
      'citizenCard',
      'medicalInsurance',
      'vaccinationCertificate',
      'childHealthHandbook',
    ];
    for (const step of last) held.push(await run(newbornGraph, step));
    return { done, held, visit: await run(counterVisit, 'counter') };
  } finally {
    await engine.stop();
  }
}

/** Of a hundred clocks that run: how many are at each level, told or, of some, just about to be. */
const LEVEL = `case when c.n % 100 < 2 then 'red' when c.n % 100 < 5 then 'yellow' when c.n % 100 < 10 then 'warning'
  else 'normal' end`;
const DAY = `date_trunc('day', now())`;
const RUNNING_CLOCK = {
  level: LEVEL,
  due_at: `${DAY} + (case when c.n % 100 < 5 or c.n % 1000 = 99 then -1 - c.n % 3 else 3 + c.n % 20 end) * interval '1 day'`,
  statutory_due_at: `${DAY} + (case when c.n % 100 < 2 then -1 else 30 end) * interval '1 day'`,
  next_level_at: `case when c.n % 100 < 2 then null when c.n % 1000 = 99 then now() - interval '1 second'
    else ${DAY} + (2 + c.n % 20) * interval '1 day' end`,
};
const CLOSED_CLOCK = {
  due_at: `date_trunc('day', c.at) + interval '20 days'`,
  statutory_due_at: `date_trunc('day', c.at) + interval '30 days'`,
  next_level_at: `date_trunc('day', c.at) + interval '15 days'`,
};

async function copy(
  admin: Client,
  { of, times, instance = {}, execution = {}, days = 730, also }: Copies,
  from: number,
) {
  await admin.query('drop table if exists c');
  await admin.query(
    `create temp table c as
     select n, at, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3)
       || '8' || substr(md5('id' || n), 1, 15))::uuid as id
     from (select n, now() - interval '1 hour' - (n - $1) * $3 / $2::float * interval '1 day' as at
       from generate_series($1::bigint, $1 + $2 - 1) as n) as places`,
    [from, times, days],
  );
  const isOpen = (expression: string, otherwise: string): string =>
    `case when t.answered_at is null then ${expression} else ${otherwise} end`;
  await insertCopies(admin, 'instance', of, {
    ...{ id: 'c.id', business_key: `decode(md5('key' || c.n), 'hex')`, tracking_code: `'T' || c.n` },
    started_by: `case when c.n % 20000 = 3 then '${SMALL_SENDER}' else 'hospital-' || c.n % 50 end`,
    ...{ started_at: 'c.at', moved_at: 'c.at', next_level_at: 'null', ...instance },
  });
  const closed = Object.entries(CLOSED_CLOCK);
  await insertCopies(admin, 'step_execution', of, {
    ...{ instance_id: 'c.id', opened_at: 'c.at', level: isOpen(RUNNING_CLOCK.level, `'normal'`) },
    ...Object.fromEntries(closed.map(([name, otherwise]) => [name, isOpen(clockOf(name), otherwise)])),
    ...Object.fromEntries(Object.entries(execution).map(([name, value]) => [name, isOpen(value, `t.${name}`)])),
  });
  await admin.query(`
    insert into case_person (person_index, instance_id, relation)
    select sha256(convert_to('person ' || c.n % 500000, 'utf8')), c.id, 'mother' from c`);
  if (also !== undefined) await admin.query(also);
}

const clockOf = (name: string): string => RUNNING_CLOCK[name as keyof typeof RUNNING_CLOCK];

async function insertCopies(
  admin: Client,
  table: 'instance' | 'step_execution',
  of: string,
  own: Readonly<Record<string, string>>,
): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_name = $1 and table_schema = 'public'
       and is_identity = 'NO' and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  const values = names.map((name) => own[name] ?? `t.${name}`);
  const key = table === 'instance' ? 'id' : 'instance_id';
  await admin.query(
    `insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from ${table} t, c where t.${key} = $1`,
    [of],
  );
}
