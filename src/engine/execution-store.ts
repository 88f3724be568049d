import type { Fields, ReversalKind } from '../core';
import type { ExecutionId, Reason } from './instance';

/** A step execution that this worker holds, with exactly the fields its step reads. */
export interface ClaimedExecution {
  readonly id: ExecutionId;
  readonly instanceId: string;
  readonly caseNumber: string;
  readonly event: string;
  readonly version: number;
  readonly step: string;
  readonly region: string;
  readonly subject: number;
  readonly epoch: number;
  /** This attempt, from 1. */
  readonly attempts: number;
  /** True when an earlier attempt may have reached the department. */
  readonly doubt: boolean;
  /** True when the department has answered 202 and owes the answer. */
  readonly accepted: boolean;
  /** Set where it takes something back: the newest execution of its region that did the step's own matter, and why. */
  readonly undoes?: { readonly execution: ExecutionId; readonly reason: ReversalKind };
  /**
   * Set where it puts something right: the newest execution of its region that did the step's own matter, and what its
   * department was last told of the fields that have changed since.
   */
  readonly amends?: { readonly execution: ExecutionId; readonly former: Fields };
  /** Or the field that is not known, or that the record does not open: then the department is not asked. */
  readonly fields: Fields | { readonly missing: string } | { readonly unreadable: true };
}

/** What a worker says of an execution that is not over: when somebody may take it again. */
export interface Settlement {
  readonly id: ExecutionId;
  readonly epoch: number;
  readonly status: 'pending' | 'accepted' | 'unknown';
  readonly availableInMs: number;
  readonly reason?: Reason;
  /** The claim does not count: nobody was called, or the department as a whole is dead. */
  readonly isNoAttempt?: true;
}

/** An execution that is ready for a worker. */
export interface DueExecution {
  readonly id: ExecutionId;
  readonly department: string;
  /** Its life event: within a department they are served in turn. */
  readonly event: string;
}

/** Leases on step executions. Only the database's clock counts; every claim raises the epoch, which fences old holders. */
export interface ExecutionStore {
  /** Takes those of the ids that are free, and logs what is disclosed in the same statement. */
  claim(ids: readonly ExecutionId[], worker: string, leaseMs: number): Promise<ClaimedExecution[]>;
  /** Gives executions back. Those whose epoch has passed to another worker are left alone. */
  settle(settlements: readonly Settlement[]): Promise<void>;
  /** Lengthens leases that are still held. */
  renew(held: readonly { readonly id: ExecutionId; readonly epoch: number }[], leaseMs: number): Promise<void>;
  /** Under which names unexpired leases are held. */
  findHolders(): Promise<string[]>;
  /** Ends the leases of holders who are gone: what they held is due at once, its outcome in doubt. */
  expire(holders: readonly string[]): Promise<void>;
  /**
   * Ends the leases under these names that have at most so long left and are none of those `held`: claims whose answer
   * never came back, so that nobody works them off.
   */
  expireUnheld(holders: readonly string[], held: readonly ExecutionId[], leftMs: number): Promise<void>;
  /**
   * Whatever is ready, expired or due, by status and never by position: the guarantee behind the doorbell. At most
   * `limit` for each department, of each life event in turn the oldest first; nothing for those that are `closed`.
   */
  findDue(limit: number, departments?: readonly string[], closed?: readonly string[]): Promise<DueExecution[]>;
}
