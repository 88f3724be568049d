import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/embedded-postgres/start-embedded-postgres';
import type { Moved } from '../src/engine/instance-store';
import { migrate } from '../src/persistence/migrate';
import { Engine } from '../src/wiring/engine';
import { createLog } from '../src/wiring/log';
import { benchReport, newbornGraph, noOpDepartments } from './newborn-graph';
import { cpuSeconds, memoryMb } from './processes';

export interface BenchOptions {
  readonly count: number;
  /** Undefined: the queues are on PostgreSQL. */
  readonly redis?: { readonly url: string; readonly pid: number };
  /** Completed cases that lie in the store before the measuring begins. */
  readonly history: number;
  readonly inFlight: number;
  readonly say: (line: string) => void;
}

/**
 * One line of JSON a run; `p50_ms` and `p99_ms` are of one case alone, the last one just over; `cold_…` of one after
 * so long a silence that every department has to be rung anew.
 */
export interface BenchResult {
  readonly engine: string;
  readonly queue: string;
  readonly n: number;
  readonly history: number;
  readonly instances_per_s: number;
  readonly steps_per_s: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly cold_p50_ms: number;
  readonly cold_p99_ms: number;
  readonly half_load_p50_ms: number;
  readonly half_load_p99_ms: number;
  readonly cpu_s: number;
  readonly cpu_ms_per_instance: number;
  readonly node_cpu_ms_per_instance: number;
  readonly rss_mb: number;
  readonly wal_bytes_per_instance: number;
  readonly node: string;
}

const STEPS = 8;
const WARM_UP = 400;
const ALONE = 60;
const COLD = 20;

/** Runs the newborn graph with departments that do nothing, everything durable, on a temporary database of its own. */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'one-thing-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: folder });
  try {
    await migrate(server.url);
    return await measure(server, options);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(server: { url: string; pid: number }, options: BenchOptions): Promise<BenchResult> {
  const finished = new Map<string, () => void>();
  const onMoved = (moved: readonly Moved[]): void => {
    for (const { instanceId, ended } of moved) {
      if (!ended) continue;
      finished.get(instanceId)?.();
      finished.set(instanceId, () => undefined);
    }
  };
  const engine = await Engine.start({
    databaseUrl: server.url,
    ...(options.redis === undefined ? {} : { redisUrl: options.redis.url }),
    masterKey: Buffer.alloc(32, 7),
    definitions: [newbornGraph],
    gateway: noOpDepartments,
    log: createLog('warn'),
    onMoved,
  });
  await engine.startWorkers();
  engine.startSweeping();
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  try {
    let n = 0;
    const one = async (): Promise<number> => {
      n += 1;
      const from = performance.now();
      const beginning = newbornGraph.trigger.begin(benchReport(n) as never, new Date());
      const { id } = await engine.starter.start({ definition: newbornGraph, beginning, startedBy: 'bench' });
      if (!finished.has(id)) await new Promise<void>((resolve) => finished.set(id, resolve));
      finished.delete(id);
      return performance.now() - from;
    };
    options.say('warm-up');
    await closedLoop(WARM_UP, options.inFlight, one);
    await admin.query('analyze');
    if (options.history > 0) await preload(admin, options, one);
    options.say('one case alone');
    const alone: number[] = [];
    for (let i = 0; i < ALONE + 5; i += 1) {
      await pause(5 + Math.random() * 25);
      alone.push(await one());
    }
    options.say('one case after a silence');
    const cold: number[] = [];
    for (let i = 0; i < COLD; i += 1) {
      await pause(250);
      cold.push(await one());
    }
    options.say(`throughput, ${options.count} cases, ${options.inFlight} in flight`);
    const load = await measureLoad(server.pid, admin, options, () => closedLoop(options.count, options.inFlight, one));
    options.say(`half load, ${(load.perSecond / 2).toFixed(0)} cases/s`);
    const half = await openLoop(load.perSecond / 2, one);
    return {
      engine: 'one-thing',
      queue: engine.queueKind,
      n: options.count,
      history: options.history,
      instances_per_s: round(load.perSecond),
      steps_per_s: round(load.perSecond * STEPS),
      p50_ms: percentile(alone.slice(5), 50),
      p99_ms: percentile(alone.slice(5), 99),
      cold_p50_ms: percentile(cold, 50),
      cold_p99_ms: percentile(cold, 99),
      half_load_p50_ms: percentile(half, 50),
      half_load_p99_ms: percentile(half, 99),
      cpu_s: round(load.cpu),
      cpu_ms_per_instance: round((load.cpu * 1_000) / options.count),
      node_cpu_ms_per_instance: round((load.nodeCpu * 1_000) / options.count),
      rss_mb: Math.round(load.memory),
      wal_bytes_per_instance: Math.round(load.wal / options.count),
      node: process.version,
    };
  } finally {
    await admin.end();
    await engine.stop();
  }
}

async function measureLoad(
  serverPid: number,
  admin: Client,
  { count, redis }: BenchOptions,
  run: () => Promise<unknown>,
) {
  const roots = [serverPid, ...(redis === undefined ? [] : [redis.pid])];
  const serverCpu = (): number => roots.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const nodeCpu = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const wal = async (): Promise<number> =>
    Number(
      (await admin.query<{ bytes: string }>("select pg_current_wal_lsn() - '0/0'::pg_lsn as bytes")).rows[0]?.bytes,
    );
  let memory = 0;
  const sampler = setInterval(() => (memory = Math.max(memory, memoryMb([process.pid, ...roots]))), 3_000);
  const before = { wal: await wal(), server: serverCpu(), node: nodeCpu(), at: performance.now() };
  await run();
  const seconds = (performance.now() - before.at) / 1_000;
  const own = nodeCpu() - before.node;
  const cpu = own + serverCpu() - before.server;
  clearInterval(sampler);
  memory = Math.max(memory, memoryMb([process.pid, ...roots]));
  return { perSecond: count / seconds, cpu, nodeCpu: own, memory, wal: (await wal()) - before.wal };
}

/** `count` cases with so many in flight at any time. */
async function closedLoop(count: number, inFlight: number, one: () => Promise<number>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, count) }, lane));
}

/** Cases arrive at random, so many a second on average, whether or not earlier ones are done. */
async function openLoop(perSecond: number, one: () => Promise<number>): Promise<number[]> {
  const arrivals = Math.max(40, Math.round(perSecond * 5));
  const under: Promise<number>[] = [];
  let due = performance.now();
  for (let i = 0; i < arrivals; i += 1) {
    due += (-Math.log(1 - Math.random()) * 1_000) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await pause(wait);
    under.push(one());
  }
  return Promise.all(under);
}

/** Fills the store with completed cases: a finished one is copied, under new ids, with all its rows. */
async function preload(admin: Client, { history, say }: BenchOptions, one: () => Promise<number>): Promise<void> {
  say(`${history} completed cases into the store`);
  await one();
  const pattern = await admin.query<{ id: string }>("select id::text from instance where status = 'completed' limit 1");
  await copyCase(admin, pattern.rows[0]?.id as string, history);
  await admin.query('vacuum analyze');
  await admin.query('checkpoint');
}

async function copyCase(admin: Client, id: string, times: number): Promise<void> {
  await admin.query(
    'create temp table copied as select gen_random_uuid() as id, g from generate_series(1, $1::int) g',
    [times],
  );
  const columns = async (table: string): Promise<string[]> =>
    (
      await admin.query<{ name: string }>(
        `select column_name as name from information_schema.columns
         where table_name = $1 and table_schema = 'public' and is_identity = 'NO' order by ordinal_position`,
        [table],
      )
    ).rows.map(({ name }) => name);
  for (const table of ['instance', 'case_record', 'case_record_part', 'history', 'step_execution', 'disclosure']) {
    const key = table === 'instance' ? 'id' : 'instance_id';
    const names = await columns(table);
    const values = names.map((name) => {
      if (name === key) return 'copied.id';
      if (name === 'business_key') return "decode(md5('copy' || copied.g), 'hex')";
      if (name === 'tracking_code') return "'COPY' || copied.g";
      return `t.${name}`;
    });
    await admin.query(
      `insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from ${table} t, copied where t.${key} = $1`,
      [id],
    );
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const round = (value: number): number => Math.round(value * 100) / 100;

function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0);
}
