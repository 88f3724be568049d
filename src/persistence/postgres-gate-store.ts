import type { Pool } from 'pg';
import { freshGate, incidentBetween, type Gate } from '../engine/department-gate';
import { defaultPolicy, type DepartmentPolicy } from '../engine/department-policy';
import type { GateAndPolicy, GateStore } from '../engine/gate-store';
import {
  closeDepartmentIncident,
  insertGate,
  loadGates,
  lockGate,
  openDepartmentIncident,
  writeGate,
} from './sql/department-gates';
import { inTransaction, type Transaction } from './transaction';

interface LockedRow {
  readonly gate: Gate;
  readonly policy: DepartmentPolicy | null;
  readonly now: number;
}

interface LoadedRow {
  readonly department: string | null;
  readonly policy: DepartmentPolicy | null;
  readonly gate: Gate | null;
  readonly now: number;
}

/** Why a department has an incident of its own. */
const DEPARTMENT_DEAD = 'department-not-answering';

/** Gates of departments on PostgreSQL: a row each, changed under its lock. */
export class PostgresGateStore implements GateStore {
  constructor(private readonly pool: Pool) {}

  async load(): Promise<{ departments: ReadonlyMap<string, GateAndPolicy>; now: number }> {
    const found = await this.pool.query<LoadedRow>(loadGates);
    const said = found.rows.flatMap(({ department, policy, gate }): [string, GateAndPolicy][] =>
      department === null ? [] : [[department, { gate: gate ?? freshGate, policy: policy ?? defaultPolicy }]],
    );
    return { departments: new Map(said), now: found.rows[0]?.now ?? 0 };
  }

  change(
    department: string,
    change: (gate: Gate, policy: DepartmentPolicy, now: number) => Gate,
  ): Promise<GateAndPolicy> {
    return inTransaction(this.pool, async (transaction) => {
      const row = await lock(transaction, department);
      const policy = row.policy ?? defaultPolicy;
      const gate = change(row.gate, policy, row.now);
      if (gate !== row.gate) transaction.send(writeGate, [department, JSON.stringify(gate)]);
      const incident = incidentBetween(row.gate, gate);
      if (incident === 'opens') transaction.send(openDepartmentIncident, [department, DEPARTMENT_DEAD]);
      if (incident === 'closes') transaction.send(closeDepartmentIncident, [department]);
      return { gate, policy };
    });
  }
}

async function lock(transaction: Transaction, department: string): Promise<LockedRow> {
  const found = await transaction.query<LockedRow>(lockGate, [department]);
  if (found.rows[0] !== undefined) return found.rows[0];
  transaction.send(insertGate, [department, JSON.stringify(freshGate)]);
  const made = await transaction.query<LockedRow>(lockGate, [department]);
  if (made.rows[0] === undefined) throw new Error(`The gate of ${department} cannot be locked`);
  return made.rows[0];
}
