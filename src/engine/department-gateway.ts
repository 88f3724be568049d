import type { Fields } from '../core';
import type { ClaimedExecution } from './execution-store';
import type { ExecutionId, Reason } from './instance';

/** One call of a department, as docs/department-contract.md describes it. */
export interface DepartmentCall {
  readonly department: string;
  readonly matter: string;
  readonly idempotencyKey: ExecutionId;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly step: string;
  readonly subject: number;
  readonly fields: Fields;
  /** Set where something is taken back: the execution that is undone, which may never have come to be, and why. */
  readonly undoes?: ClaimedExecution['undoes'];
  /** Set where something is put right: the execution that is amended, and what has changed of what it was told. */
  readonly amends?: ClaimedExecution['amends'];
  /** W3C trace context of this attempt, where cases are traced. */
  readonly traceparent?: string;
}

export type DepartmentAnswer =
  | { readonly kind: 'completed'; readonly output: Fields }
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** 202: the answer comes later. */
  | { readonly kind: 'accepted' }
  /** This request can never succeed. */
  | { readonly kind: 'impossible'; readonly reason: Reason }
  /** Not done; may be tried again, not before `retryAfterMs` where the department says so. */
  | { readonly kind: 'unavailable'; readonly reason: Reason; readonly retryAfterMs?: number }
  /** Nobody knows whether it was done: ask by key first. */
  | { readonly kind: 'unknown'; readonly reason: Reason };

/** Reaches departments. Never throws for what a department does. */
export interface DepartmentGateway {
  call(call: DepartmentCall): Promise<DepartmentAnswer>;
  /** Asks what became of a key; undefined when the department has never received it. */
  ask(department: string, idempotencyKey: ExecutionId, traceparent?: string): Promise<DepartmentAnswer | undefined>;
}
