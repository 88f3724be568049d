import type { Gate } from './department-gate';
import type { DepartmentPolicy } from './department-policy';

/** A department as an operator sees it. */
export interface ReadDepartment {
  readonly id: string;
  readonly policy: DepartmentPolicy;
  /** Grows with every change; 0 while the policy is the default. */
  readonly version: number;
  readonly changedAt?: Date;
  readonly changedBy?: string;
  readonly gate: Gate;
  /** Step executions that are ready, under way or to be tried again. */
  readonly waiting: number;
  /** Open while the department does not answer. */
  readonly incident?: { readonly id: string; readonly code: string; readonly openedAt: Date };
}

/** Who changes a policy; kept for ever. */
export interface PolicyAuthor {
  readonly keyId: string;
  readonly organisation: string;
  readonly role: string;
  readonly requestId: string;
}

/** Departments and their policies, for operators. */
export interface DepartmentList {
  /** In the order of the ids. */
  read(ids: readonly string[]): Promise<readonly ReadDepartment[]>;
  /** Replaces the policy as a whole, and keeps who did it in the same transaction. */
  setPolicy(id: string, policy: DepartmentPolicy, author: PolicyAuthor): Promise<void>;
}
