import { createPostgresBackend, Queue, Worker, type Processor, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool, type PoolConfig } from 'pg';
import { dropSilent } from '../engine/drop-silent';

/** What a ring carries: ids, and nothing else. */
export interface Ring {
  readonly ids: readonly string[];
  /** The process that rang and its running number there, so that it knows when its ring is answered. */
  readonly by: string;
  readonly ring: number;
}

/** Where the doorbell hangs: BullMQ on PostgreSQL by default, on Redis for more than one machine. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  queue(department: string): Queue<Ring>;
  worker(department: string, processor: Processor<Ring>, options: { concurrency: number }): Worker<Ring>;
  close(): Promise<void>;
}

const queueName = (department: string): string => `department-${department}`;

/**
 * Nothing is kept, nothing is retried and nothing is delayed in BullMQ: the step execution is the truth, and a job
 * that is lost or fails is rung again from there. A job that stalls is handed on, however often.
 */
const keepNothing = { removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } } as const;
const workerOptions: Omit<WorkerOptions, 'connection'> = {
  ...keepNothing,
  maxStalledCount: 1_000_000,
  // Each look leaves a dead row for each department. Nobody waits for it: the sweep rings for what a dead worker held.
  stalledInterval: 60_000,
  runRetryDelay: 2_000,
  // Seconds that a worker listens before it looks again by itself, four statements for each department. A connection
  // that has gone deaf without telling costs at most this.
  drainDelay: 9,
};

export function postgresBackend(connectionString: string, departments: number, schema = 'bullmq'): QueueBackend {
  // One pool for all: each worker keeps one connection to listen on, and a few more carry the jobs. "pipeline" is not in
  // the types of pg yet: only such a connection is given up when an answer does not come.
  const options: PoolConfig & { pipeline: true } = {
    connectionString,
    max: departments + 6,
    pipeline: true,
    connectionTimeoutMillis: 3_000,
    query_timeout: 3_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    application_name: 'one-thing queue',
    // A ring that is lost is rung again by the sweep: the queue's own commits need not wait for the disk. Ours always do.
    options: `-c search_path=${schema} -c synchronous_commit=off`,
  };
  const pool = new Pool(options);
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  dropSilent(pool);
  // Every queue and worker listens for errors on the pool they share.
  pool.setMaxListeners(0);
  const connection = pool as never;
  return {
    kind: 'postgres',
    queue: (department) =>
      new Queue<Ring>(
        queueName(department),
        { connection, defaultJobOptions: keepOnce },
        createPostgresBackend as never,
      ),
    worker: (department, processor, options) =>
      new Worker<Ring>(
        queueName(department),
        processor,
        { ...workerOptions, ...options, connection },
        createPostgresBackend as never,
      ),
    close: () => pool.end(),
  };
}

const keepOnce = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

export function redisBackend(url: string): QueueBackend {
  const adding = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: false });
  const working = new Redis(url, { maxRetriesPerRequest: null });
  for (const client of [adding, working]) client.on('error', () => undefined);
  return {
    kind: 'redis',
    queue: (department) => new Queue<Ring>(queueName(department), { connection: adding, defaultJobOptions: keepOnce }),
    worker: (department, processor, options) =>
      new Worker<Ring>(queueName(department), processor, { ...workerOptions, ...options, connection: working }),
    close: async () => {
      adding.disconnect();
      working.disconnect();
      return Promise.resolve();
    },
  };
}
