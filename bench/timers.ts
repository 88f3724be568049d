import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/embedded-postgres/start-embedded-postgres';
import { lifeEvent, loadDefinition, remind, until, wait, type LifeEvent } from '../src/core';
import { migrate } from '../src/persistence/migrate';
import { Engine } from '../src/wiring/engine';
import { createLog } from '../src/wiring/log';
import { noOpDepartments } from './newborn-graph';
import { memoryMb } from './processes';

const PER_CASE = 4;

class NoForm {}

const text = (en: string) => ({ 'zh-CN': en, en });

/** A case that only waits: three reminders, and a fourth timer that ends it. */
const waitingCase: LifeEvent = loadDefinition(
  lifeEvent({
    name: 'bench-timers',
    version: 1,
    title: text('timers'),
    numberPrefix: 'BT',
    trigger: {
      by: ['hospital'],
      form: NoForm,
      provides: ['since'],
      check: () => [],
      begin: (report: { since: string; n: number }) => ({
        record: { since: report.since },
        ...{ facts: {}, subjectFacts: [], businessKey: [String(report.n)], persons: [] },
      }),
    },
    steps: {
      date: wait({
        title: text('date'),
        timers: [
          ...[1, 2, 3].map((day) => remind(`day${day}`, day, 'since', 'citizen')),
          until('end', PER_CASE, 'since'),
        ],
      }),
    },
    always: [],
  }),
);

export interface TimersResult {
  readonly timers: number;
  readonly seconds: number;
  readonly timers_per_s: number;
  /** Cases whose timers did not all fire once and in their order; 0 or the run is worth nothing. */
  readonly out_of_order: number;
  readonly node_mb_at_start: number;
  /** Most memory of the process in the first and in the second half: flat when they are alike. */
  readonly node_mb_first_half: number;
  readonly node_mb_second_half: number;
}

/** So many timers due in the same second, after the machine was off: how long until all of them have done their work. */
export async function runTimersBench(timers: number, say: (line: string) => void): Promise<TimersResult> {
  const folder = await mkdtemp(join(tmpdir(), 'one-thing-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: folder });
  try {
    await migrate(server.url);
    return await measure(server.url, Math.ceil(timers / PER_CASE), say);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(databaseUrl: string, cases: number, say: (line: string) => void): Promise<TimersResult> {
  const engine = await Engine.start({
    ...{ databaseUrl, masterKey: Buffer.alloc(32, 7), definitions: [waitingCase] },
    ...{ gateway: noOpDepartments, log: createLog('warn') },
  });
  const admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
  try {
    say(`${cases} cases with ${PER_CASE} timers each`);
    await startCases(engine, cases);
    // All due in one second, an hour ago, each case's own a fifth of a second apart.
    await admin.query(`
      update timer set fire_at = date_trunc('second', now()) - interval '1 hour'
        + (case timer when 'end' then 4 else right(timer, 1)::int end) * interval '200 milliseconds'`);
    await admin.query('vacuum analyze');
    await admin.query('checkpoint');
    const memory: number[] = [memoryMb([process.pid])];
    say(`${cases * PER_CASE} timers are due`);
    const from = performance.now();
    const sampler = setInterval(() => memory.push(memoryMb([process.pid])), 500);
    engine.startSweeping();
    while (await isAnyLeft(admin)) await pause(100);
    const seconds = (performance.now() - from) / 1_000;
    clearInterval(sampler);
    memory.push(memoryMb([process.pid]));
    const half = Math.ceil(memory.length / 2);
    return {
      timers: cases * PER_CASE,
      seconds: round(seconds),
      timers_per_s: round((cases * PER_CASE) / seconds),
      out_of_order: await countOutOfOrder(admin),
      node_mb_at_start: Math.round(memory[0] as number),
      node_mb_first_half: Math.round(Math.max(...memory.slice(0, half))),
      node_mb_second_half: Math.round(Math.max(...memory.slice(half))),
    };
  } finally {
    await admin.end();
    await engine.stop();
  }
}

async function startCases(engine: Engine, cases: number): Promise<void> {
  let n = 0;
  const lane = async (): Promise<void> => {
    while (n < cases) {
      n += 1;
      const beginning = waitingCase.trigger.begin({ n, since: '2099-01-01' } as never, new Date());
      await engine.starter.start({ definition: waitingCase, beginning, startedBy: 'bench' });
    }
  };
  await Promise.all(Array.from({ length: 256 }, lane));
}

async function isAnyLeft(admin: Client): Promise<boolean> {
  const found = await admin.query<{ left: boolean }>(
    'select exists (select from timer) or exists (select from inbox) as left',
  );
  return found.rows[0]?.left !== false;
}

async function countOutOfOrder(admin: Client): Promise<number> {
  const found = await admin.query<{ n: number }>(`
    select count(*)::int as n from instance i where i.status <> 'completed' or (
      select string_agg(detail ->> 'timer', ' ' order by seq) from history h
      where h.instance_id = i.id and h.message_key like 'timer:%') is distinct from 'day1 day2 day3 end'`);
  return found.rows[0]?.n ?? -1;
}

const round = (value: number): number => Math.round(value * 100) / 100;
