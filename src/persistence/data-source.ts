import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { migrations } from '../../migrations/all';
import { entities } from './entities/all';

export interface DataSourceSettings {
  /** How many connections the pool may open. */
  poolSize?: number;
  /** Shown by the server beside each connection. */
  applicationName?: string;
  /** A statement that takes longer fails, and one that is never answered with it; unbounded when left out. */
  longestMs?: number;
  /** Told of connections lost while nobody used them, for example when the server is restarted. */
  onIdleConnectionLost?: (error: Error) => void;
}

/** Our connection to PostgreSQL, not yet open. The schema is changed by migrations only. */
export function createDataSource(url: string, settings: DataSourceSettings = {}): DataSource {
  const { poolSize = 10, applicationName = 'one-thing', longestMs, onIdleConnectionLost = () => undefined } = settings;
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    synchronize: false,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    applicationName,
    poolSize,
    connectTimeoutMS: 2_500,
    extra: {
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      ...(longestMs === undefined ? {} : bounded(longestMs)),
    },
    // Without a listener a connection lost while idle would end the process; the pool opens a new one by itself.
    poolErrorHandler: onIdleConnectionLost,
  });
}

/** Its connections, once it is open. */
export const poolOf = ({ driver }: DataSource): Pool => (driver as PostgresDriver).master as Pool;

/** Only a connection that pipelines is given up when an answer does not come; another would be handed on, silent. */
const bounded = (ms: number) => ({ pipeline: true, statement_timeout: ms, query_timeout: ms + 500 });
