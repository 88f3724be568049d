import { randomInt } from 'node:crypto';
import { Command, Option } from 'commander';
import { readConfig, type Config } from '../../wiring/config';
import { ensureDatabase } from '../../wiring/database';
import { demoFile, writeDemoCredentials } from '../../wiring/demo';
import { createLog, type Log } from '../../wiring/log';
import { startProduct, type Product } from '../../wiring/product';
import { findRuntime, removeRuntime, writeRuntime } from '../../wiring/runtime-file';
import { startSandboxProcess, type SandboxProcess } from '../../wiring/sandbox-process';
import { departmentSecret } from '../../wiring/secrets';
import { demoCitizen, openFamilyCase } from '../demo-family';
import { ProductClient, readCredentials } from '../product-client';
import { runSamples } from '../run-samples';
import { inWords } from './run';
import { makeSamples, sampledEvents, wholeNumber } from './sample';

/** Longer than this a stop never takes: what is unfinished then is found again by the next start. */
const LONGEST_STOP_MS = 5_000;

export const startCommand = (): Command =>
  new Command('start')
    .description('starts everything: database, queues, API, workers, timers and, in a demo, the department sandbox')
    .option('--no-run', 'do not run the main job once')
    .action(async ({ run }: { run: boolean }) => {
      const config = readConfig(process.env);
      await refuseSecond(config);
      const log = createLog(config.logLevel);
      const from = performance.now();
      const starting = startAll(config, log);
      const leaving = stopOnSignal(log, async () => (await starting).stop());
      try {
        const { product } = await starting;
        say(`ready after ${((performance.now() - from) / 1_000).toFixed(1)} s: ${product.url}`);
        if (config.demo && run && !leaving.aborted) await runOnce(product);
        if (!leaving.aborted) sayWhereToLook(product);
      } catch (error) {
        // What fails because everything stops is no failure.
        if (!leaving.aborted) throw error;
      }
    });

/** Two of them would take turns with the departments' addresses and with what `status` shows. */
async function refuseSecond({ dataDir }: Config): Promise<void> {
  const runtime = findRuntime(dataDir);
  if (runtime === undefined || runtime.pid === process.pid) return;
  // A process number is given again: what counts is that somebody answers.
  const lives = await fetch(`${runtime.url}/health/live`, { signal: AbortSignal.timeout(3_000) }).catch(
    () => undefined,
  );
  if (lives?.ok !== true) return;
  throw new Error(
    `One-Thing runs on ${dataDir} already: ${runtime.url} (process ${runtime.pid}); stop it first, or set ONE_THING_DATA_DIR and PORT`,
  );
}

async function startAll(config: Config, log: Log): Promise<{ product: Product; stop: () => Promise<void> }> {
  let open = false;
  const product = await startProduct(
    config,
    { api: true, worker: {}, isOpen: () => open, demoSample: someReport },
    log,
  );
  try {
    const sandbox = config.demo ? await startDemo(product, log) : undefined;
    announce(product, sandbox);
    open = true;
    const stop = async (): Promise<void> => {
      removeRuntime(config.dataDir);
      await product.stop(() => sandbox?.stop() ?? Promise.resolve());
    };
    return { product, stop };
  } catch (error) {
    await product.stop();
    throw error;
  }
}

/** One of a family that the demo city's registers know, another one each time. */
const someReport = (event: string): object | undefined =>
  sampledEvents.some((one) => one === event) ? makeSamples(event, randomInt(1_000_000_000), 1)[0] : undefined;

export const apiCommand = (): Command =>
  new Command('api').description('serves HTTP; workers run elsewhere').action(async () => {
    const config = readConfig(process.env);
    const log = createLog(config.logLevel);
    const starting = startProduct(config, { api: true }, log);
    stopOnSignal(log, async () => {
      const product = await starting;
      removeRuntime(config.dataDir);
      await product.stop();
    });
    const product = await starting;
    announce(product, undefined);
    say(`API ready: ${product.url}`);
  });

interface WorkerFlags {
  departments?: string;
  concurrency: number;
}

export const workerCommand = (): Command =>
  new Command('worker')
    .description("works off the departments' queues")
    .option('--departments <list>', 'only these, separated by commas')
    .addOption(new Option('--concurrency <n>', 'calls of one ring at the same time').default(16).argParser(wholeNumber))
    .action(async ({ departments, concurrency }: WorkerFlags) => {
      const config = readConfig(process.env);
      const log = createLog(config.logLevel);
      const worker = { concurrency, ...(departments === undefined ? {} : { departments: departments.split(',') }) };
      const starting = startProduct(config, { api: false, worker }, log);
      stopOnSignal(log, async () => (await starting).stop());
      await starting;
      say('worker ready');
    });

/** The sandbox on its own database of the same server, its departments entered, and a key for every role. */
async function startDemo(product: Product, log: Log): Promise<SandboxProcess> {
  const { config, database, departments, masterKey } = product;
  const sandbox = await startSandboxProcess({
    databaseUrl: database.kind === 'embedded' ? await ensureDatabase(database.url, 'departments') : database.url,
    port: 0,
    secrets: Object.fromEntries(departments.map((id) => [id, departmentSecret(masterKey, id)])),
    persons: config.demoPersons,
    log: (line) => log.info({ line }, 'departments'),
  });
  await product.directory.set(Object.fromEntries(departments.map((id) => [id, `${sandbox.baseUrl}/${id}`])));
  await product.engine.clockMover.tell((now) => sandbox.setClock(now));
  await writeDemoCredentials(config.dataDir, product, departments, demoCitizen());
  return sandbox;
}

function announce({ config, url, engine, database, departments }: Product, sandbox: SandboxProcess | undefined): void {
  writeRuntime(config.dataDir, {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    url: url ?? '',
    queue: engine.queueKind,
    database: database.kind,
    departments: Object.fromEntries(
      sandbox === undefined ? [] : departments.map((id) => [id, `${sandbox.baseUrl}/${id}`]),
    ),
  });
}

async function runOnce(product: Product): Promise<void> {
  const { hospital, citizen } = readCredentials(product.config.dataDir);
  if (product.url === undefined || hospital === undefined || citizen === undefined) return;
  const ward = ProductClient.with(product.url, hospital.apiKey);
  for (const event of sampledEvents) {
    say(`one ${event} case, on real input:`);
    const result = await runSamples(ward, {
      event,
      count: 1,
      seed: Math.floor(Date.now() / 1_000) % 1_000_000_000,
      out: process.stdout,
      timeoutMs: 60_000,
    });
    say(inWords(result));
  }
  const opened = await openFamilyCase(ward, ProductClient.with(product.url, citizen.apiKey));
  if (opened !== undefined) say(`${opened} waits for its parents to choose a name: ${product.url}/my`);
}

function sayWhereToLook({ url, config }: Product): void {
  say(`families ${url} · consoles of staff ${url}/console/`);
  say(`API ${url}/api/v1 · documentation ${url}/api/docs · health ${url}/health/ready`);
  if (config.demo) say(`accounts and keys for every role: ${demoFile(config.dataDir)}`);
  say('npx one-thing run newborn --count 20 · npx one-thing status · Ctrl-C stops');
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Ctrl-C or SIGTERM, from the first moment on: in-flight work is finished or given back; after five seconds the process
 * goes anyway. What is returned says whether that has begun.
 */
function stopOnSignal(log: Log, stop: () => Promise<void>): AbortSignal {
  const leaving = new AbortController();
  const onSignal = (signal: string): void => {
    if (leaving.signal.aborted) return;
    leaving.abort();
    log.info({ signal }, 'stopping');
    const late = setTimeout(() => process.exit(1), LONGEST_STOP_MS);
    stop()
      .catch((error: unknown) =>
        log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'stopping failed'),
      )
      .finally(() => {
        clearTimeout(late);
        process.exit(0);
      });
  };
  process.on('SIGINT', () => onSignal('SIGINT'));
  process.on('SIGTERM', () => onSignal('SIGTERM'));
  return leaving.signal;
}
