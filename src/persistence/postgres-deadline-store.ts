import type { Pool } from 'pg';
import type { DeadlineStore } from '../engine/deadline-store';
import { putOutdated, putRisen } from './sql/clocks';
import type { Statement } from './transaction';

/** Looks at the clocks in PostgreSQL: one statement finds them and puts the messages. */
export class PostgresDeadlineStore implements DeadlineStore {
  constructor(private readonly pool: Pool) {}

  putRisen(limit: number): Promise<string[]> {
    return this.put(putRisen, [limit]);
  }

  putOutdated(calendarVersion: string, limit: number): Promise<string[]> {
    return this.put(putOutdated, [limit, calendarVersion]);
  }

  private async put(statement: Statement, values: readonly unknown[]): Promise<string[]> {
    const { rows } = await this.pool.query<{ instance_id: string }>(statement, [...values]);
    return [...new Set(rows.map(({ instance_id: id }) => id))];
  }
}
