import { Command, Option } from 'commander';
import { city } from '../../../departments/city/city';
import { readConfig } from '../../wiring/config';
import { ensureDatabase } from '../../wiring/database';
import { demoFile, writeDemoCredentials } from '../../wiring/demo';
import { createLog, type Log } from '../../wiring/log';
import { startProduct, type Product } from '../../wiring/product';
import { removeRuntime, writeRuntime } from '../../wiring/runtime-file';
import { startSandboxProcess, type SandboxProcess } from '../../wiring/sandbox-process';
import { departmentSecret } from '../../wiring/secrets';
import { ProductClient, readCredentials } from '../product-client';
import { runSamples } from '../run-samples';
import { inWords } from './run';
import { sampledEvents, wholeNumber } from './sample';

/** Longer than this a stop never takes: what is unfinished then is found again by the next start. */
const LONGEST_STOP_MS = 5_000;

export const startCommand = (): Command =>
  new Command('start')
    .description('starts everything: database, queues, API, workers, timers and, in a demo, the department sandbox')
    .option('--no-run', 'do not run the main job once')
    .action(async ({ run }: { run: boolean }) => {
      const config = readConfig(process.env);
      const log = createLog(config.logLevel);
      const from = performance.now();
      const product = await startProduct(config, { api: true, worker: {} }, log);
      const sandbox = config.demo ? await startDemo(product, log) : undefined;
      announce(product, sandbox);
      stopOnSignal(log, async () => {
        removeRuntime(config.dataDir);
        await product.stop(() => sandbox?.stop() ?? Promise.resolve());
      });
      say(`ready after ${((performance.now() - from) / 1_000).toFixed(1)} s: ${product.url}`);
      if (config.demo && run) await runOnce(product);
      sayWhereToLook(product);
    });

export const apiCommand = (): Command =>
  new Command('api').description('serves HTTP; workers run elsewhere').action(async () => {
    const config = readConfig(process.env);
    const log = createLog(config.logLevel);
    const product = await startProduct(config, { api: true }, log);
    announce(product, undefined);
    stopOnSignal(log, () => product.stop());
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
      const product = await startProduct(config, { api: false, worker }, log);
      stopOnSignal(log, () => product.stop());
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
  const someone = city(undefined, config.demoPersons).person(0);
  await writeDemoCredentials(config.dataDir, product.keys, departments, someone.idNumber);
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
  const key = readCredentials(product.config.dataDir)['hospital']?.apiKey;
  if (product.url === undefined || key === undefined) return;
  for (const event of sampledEvents) {
    say(`one ${event} case, on real input:`);
    const result = await runSamples(ProductClient.with(product.url, key), {
      event,
      count: 1,
      seed: Math.floor(Date.now() / 1_000) % 1_000_000_000,
      out: process.stdout,
      timeoutMs: 60_000,
    });
    say(inWords(result));
  }
}

function sayWhereToLook({ url, config }: Product): void {
  say(`API ${url}/api/v1 · documentation ${url}/api/docs · health ${url}/health/ready`);
  if (config.demo) say(`accounts and keys for every role: ${demoFile(config.dataDir)}`);
  say('npx one-thing run newborn --count 20 · npx one-thing status · Ctrl-C stops');
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Ctrl-C or SIGTERM: in-flight work is finished or given back; after five seconds the process goes anyway. */
function stopOnSignal(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: string): void => {
    if (stopping) return;
    stopping = true;
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
}
