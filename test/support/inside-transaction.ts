import type { Pool, PoolClient } from 'pg';

/**
 * A pool of which every connection is this one, in the middle of its transaction: what is read sees what the transaction
 * has done and nobody else does. Transactions begun through it are savepoints.
 */
export function insideTransaction(client: PoolClient): Pool {
  const words: Readonly<Record<string, string>> = {
    'begin isolation level repeatable read read only': 'savepoint inside',
    rollback: 'rollback to savepoint inside',
  };
  const query = (statement: string | { text: string }, values?: unknown[]) =>
    client.query(typeof statement === 'string' ? (words[statement] ?? statement) : statement, values);
  const inner = { query, release: () => undefined };
  return { query, connect: () => Promise.resolve(inner) } as unknown as Pool;
}
