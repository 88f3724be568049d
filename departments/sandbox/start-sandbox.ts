import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { city, DEFAULT_CITY_PERSONS, DEFAULT_CITY_SEED } from '../city/city';
import { seedRegisters } from '../city/seed-registers';
import { setUpDatabase } from './database/set-up';
import { Deliverer } from './delivery/deliverer';
import { FaultStore } from './faults/fault-store';
import { ProblemFilter } from './http/problem.filter';
import { Signer } from './http/signer';
import { ALL_DEPARTMENTS, Sandbox } from './sandbox';
import { SandboxModule } from './sandbox.module';
import { TrainingClock } from './training-clock';

export interface SandboxOptions {
  databaseUrl: string;
  /** 0 takes a free port. */
  port: number;
  host?: string;
  /** Base64, one per department. */
  secrets: Readonly<Record<string, string>>;
  /** Which demo city; the same seed and size give the same persons. */
  seed?: string;
  cityPersons?: number;
  log?: (line: string) => void;
  /** The departments' clock, for tests of rules that depend on the day. */
  now?: () => Date;
}

export interface RunningSandbox {
  port: number;
  close(): Promise<void>;
}

const CONNECTIONS = 10;

/** Sets the database up, fills the registers when they are empty and listens. Resolves when calls are served. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const log = options.log ?? (() => undefined);
  const signer = new Signer(options.secrets);
  const town = city(options.seed ?? DEFAULT_CITY_SEED, options.cityPersons ?? DEFAULT_CITY_PERSONS);
  const pool = new Pool({
    connectionString: options.databaseUrl,
    max: CONNECTIONS,
    application_name: 'department-sandbox',
  });
  // Without a listener an idle connection that breaks would end the process.
  pool.on('error', (error) => log(`database: ${error.message}`));
  const deliverer = new Deliverer(pool, signer, log);
  let app: NestExpressApplication | undefined;
  const close = async (): Promise<void> => {
    await deliverer.stop();
    await app?.close();
    await pool.end();
  };
  try {
    await setUpDatabase(pool, ALL_DEPARTMENTS, (client) => seedRegisters(client, town));
    const faults = new FaultStore(pool);
    await faults.load();
    const sandbox = new Sandbox(pool, faults, signer, deliverer, new TrainingClock(options.now ?? (() => new Date())));
    app = await listen(sandbox, options, log);
  } catch (error) {
    await close();
    throw error;
  }
  deliverer.wakeIn(0);
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { port, close };
}

async function listen(
  sandbox: Sandbox,
  options: SandboxOptions,
  log: (line: string) => void,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(SandboxModule.with(sandbox), {
    rawBody: true,
    logger: false,
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.disable('x-powered-by');
  app.disable('etag');
  app.useBodyParser('json', { limit: '100kb' });
  app.useGlobalFilters(new ProblemFilter(log));
  await app.listen(options.port, options.host ?? '127.0.0.1');
  return app;
}
