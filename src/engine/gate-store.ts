import type { Gate } from './department-gate';
import type { DepartmentPolicy } from './department-policy';

/** A department's policy in force, and how it stands. */
export interface GateAndPolicy {
  readonly gate: Gate;
  readonly policy: DepartmentPolicy;
}

/**
 * What all workers know together of each department.
 *
 *  D1  `change` runs under the lock of the department's row, by the newest policy and the database's clock.
 *  D2  The incident of a department opens and closes in the commit that opens and closes its breaker: one at a time.
 */
export interface GateStore {
  /** Departments of which something is said: a policy, or a gate that was used. */
  load(): Promise<{ readonly departments: ReadonlyMap<string, GateAndPolicy>; readonly now: number }>;
  /** `change` is pure: it may be called again after a conflict. */
  change(
    department: string,
    change: (gate: Gate, policy: DepartmentPolicy, now: number) => Gate,
  ): Promise<GateAndPolicy>;
}
