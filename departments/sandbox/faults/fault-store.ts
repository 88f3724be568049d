import type { Pool } from 'pg';
import { DEPARTMENTS, type DepartmentId } from '../departments';
import type { Faults } from './faults';

/**
 * Faults are rows, so that they survive a restart; calls read the copy in memory. One sandbox process serves one
 * database, so nobody else changes the rows.
 */
export class FaultStore {
  private readonly faults = new Map<DepartmentId, Faults>();

  constructor(private readonly pool: Pool) {}

  async load(): Promise<void> {
    const { rows } = await this.pool.query<{ department: DepartmentId; faults: Faults }>(
      'select department, faults from sandbox.faults',
    );
    for (const row of rows) if (DEPARTMENTS.includes(row.department)) this.faults.set(row.department, row.faults);
  }

  of(department: DepartmentId): Faults {
    return this.faults.get(department) ?? {};
  }

  async set(department: DepartmentId, faults: Faults): Promise<void> {
    await this.pool.query(
      `insert into sandbox.faults (department, faults) values ($1, $2)
       on conflict (department) do update set faults = excluded.faults`,
      [department, JSON.stringify(faults)],
    );
    this.faults.set(department, faults);
  }
}
