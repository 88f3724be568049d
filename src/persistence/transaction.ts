import type { Pool, PoolClient } from 'pg';

/** Serialization failure or deadlock: run it again. */
const REPEATABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

/** Runs a single statement, again when it lost to another: what it does must be harmless when done twice. */
export async function repeat<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isRepeatable(error) || attempt >= ATTEMPTS) throw error;
    }
  }
}

const isRepeatable = (error: unknown): boolean => REPEATABLE.has((error as { code?: string }).code ?? '');

/**
 * Runs `work` in one transaction. A failed COMMIT is not a rollback: the caller must be able to repeat the whole with
 * the same keys and find its own result.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      broken = await rollback(client);
      if (!isRepeatable(error) || attempt >= ATTEMPTS) throw error;
    } finally {
      client.release(broken);
    }
  }
}

async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
