import { Pool, type PoolConfig } from 'pg';

/**
 * A statement that hangs and a transaction somebody forgot must not hold everybody else. And the hot path finds
 * everything by key: a plan made while a table was small must not scan it when it has grown.
 */
const SESSION = [
  'statement_timeout=15s',
  'idle_in_transaction_session_timeout=30s',
  'lock_timeout=10s',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** Connections for the stores: bounded waits, and statements that need nothing of each other travel together. */
export function openPool(
  connectionString: string,
  { max, onLost = () => undefined }: { max: number; onLost?: (error: Error) => void },
): Pool {
  // "pipeline" is an option of pg that its types do not know yet.
  const options: PoolConfig & { pipeline: true } = {
    connectionString,
    max,
    pipeline: true,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    application_name: 'one-thing engine',
    options: SESSION,
  };
  const pool = new Pool(options);
  pool.on('error', onLost);
  // A connection lost between two statements of a transaction tells only itself, and unheard it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
