import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';

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

/** What a statement is: a name under which each connection keeps it prepared, and its text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A pool or a transaction: whatever answers a statement. */
export interface Queries {
  query<Row extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<QueryResult<Row>>;
}

/**
 * One transaction on a connection that pipelines: statements that need nothing of each other travel together, so that
 * a transaction costs as many round trips as it has questions that must be answered first.
 */
export class Transaction implements Queries {
  private readonly sent: Promise<unknown>[] = [];

  constructor(private readonly client: PoolClient) {
    this.send('begin');
  }

  /** Waits for the answer. */
  query<Row extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<QueryResult<Row>> {
    return this.client.query<Row>(statement, values);
  }

  /** Does not wait: should it fail, the commit fails with its error. */
  send(statement: Statement | string, values: unknown[] = []): void {
    const answer = this.client.query(statement as string, values);
    // Whoever commits hears of it; until then nobody may have to.
    answer.catch(() => undefined);
    this.sent.push(answer);
  }

  async commit(): Promise<void> {
    this.send('commit');
    await Promise.all(this.sent);
  }
}

/**
 * Runs `work` in one transaction. A failed COMMIT is not a rollback: the caller must be able to repeat the whole with
 * the same keys and find its own result.
 */
export async function inTransaction<T>(pool: Pool, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      const transaction = new Transaction(client);
      const result = await work(transaction);
      await transaction.commit();
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
