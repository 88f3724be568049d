import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiParts } from '../src/api/api-parts';
import { createApi } from '../src/api/create-api';
import { startEmbeddedPostgres } from '../src/embedded-postgres/start-embedded-postgres';
import { LiveCases } from '../src/engine/live-cases';
import { createDataSource, poolOf } from '../src/persistence/data-source';
import { migrate } from '../src/persistence/migrate';
import { PostgresCaseReader } from '../src/persistence/postgres-case-reader';
import { PostgresCaseVersions } from '../src/persistence/postgres-case-versions';
import { Engine } from '../src/wiring/engine';
import { createLog } from '../src/wiring/log';
import { benchReport, newbornGraph, noOpDepartments } from './newborn-graph';
import type { FromReaders, ToReaders } from './stream-readers';

export interface StreamsResult {
  readonly streams: number;
  /** Cases a second in each round, without and with the streams open, in turns. */
  readonly without_per_s: readonly number[];
  readonly with_per_s: readonly number[];
  /** Of the middle ones. What the readers themselves cost is in it: they run on the same processors. */
  readonly slower_percent: number;
  /** From the end of a case to its readers hearing of it, under full load. */
  readonly heard_p50_ms: number;
  readonly heard_p99_ms: number;
  readonly heard: number;
}

const ROUNDS = 5;
const IN_FLIGHT = 256;
const WARM_UP = 1_000;
/** At any time a few turn from one case to another. */
const NEARLY_ALL = 0.97;
/** One case in so many is given to the readers. */
const SHOWN = 8;

/** The load of the benchmark, with and without so many people who follow cases by tracking code, in turns. */
export async function runStreamsBench(
  streams: number,
  count: number,
  say: (line: string) => void,
): Promise<StreamsResult> {
  const folder = await mkdtemp(join(tmpdir(), 'one-thing-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: folder });
  try {
    await migrate(server.url);
    return await measure(server.url, streams, count, say);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(databaseUrl: string, streams: number, count: number, say: (line: string) => void) {
  const finished = new Map<string, () => void>();
  const endedAt = new Map<string, number>();
  const log = createLog('warn');
  const engine = await Engine.start({
    ...{ databaseUrl, masterKey: Buffer.alloc(32, 7), definitions: [newbornGraph], gateway: noOpDepartments, log },
    onMoved: (moved) => {
      for (const { instanceId, ended } of moved) {
        if (!ended) continue;
        if (endedAt.has(instanceId)) endedAt.set(instanceId, Date.now());
        finished.get(instanceId)?.();
        finished.set(instanceId, () => undefined);
      }
    },
  });
  const dataSource = await createDataSource(databaseUrl, { poolSize: 6 }).initialize();
  const reader = new PostgresCaseReader(engine.pool, dataSource, engine.cipher, engine.definitions);
  const live = new LiveCases(new PostgresCaseVersions(poolOf(dataSource)));
  // Nothing else is asked of the edge.
  const parts = { definitions: engine.definitions, reader, live, messages: {}, log } as unknown as ApiParts;
  const app = await createApi(parts);
  await app.listen(0, '127.0.0.1');
  const base = `http://127.0.0.1:${(app.getHttpServer() as { address(): AddressInfo }).address().port}`;
  await engine.startWorkers();
  engine.startSweeping();
  let shown: (code: string) => void = () => undefined;
  const idOf = new Map<string, string>();
  let n = 0;
  const one = async (): Promise<void> => {
    n += 1;
    const beginning = newbornGraph.trigger.begin(benchReport(n) as never, new Date());
    const { id } = await engine.starter.start({ definition: newbornGraph, beginning, startedBy: 'bench' });
    if (n % SHOWN === 0) {
      if (!finished.has(id)) endedAt.set(id, 0);
      const { trackingCode } = await reader.getHead(id);
      idOf.set(trackingCode, id);
      shown(trackingCode);
    }
    if (!finished.has(id)) await new Promise<void>((resolve) => finished.set(id, resolve));
    finished.delete(id);
  };
  const round = async (): Promise<number> => {
    const from = performance.now();
    await closedLoop(count, one);
    return Math.round((count / (performance.now() - from)) * 10_000) / 10;
  };
  const rates: { without: number[]; with: number[] } = { without: [], with: [] };
  const heard: number[] = [];
  try {
    say('warm-up');
    await closedLoop(WARM_UP, one);
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      rates.without.push(await round());
      const readers = await openReaders(base, streams, (code, at) => {
        const ended = endedAt.get(idOf.get(code) ?? '') ?? 0;
        if (ended > 0) heard.push(at - ended);
      });
      shown = readers.show;
      // They have something to follow before the round begins.
      for (let tries = 0; readers.open() < streams * NEARLY_ALL; tries += 1) {
        if (tries > 200) throw new Error(`only ${readers.open()} streams are open`);
        await closedLoop(IN_FLIGHT, one);
        say(`${readers.open()} streams are open`);
      }
      rates.with.push(await round());
      say(`${rates.without.at(-1)} cases/s without, ${rates.with.at(-1)} with ${readers.open()} streams`);
      shown = () => undefined;
      readers.close();
    }
    const [without, with_] = [middle(rates.without), middle(rates.with)];
    return {
      ...{ streams, without_per_s: rates.without, with_per_s: rates.with },
      slower_percent: Math.round((1 - with_ / without) * 1_000) / 10,
      ...{ heard_p50_ms: percentile(heard, 50), heard_p99_ms: percentile(heard, 99), heard: heard.length },
    };
  } finally {
    live.stop();
    await app.close();
    await engine.stop();
    await dataSource.destroy();
  }
}

interface Readers {
  readonly show: (code: string) => void;
  readonly open: () => number;
  readonly close: () => void;
}

async function openReaders(base: string, lanes: number, onEnded: (code: string, at: number) => void): Promise<Readers> {
  const child: ChildProcess = fork(join(__dirname, 'stream-readers'));
  let open = 0;
  child.on('message', (said: FromReaders) => {
    if ('open' in said) open = said.open;
    else onEnded(said.ended, said.at);
  });
  await new Promise((resolve) => child.once('spawn', resolve));
  const send = (said: ToReaders): void => void (child.connected && child.send(said));
  send({ base, lanes });
  return { show: (code) => send({ codes: [code] }), open: () => open, close: () => void child.kill() };
}

async function closedLoop(count: number, one: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, count) }, lane));
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const middle = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? 0;
const percentile = (values: readonly number[], p: number): number =>
  sorted(values)[Math.max(0, Math.ceil((p / 100) * values.length) - 1)] ?? 0;
