import type { Redis } from 'ioredis';
import { Redis as RedisClient } from 'ioredis';
import { Client } from 'pg';
import type { Counter } from '../../src/engine/session';
import { DepartmentWorkers } from '../../src/queue/department-workers';
import { postgresBackend, redisBackend, type QueueBackend } from '../../src/queue/queue-backend';
import { createTestDatabase } from './database';
import { startQueueServer, type QueueKind } from './queues';
import type { QueueBell } from '../../src/queue/queue-bell';

/** A queue of the test's own, on either backend, that can be looked into and emptied. */
export interface QueueUnderTest {
  /** Another connection to it, as another process would have. */
  open(): QueueBackend;
  /** Everything that is stored in it, as text. */
  dump(): Promise<string>;
  /** All jobs gone, as after a crash of a server that keeps nothing. */
  empty(): Promise<void>;
  /** A backend whose server is not there. */
  openNowhere(): QueueBackend;
  close(): Promise<void>;
}

export async function openQueueUnderTest(kind: QueueKind): Promise<QueueUnderTest> {
  return kind === 'postgres' ? openOnPostgres() : openOnRedis();
}

async function openOnPostgres(): Promise<QueueUnderTest> {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return {
    open: () => postgresBackend(database.url, 2),
    openNowhere: () => postgresBackend('postgres://nobody@127.0.0.1:9/none', 2),
    dump: async () =>
      (await client.query<{ row: string }>('select to_json(job)::text as row from bullmq.job')).rows
        .map(({ row }) => row)
        .join('\n'),
    empty: async () => {
      await client.query('delete from bullmq.job');
    },
    close: async () => {
      await client.end();
      await database.drop();
    },
  };
}

async function openOnRedis(): Promise<QueueUnderTest> {
  const server = await startQueueServer('redis');
  if (server === undefined) throw new Error('no Redis');
  const client = new RedisClient(server.url);
  return {
    open: () => redisBackend(server.url),
    openNowhere: () => redisBackend('redis://127.0.0.1:9'),
    dump: async () => (await Promise.all((await client.keys('*')).map((key) => show(client, key)))).join('\n'),
    empty: async () => {
      await client.flushall();
    },
    close: async () => {
      client.disconnect();
      await server.stop();
    },
  };
}

async function show(client: Redis, key: string): Promise<string> {
  return (await client.type(key)) === 'hash' ? JSON.stringify(await client.hgetall(key)) : key;
}

/** Workers of two departments that write down what they are given and may be held up. */
export class Listeners {
  readonly rings: (readonly string[])[] = [];
  readonly errors: unknown[] = [];
  private takesAlong = false;
  private gate: Promise<void> = Promise.resolve();
  private open = (): void => undefined;
  private readonly workers: DepartmentWorkers;

  constructor(backend: QueueBackend, bell: QueueBell) {
    const handle = async (ids: readonly string[], counter: Counter): Promise<void> => {
      for (let some = ids; some.length > 0; some = this.takesAlong ? counter.take(64) : []) {
        this.rings.push(some);
        await this.gate;
      }
    };
    this.workers = new DepartmentWorkers(
      backend,
      bell,
      { handle },
      {
        departments: ['health', 'police'],
        concurrency: 4,
        onError: (_, error) => void this.errors.push(error),
        onDeaf: () => undefined,
      },
    );
  }

  get heard(): string[] {
    return this.rings.flat();
  }

  /** From now on they take along what else has come in, as the engine does. */
  takeAlong(): void {
    this.takesAlong = true;
  }

  /** Nothing is worked off until the function returned is called. */
  holdUp(): () => void {
    this.gate = new Promise((resolve) => (this.open = resolve));
    return this.open;
  }

  ready = (): Promise<void> => this.workers.ready();

  /** Works off what is held up, too. */
  close(): Promise<void> {
    this.open();
    return this.workers.close();
  }

  /** As when the process stops: what is held up stays so. */
  stop = (): Promise<void> => this.workers.close();
}
