import type { Pool } from 'pg';
import type { Workload, WorkloadReader } from '../engine/workload';
import { readWorkload } from './sql/workload';

/** Codes of incidents told apart; those of departments come from outside, so there may be many. */
const MOST_CODES = 50;

/** What waits, in one statement on PostgreSQL. */
export class PostgresWorkload implements WorkloadReader {
  constructor(private readonly pool: Pool) {}

  async read(): Promise<Workload> {
    const found = await this.pool.query<Workload>(readWorkload, [MOST_CODES]);
    const [workload] = found.rows;
    if (workload === undefined) throw new Error('The workload has no row');
    return workload;
  }
}
