import type { Pool } from 'pg';
import { freshGate, type Gate } from '../engine/department-gate';
import type { DepartmentList, PolicyAuthor, ReadDepartment } from '../engine/department-list';
import { defaultPolicy, type DepartmentPolicy } from '../engine/department-policy';
import { readDepartments, setDepartmentPolicy } from './sql/department-list';

interface DepartmentRow {
  readonly id: string;
  readonly policy: DepartmentPolicy | null;
  readonly version: number | null;
  readonly changed_at: Date | null;
  readonly changed_by: string | null;
  readonly gate: Gate | null;
  readonly waiting: number;
  readonly incident: string | null;
  readonly code: string | null;
  readonly opened_at: Date | null;
}

/** Departments and their policies on PostgreSQL. */
export class PostgresDepartmentList implements DepartmentList {
  constructor(private readonly pool: Pool) {}

  async read(ids: readonly string[]): Promise<readonly ReadDepartment[]> {
    const found = await this.pool.query<DepartmentRow>(readDepartments, [ids]);
    return found.rows.map(toDepartment);
  }

  async setPolicy(id: string, policy: DepartmentPolicy, author: PolicyAuthor): Promise<void> {
    const { keyId, organisation, role, requestId } = author;
    await this.pool.query(setDepartmentPolicy, [id, JSON.stringify(policy), keyId, organisation, role, requestId]);
  }
}

function toDepartment(row: DepartmentRow): ReadDepartment {
  const { id, incident, code, opened_at: openedAt, waiting } = row;
  return {
    id,
    policy: row.policy ?? defaultPolicy,
    version: row.version ?? 0,
    ...(row.changed_at === null ? {} : { changedAt: row.changed_at }),
    ...(row.changed_by === null ? {} : { changedBy: row.changed_by }),
    gate: row.gate ?? freshGate,
    waiting,
    ...(incident === null || code === null || openedAt === null ? {} : { incident: { id: incident, code, openedAt } }),
  };
}
