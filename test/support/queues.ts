import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startRedis, type TestRedis } from './redis';

export type QueueKind = 'postgres' | 'redis';

const hasRedis = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'redis-server')));

/** The same tests on each queue there is. Where Redis is not installed its half counts as skipped; in CI it must be. */
export function describeOnEachQueue(name: string, tests: (queue: QueueKind) => void): void {
  describe(`${name}, on the queue in PostgreSQL`, () => tests('postgres'));
  const describeOnRedis = hasRedis || process.env['CI'] === 'true' ? describe : describe.skip;
  describeOnRedis(`${name}, on the queue in Redis`, () => tests('redis'));
}

/** A Redis of the test's own when the queue is to be there, or nothing. */
export async function startQueueServer(queue: QueueKind): Promise<TestRedis | undefined> {
  if (queue === 'postgres') return undefined;
  const redis = await startRedis();
  if (redis === undefined) throw new Error('redis-server is missing');
  return redis;
}
