import { randomBytes, randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import type { Pool } from 'pg';
import pino from 'pino';
import request, { type Test } from 'supertest';
import type { DataSource } from 'typeorm';
import type { ApiParts, OperatorParts } from '../../src/api/api-parts';
import { createApi } from '../../src/api/create-api';
import type { LifeEvent, Text } from '../../src/core';
import { Advancer } from '../../src/engine/advancer';
import type { NewApiKey } from '../../src/engine/api-keys';
import { FollowedCalendars } from '../../src/engine/calendars';
import { DeadlineRound } from '../../src/engine/deadline-round';
import type { MovableClock } from '../../src/engine/clock';
import { Definitions } from '../../src/engine/definitions';
import { MessageDelivery } from '../../src/engine/deliver-message';
import type { DepartmentAnswer, DepartmentCall } from '../../src/engine/department-gateway';
import type { RegisterAnswer, RegisterQuestion } from '../../src/engine/registers';
import { EarlySignals } from '../../src/engine/early-signals';
import { ExecutionHandler } from '../../src/engine/handle-executions';
import { BulkRepairs } from '../../src/engine/run-bulk-repairs';
import { LiveCases } from '../../src/engine/live-cases';
import { ClockMover } from '../../src/engine/move-clock';
import { InstanceStarter } from '../../src/engine/start-instance';
import { Sweep } from '../../src/engine/sweep';
import { pagesOf } from '../../src/pages/pages';
import type { Training } from '../../src/engine/training';
import type { Verifications } from '../../src/engine/verification';
import { CaseCipher } from '../../src/persistence/case-cipher';
import { createDataSource } from '../../src/persistence/data-source';
import { DatabaseClock } from '../../src/persistence/database-clock';
import { PostgresAccounts } from '../../src/persistence/postgres-accounts';
import { PostgresApiKeys } from '../../src/persistence/postgres-api-keys';
import { PostgresAuditDesk } from '../../src/persistence/postgres-audit-desk';
import { PostgresBulkRepairs } from '../../src/persistence/postgres-bulk-repairs';
import { PostgresCalendarStore } from '../../src/persistence/postgres-calendar-store';
import { PostgresCaseVersions } from '../../src/persistence/postgres-case-versions';
import { PostgresCircumstances } from '../../src/persistence/postgres-circumstances';
import { PostgresCaseReader } from '../../src/persistence/postgres-case-reader';
import { openPool } from '../../src/persistence/pool';
import { PostgresDeadlineStore } from '../../src/persistence/postgres-deadline-store';
import { PostgresDrafts } from '../../src/persistence/postgres-drafts';
import { PostgresEarlySignals } from '../../src/persistence/postgres-early-signals';
import { PostgresExecutionStore } from '../../src/persistence/postgres-execution-store';
import { PostgresDeadlineList } from '../../src/persistence/postgres-deadline-list';
import { PostgresDisclosureList } from '../../src/persistence/postgres-disclosure-list';
import { PostgresDepartmentList } from '../../src/persistence/postgres-department-list';
import { PostgresIncidentList } from '../../src/persistence/postgres-incident-list';
import { PostgresInstanceStore } from '../../src/persistence/postgres-instance-store';
import { PostgresLoginAttempts } from '../../src/persistence/postgres-login-attempts';
import { PostgresQueryLog } from '../../src/persistence/postgres-query-log';
import { PostgresSessions } from '../../src/persistence/postgres-sessions';
import { PostgresKeyring } from '../../src/persistence/postgres-keyring';
import { PostgresTaskList } from '../../src/persistence/postgres-task-list';
import { PostgresWorkload } from '../../src/persistence/postgres-workload';
import { departmentTitles } from '../../workflows/departments';
import { definitions as cityDefinitions, messages as cityMessages } from '../../workflows/registry';
import { createTestDatabase } from '../support/database';

export const SECRET = Buffer.from('a secret of thirty-two bytes, ok').toString('base64');

interface WorldSettings {
  readonly definitions?: readonly LifeEvent[];
  readonly messages?: Readonly<Record<string, Text>>;
  readonly now?: () => Date;
  /** Time stands still until the test moves it over HTTP. */
  readonly manualClock?: boolean;
  readonly demoAccounts?: ApiParts['demoAccounts'];
  readonly verifications?: Verifications;
  /** There are no training departments when left out. */
  readonly training?: Training;
  readonly consoleFolder?: string;
}

/** The edge over the real engine and a real database; departments are a function of the test. */
export interface World {
  readonly app: INestApplication;
  readonly pool: Pool;
  readonly dataSource: DataSource;
  readonly keys: PostgresApiKeys;
  readonly accounts: PostgresAccounts;
  readonly reader: PostgresCaseReader;
  readonly live: LiveCases;
  readonly drafts: PostgresDrafts;
  /** Looks after every clock, as is done once a minute. */
  readonly deadlines: DeadlineRound;
  readonly logged: string[];
  /** How the departments answer; by default every matter is done with a made-up result. */
  answer: (call: DepartmentCall) => DepartmentAnswer;
  /** What the registers say; by default nobody is in them. */
  registers: (question: RegisterQuestion) => RegisterAnswer;
  /** False: nothing new is accepted. */
  accepting: boolean;
  /** Carries bulk repairs on until nothing moves any more. */
  carryOn(): Promise<void>;
  /** Works these executions off, as a ring would. */
  handle(ids: readonly string[]): Promise<void>;
  /** Settles when no execution is being worked on any more. */
  quiet(): Promise<void>;
  key(role: NewApiKey['role'], more?: Partial<NewApiKey>): Promise<string>;
  get(path: string, key?: string): Test;
  post(path: string, body: unknown, key?: string): Test;
  put(path: string, body: unknown, key?: string): Test;
  delete(path: string, key?: string): Test;
  close(): Promise<void>;
}

export const completed = (call: DepartmentCall, writes: readonly string[]): DepartmentAnswer => ({
  kind: 'completed',
  output: Object.fromEntries(writes.map((path) => [path, `${path} of ${call.subject}`])),
});

export async function createWorld(settings: WorldSettings = {}): Promise<World> {
  const { definitions: events = cityDefinitions, messages = cityMessages } = settings;
  const database = await createTestDatabase();
  const pool = openPool(database.url, { max: 6 });
  pool.on('error', () => undefined);
  const dataSource = await createDataSource(database.url, { poolSize: 4 }).initialize();
  const standing = settings.manualClock === true ? await DatabaseClock.start(pool, 'manual') : undefined;
  const clock = standing ?? runningClock(settings.now);
  const now = (): Date => clock.now();
  const definitions = new Definitions(events);
  const cipher = new CaseCipher(Buffer.alloc(32, 7));
  const store = new PostgresInstanceStore(pool, cipher, definitions);
  const underway = new Set<Promise<void>>();
  const bell = {
    ring: (_department: string, ids: readonly string[]): void => {
      const work = handler.handle(ids).finally(() => underway.delete(work));
      underway.add(work);
    },
  };
  const later: { deadlines?: DeadlineRound } = {};
  const calendars = new FollowedCalendars(new PostgresCalendarStore(pool), () => later.deadlines?.calendarChanged());
  const advancer = new Advancer(store, definitions, bell, undefined, undefined, calendars);
  const gateway = {
    call: (call: DepartmentCall) => Promise.resolve(world.answer(call)),
    ask: () => Promise.resolve(undefined),
  };
  const executions = new PostgresExecutionStore(pool, cipher, definitions);
  const handler = new ExecutionHandler(executions, gateway, advancer, definitions, {
    ...{ worker: 'test', concurrency: 8, leaseMs: 30_000, askAfterMs: 60_000, jitter: () => 0 },
  });
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const keys = new PostgresApiKeys(dataSource, cipher);
  const accounts = new PostgresAccounts(pool, cipher);
  const reader = new PostgresCaseReader(pool, dataSource, cipher, definitions);
  const live = new LiveCases(new PostgresCaseVersions(pool));
  const delivery = new MessageDelivery(store, advancer);
  const early = new EarlySignals(new PostgresEarlySignals(pool, cipher, definitions), delivery, definitions);
  const drafts = new PostgresDrafts(pool, cipher);
  const bulkRepairs = new PostgresBulkRepairs(pool, cipher);
  const repairs = new BulkRepairs(bulkRepairs, delivery);
  const deadlines = new DeadlineRound(new PostgresDeadlineStore(pool), advancer, calendars);
  later.deadlines = deadlines;
  const operating: OperatorParts = {
    keyring: new PostgresKeyring(pool),
    workload: new PostgresWorkload(pool),
    verifications: settings.verifications ?? { find: () => undefined },
    audits: new PostgresAuditDesk(pool, definitions.findChart.bind(definitions)),
    ...(settings.training === undefined ? {} : { training: settings.training }),
  };
  const app = await createApi(
    {
      ...operating,
      definitions,
      starter: new InstanceStarter(
        ...([store, definitions, bell, clock, { uuid: uuidV7, trackingCode }, calendars, undefined] as const),
        early,
      ),
      delivery,
      early,
      drafts,
      registers: { query: (question) => Promise.resolve(world.registers(question)) },
      queryLog: new PostgresQueryLog(pool, cipher),
      reader,
      live,
      circumstances: new PostgresCircumstances(pool),
      tasks: new PostgresTaskList(dataSource, definitions, cipher),
      incidents: new PostgresIncidentList(dataSource),
      deadlines: new PostgresDeadlineList(dataSource, definitions),
      departments: new PostgresDepartmentList(pool),
      bulkRepairs,
      carryOnRepairs: () => undefined,
      ...{ keys, accounts },
      sessions: new PostgresSessions(pool),
      loginAttempts: new PostgresLoginAttempts(pool, cipher),
      ...(settings.demoAccounts === undefined ? {} : { demoAccounts: settings.demoAccounts }),
      ...(settings.consoleFolder === undefined ? {} : { consoleFolder: settings.consoleFolder }),
      departmentSecret: () => SECRET,
      messages,
      departmentTitles,
      calendars,
      clock: new ClockMover(clock, store, advancer, new Sweep(store, executions, advancer, bell), deadlines),
      isAccepting: () => world.accepting,
      now,
      ready: () => Promise.resolve({ ok: true, checks: { database: 'ok' } }),
      metrics: { contentType: 'text/plain; version=0.0.4; charset=utf-8', page: () => Promise.resolve('# nothing\n') },
      log,
    },
    pagesOf({ publicUrl: 'http://127.0.0.1', disclosures: new PostgresDisclosureList(pool) }),
  );
  const server = app.getHttpServer();
  await app.listen(0, '127.0.0.1');

  const withKey = (test: Test, key?: string): Test =>
    key === undefined ? test : test.set('Authorization', `Bearer ${key}`);
  const world: World = {
    ...{ app, pool, dataSource, keys, accounts, reader, live, drafts, deadlines, logged },
    accepting: true,
    registers: () => ({ kind: 'notFound' }),
    answer: (call) => completed(call, writesOf(definitions, call)),
    handle: (ids) => handler.handle(ids),
    carryOn: async () => {
      for (let moved = true; moved; await world.quiet()) ({ moved } = await repairs.run());
    },
    quiet: async () => {
      while (underway.size > 0) await Promise.all(underway);
    },
    key: async (role, more = {}) =>
      (await keys.issue({ name: `a ${role}`, role, organisation: `the ${role}`, ...more })).key,
    get: (path, key) => withKey(request(server).get(path), key),
    post: (path, body, key) =>
      withKey(
        request(server)
          .post(path)
          .send(body as object),
        key,
      ),
    put: (path, body, key) =>
      withKey(
        request(server)
          .put(path)
          .send(body as object),
        key,
      ),
    delete: (path, key) => withKey(request(server).delete(path), key),
    close: async () => {
      await world.quiet();
      standing?.stop();
      live.stop();
      await app.close();
      await dataSource.destroy();
      await pool.end();
      await database.drop();
    },
  };
  return world;
}

const writesOf = (definitions: Definitions, { step, caseNumber }: DepartmentCall): readonly string[] =>
  definitions.all().find(({ numberPrefix }) => caseNumber.startsWith(numberPrefix))?.steps[step]?.writes ?? [];

const runningClock = (now: () => Date = () => new Date()): MovableClock => ({
  ...{ mode: 'system', now },
  moveTo: () => Promise.reject(new Error('this clock runs by itself')),
  follow: () => Promise.resolve(),
});

let last = 0;

/** Sorts by time, as the product's own ids do. */
function uuidV7(): string {
  last = Math.max(last + 1, Date.now());
  const hex = last.toString(16).padStart(12, '0') + randomUUID().replaceAll('-', '').slice(12);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const trackingCode = (): string => randomBytes(8).toString('hex').toUpperCase();
