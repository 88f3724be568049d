import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import { departmentTitles } from '../../workflows/departments';
import { definitions, messages } from '../../workflows/registry';
import type { OperatorParts } from '../api/api-parts';
import { createApi } from '../api/create-api';
import { HttpDepartmentGateway } from '../connectors/http-department-gateway';
import { dropSilent } from '../engine/drop-silent';
import { LiveCases } from '../engine/live-cases';
import { askingOpen, type Registers } from '../engine/registers';
import type { Verification } from '../engine/verification';
import { createDataSource, poolOf } from '../persistence/data-source';
import { migrate } from '../persistence/migrate';
import { pagesOf } from '../pages/pages';
import { PostgresAccounts } from '../persistence/postgres-accounts';
import { PostgresApiKeys } from '../persistence/postgres-api-keys';
import { PostgresAuditDesk } from '../persistence/postgres-audit-desk';
import { PostgresCaseReader } from '../persistence/postgres-case-reader';
import { PostgresCaseVersions } from '../persistence/postgres-case-versions';
import { PostgresCircumstances } from '../persistence/postgres-circumstances';
import { PostgresDeadlineList } from '../persistence/postgres-deadline-list';
import { PostgresDisclosureList } from '../persistence/postgres-disclosure-list';
import { PostgresDepartmentList } from '../persistence/postgres-department-list';
import { PostgresIncidentList } from '../persistence/postgres-incident-list';
import { PostgresLoginAttempts } from '../persistence/postgres-login-attempts';
import { PostgresQueryLog } from '../persistence/postgres-query-log';
import { PostgresSessions } from '../persistence/postgres-sessions';
import { PostgresKeyring } from '../persistence/postgres-keyring';
import { PostgresTaskList } from '../persistence/postgres-task-list';
import { PostgresWorkload } from '../persistence/postgres-workload';
import { allOf } from '../telemetry/all-of';
import { Metrics } from '../telemetry/metrics';
import { startAuditing, type Auditing } from './auditing';
import { closeEdge } from './close-edge';
import { urlOf, type Config } from './config';
import { openDatabase, type Database } from './database';
import { readDemoAccounts } from './demo';
import { DepartmentDirectory } from './department-directory';
import { departmentsOf } from './departments-of';
import { Engine } from './engine';
import type { WorkerSettings } from './engine-settings';
import type { Log } from './log';
import { requireProofs } from './proven-definitions';
import { departmentSecret, loadMasterKey } from './secrets';
import { startTracing } from './tracing';
import { TrainingDepartments } from './training-departments';
import { consoleFolder, productVersion } from './version';

export interface ProductParts {
  /** Serves HTTP. */
  readonly api: boolean;
  /** Works off the departments' queues; undefined: not in this process. */
  readonly worker?: WorkerSettings;
  /** Not ready before this says so: whoever starts the process has more to put in place. */
  readonly isOpen?: () => boolean;
  /** In a demo: a report of somebody who stands in the demo city's registers; undefined for an event without one. */
  readonly demoSample?: (event: string) => object | undefined;
}

/** A process of the product: the engine with the edge, with workers, or with both. */
export interface Product {
  readonly config: Config;
  readonly database: Database;
  readonly engine: Engine;
  readonly directory: DepartmentDirectory;
  readonly keys: PostgresApiKeys;
  readonly accounts: PostgresAccounts;
  readonly masterKey: Buffer;
  readonly departments: readonly string[];
  /** Where the edge listens; undefined in a process without one. */
  readonly url?: string;
  /** Lets go of everything; `beforeDatabase` is for what else lives on the database. */
  stop(beforeDatabase?: () => Promise<void>): Promise<void>;
}

/** Beside the packages, where one proof serves every data folder of this machine. */
const SHARED_PROOFS = resolve('node_modules/.cache/one-thing/proofs');
const CALL_TIMEOUT_MS = 10_000;
/** Lists and keys that take longer are answered 503. */
const LONGEST_READ_MS = 4_000;

export async function startProduct(config: Config, parts: ProductParts, log: Log): Promise<Product> {
  // Before anything is started: a definition that is refuted leaves nothing behind.
  const proofs = requireProofs(definitions, [SHARED_PROOFS, join(config.dataDir, 'proofs')], log);
  const masterKey = loadMasterKey(config);
  const database = await openDatabase(config, (line) => log.info({ line }, 'embedded database'));
  try {
    return await startOn(database, masterKey, config, parts, proofs, log);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function startOn(
  database: Database,
  masterKey: Buffer,
  config: Config,
  parts: ProductParts,
  proofs: readonly Verification[],
  log: Log,
): Promise<Product> {
  await migrate(database.url);
  const dataSource = await createDataSource(database.url, { poolSize: 6, longestMs: LONGEST_READ_MS }).initialize();
  dropSilent(poolOf(dataSource));
  // The directory reads through the engine's pool, and the engine calls through the directory.
  const addresses: { directory?: DepartmentDirectory; engine?: Engine } = {};
  const gateway = new HttpDepartmentGateway({
    addressOf: (department) => addresses.directory?.find(department),
    callbackBase: config.publicUrl,
    timeoutMs: CALL_TIMEOUT_MS,
    concurrencyOf: (department) => addresses.engine?.gates.concurrencyOf(department),
  });
  const metrics = new Metrics();
  const traces = await startTracing(config, log);
  const listeners = [metrics.engine, ...(traces === undefined ? [] : [traces.telemetry])];
  const telemetry = allOf(listeners, (error) =>
    log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'telemetry failed'),
  );
  const engine = await Engine.start({
    databaseUrl: database.url,
    ...(config.redisUrl === undefined ? {} : { redisUrl: config.redisUrl }),
    masterKey,
    definitions,
    gateway,
    leaseMs: config.leaseMs,
    draftDays: config.draftDays,
    log,
    clock: config.clock,
    telemetry,
  });
  const workload = new PostgresWorkload(engine.pool);
  metrics.show({
    workload,
    gates: engine.gates,
    departments: departmentsOf(definitions),
    connections: engine.pool,
    version: productVersion(),
    queue: engine.queueKind,
    definitions,
  });
  const directory = new DepartmentDirectory(engine.pool, masterKey);
  addresses.directory = directory;
  addresses.engine = engine;
  const keys = new PostgresApiKeys(dataSource, engine.cipher);
  const accounts = new PostgresAccounts(poolOf(dataSource), engine.cipher);
  const auditing = startAuditing(engine, config, log);
  const letGo = async (): Promise<void> => {
    await auditing.stop();
    directory.stop();
    await engine.stop();
    await Promise.all([dataSource.destroy(), traces?.stop()]);
  };
  const operating: OperatorParts = {
    keyring: new PostgresKeyring(engine.pool),
    workload,
    verifications: { find: (event, version) => proofs.find((one) => one.event === event && one.version === version) },
    audits: new PostgresAuditDesk(engine.pool, engine.definitions.findChart.bind(engine.definitions)),
    ...(config.demo ? { training: new TrainingDepartments(directory) } : {}),
  };
  const start = async (): Promise<Edge | undefined> => {
    await directory.start();
    // First of all: where the port is taken, nothing else should begin.
    const edge = parts.api
      ? await listen(config, engine, auditing, dataSource, { keys, accounts }, masterKey, metrics, operating, log, {
          ...parts,
          registers: askingOpen(gateway, (department) => engine.gates.mayCall(department)),
        })
      : undefined;
    if (parts.worker !== undefined) await engine.startWorkers(parts.worker);
    engine.startSweeping();
    return edge;
  };
  const api = await start().catch(async (error: unknown) => {
    await letGo();
    throw error;
  });
  return {
    config,
    database,
    engine,
    directory,
    ...{ keys, accounts },
    masterKey,
    departments: departmentsOf(definitions),
    ...(api === undefined ? {} : { url: api.url }),
    stop: async (beforeDatabase) => {
      await Promise.all([api === undefined ? undefined : api.close(), engine.finish()]);
      await letGo();
      await beforeDatabase?.();
      await database.stop();
    },
  };
}

interface Edge {
  readonly url: string;
  /** Ends whatever goes on there, and answers what has been asked. */
  close(): Promise<void>;
}

async function listen(
  config: Config,
  engine: Engine,
  auditing: Auditing,
  dataSource: DataSource,
  callers: Pick<Product, 'keys' | 'accounts'>,
  masterKey: Buffer,
  metrics: Metrics,
  operating: OperatorParts,
  log: Log,
  { isOpen = () => true, demoSample, registers }: ProductParts & { readonly registers: Registers },
): Promise<Edge> {
  const { pool, cipher, clock, starter, delivery, early, drafts } = engine;
  const live = new LiveCases(new PostgresCaseVersions(poolOf(dataSource)), (error) =>
    log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'cases could not be followed'),
  );
  const app = await createApi(
    {
      ...operating,
      definitions: engine.definitions,
      starter,
      delivery,
      early,
      drafts,
      registers,
      queryLog: new PostgresQueryLog(pool, cipher),
      live,
      reader: new PostgresCaseReader(pool, dataSource, cipher, engine.definitions),
      circumstances: new PostgresCircumstances(pool),
      tasks: new PostgresTaskList(dataSource, engine.definitions, cipher),
      incidents: new PostgresIncidentList(dataSource),
      deadlines: new PostgresDeadlineList(dataSource, engine.definitions),
      departments: new PostgresDepartmentList(pool),
      bulkRepairs: engine.bulkRepairs,
      carryOnRepairs: () => engine.repairing.wake(),
      ...callers,
      sessions: new PostgresSessions(poolOf(dataSource)),
      loginAttempts: new PostgresLoginAttempts(poolOf(dataSource), cipher),
      ...(config.demo ? { demoAccounts: () => readDemoAccounts(config.dataDir) } : {}),
      ...(config.demo && demoSample !== undefined ? { demoSample } : {}),
      departmentSecret: (department) => departmentSecret(masterKey, department),
      messages,
      departmentTitles,
      calendars: engine.calendars,
      clock: engine.clockMover,
      isAccepting: () => auditing.isAccepting(),
      now: () => clock.now(),
      ready: () => readiness(engine, isOpen()),
      consoleFolder: consoleFolder(),
      metrics: { contentType: metrics.contentType, page: () => metrics.page() },
      log,
    },
    pagesOf({ publicUrl: config.publicUrl, disclosures: new PostgresDisclosureList(pool) }),
  );
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    throw new Error(whyNotListening(config, error), { cause: error });
  }
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  return {
    url: urlOf(config.host, port),
    close: () => {
      live.stop();
      return closeEdge(app);
    },
  };
}

function whyNotListening({ host, port }: Config, error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is taken: set PORT to a free one`;
    case 'EACCES':
      return `port ${port} is not for this user: set PORT to one above 1023`;
    default:
      return `cannot listen on ${host}: set HOST to an address of this machine`;
  }
}

async function readiness(engine: Engine, open: boolean) {
  const database = await engine.pool.query('select 1').then(
    () => 'ok',
    () => 'unreachable',
  );
  const start = open ? 'ok' : 'under way';
  return { ok: open && database === 'ok', checks: { database, queue: engine.queueKind, start } };
}
