import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { dropSilent } from '../engine/drop-silent';

/** The server ends a statement that takes longer. */
const STATEMENT_MS = 4_000;
/** An answer that has not come by then never will: the connection is dead and has not told. It is given up. */
const ANSWER_MS = 4_500;
/** So long for a free connection, and so long to open one: with both, nobody waits longer than five seconds. */
const CONNECT_MS = 2_500;

/**
 * A statement that hangs, a row that a stranger has locked and a transaction somebody forgot must not hold everybody
 * else. And the hot path finds everything by key: a plan made while a table was small must not scan it when it has grown.
 */
const SESSION = [
  `statement_timeout=${STATEMENT_MS}`,
  'idle_in_transaction_session_timeout=30s',
  'lock_timeout=2s',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

type Connected = (error: Error | undefined, client: PoolClient | undefined, done: (release?: unknown) => void) => void;

/** Tells how long whoever finds no connection free has waited for one. */
class WatchedPool extends Pool {
  constructor(
    private readonly settings: PoolConfig & { max: number },
    private readonly onWaited: (ms: number) => void,
  ) {
    super(settings);
  }

  override connect(): Promise<PoolClient>;
  override connect(connected: Connected): void;
  override connect(connected?: Connected): Promise<PoolClient> | void {
    const mustWait = this.idleCount === 0 && this.totalCount >= this.settings.max;
    const began = mustWait ? performance.now() : 0;
    const over = (): void => {
      if (mustWait) this.onWaited(performance.now() - began);
    };
    if (connected === undefined) return mustWait ? super.connect().finally(over) : super.connect();
    super.connect((error, client, done) => {
      over();
      connected(error, client, done);
    });
  }
}

interface PoolSettings {
  readonly max: number;
  readonly onLost?: (error: Error) => void;
  readonly onWaited?: (ms: number) => void;
}

/** Connections for the stores: bounded waits, and statements that need nothing of each other travel together. */
export function openPool(
  connectionString: string,
  { max, onLost = () => undefined, onWaited = () => undefined }: PoolSettings,
): Pool {
  // "pipeline" is an option of pg that its types do not know yet.
  const options: PoolConfig & { max: number; pipeline: true } = {
    connectionString,
    max,
    pipeline: true,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    application_name: 'one-thing engine',
    options: SESSION,
  };
  const pool = new WatchedPool(options, onWaited);
  pool.on('error', onLost);
  // A connection lost between two statements of a transaction tells only itself, and unheard it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  dropSilent(pool);
  return pool;
}
