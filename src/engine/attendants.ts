import type { ClaimedExecution } from './execution-store';

/** Room for one execution at a worker that is at work for its department. It is taken or left, exactly once. */
export interface Seat {
  /** The execution is this worker's, under a lease: the transaction that says so is committed. */
  take(claimed: ClaimedExecution): void;
  /** Nothing has come of it. */
  leave(): void;
}

/**
 * The workers of this process that are at work just now. An execution that opens while one of them has room is claimed
 * by the very transaction that opens it: no ring, no claim of its own. What finds no room is rung for.
 */
export interface Attendants {
  /** Under which name they claim, and for how long. */
  readonly worker: string;
  readonly leaseMs: number;
  reserve(department: string): Seat | undefined;
}
