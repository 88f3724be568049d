import type { Fields } from '../core';
import type { Page } from './case-reader';
import type { Actor } from './instance';
import type { MessageBody, Repair } from './message';

/** Percent of the incidents let go by the end of each stage: a few first, and the rest when they have gone well. */
export const RAMP: readonly number[] = [1, 10, 100];
export const AT_ONCE: readonly number[] = [100];

/** `paused` lets nothing go; what was let go goes on. `finished`: all were let go and answered. */
export type BulkRepairState = 'running' | 'paused' | 'cancelled' | 'finished';

/** What one decision does to all open incidents of one cause: a record that any process of the product carries on. */
export interface BulkRepair {
  readonly id: string;
  readonly fingerprint: string;
  readonly repair: Repair;
  readonly reason: string;
  readonly found?: 'done' | 'notDone';
  readonly actor: Actor;
  readonly state: BulkRepairState;
  /** `failed-again`: too many of those let go have failed for the same cause. */
  readonly pausedBecause?: 'by-operator' | 'failed-again';
  readonly stages: readonly number[];
  /** The stage under way, from 1. */
  readonly stage: number;
  readonly total: number;
  readonly letGo: number;
  /** Let go and well: settled or, for a retry, answered by the department. */
  readonly done: number;
  /** Let go and failed, for whatever cause, or not expected by the case any more. */
  readonly failed: number;
  /** Those of the failed that have failed for the same cause. */
  readonly failedAgain: number;
  /** Settled by somebody else before their turn came. */
  readonly passedOver: number;
  readonly startedAt: Date;
  readonly finishedAt?: Date;
}

/** Incidents of one cause that stand at the same step of the same definition. */
export interface IncidentsAtStep {
  /** Undefined for a case that is not known any more. */
  readonly event?: string;
  readonly version?: number;
  /** Empty when the cases as a whole stand still. */
  readonly step: string;
  readonly code: string;
  readonly count: number;
}

export interface NewBulkRepair {
  readonly id: string;
  readonly fingerprint: string;
  readonly repair: Repair;
  readonly reason: string;
  readonly found?: 'done' | 'notDone';
  /** What each resolved step is to bring. */
  readonly output?: Fields;
  readonly actor: Actor;
  readonly stages: readonly number[];
  /** The steps whose open incidents are to be repaired. */
  readonly at: readonly Pick<IncidentsAtStep, 'event' | 'version' | 'step'>[];
}

/** A repair with what its messages carry. */
export interface ClaimedBulkRepair extends BulkRepair {
  readonly output?: Fields;
}

/** One incident of a bulk repair, in the order in which they are let go: the oldest first. */
export interface BulkRepairItem {
  readonly n: number;
  readonly incidentId: string;
  readonly instanceId: string;
  readonly region: string;
  /** False when somebody else has settled the incident and this repair has not. */
  readonly due: boolean;
}

export type BulkRepairOrder = 'pause' | 'resume' | 'cancel';

/**
 * Bulk repairs and their items. Each method is one statement or one transaction, and harmless when done twice.
 *
 *  B1  A cause has at most one repair that is running or paused.
 *  B2  The items are chosen once, when the repair is opened, and let go in their order.
 *  B3  Each item is counted once, when it has been answered.
 *  B4  The next stage begins when all that were let go are answered and at most a small share failed again.
 */
export interface BulkRepairStore {
  /** Opens a repair; `existing` when the cause has one that is not over. */
  open(wanted: NewBulkRepair): Promise<{ readonly kind: 'opened' | 'existing'; readonly repair: BulkRepair }>;
  find(id: string): Promise<BulkRepair | undefined>;
  /** Newest first. */
  list(page: { after?: string; limit: number }): Promise<Page<BulkRepair>>;
  /** By compare-and-set; false when the repair is in no state to be told so. Told again, it is the same. */
  order(id: string, order: BulkRepairOrder): Promise<boolean>;
  /** Takes repairs that have something to do and that nobody holds, by the database's clock. */
  claim(limit: number, forMs: number): Promise<ClaimedBulkRepair[]>;
  release(ids: readonly string[]): Promise<void>;
  /** The next items that the stage under way may let go. */
  next(id: string, limit: number): Promise<BulkRepairItem[]>;
  /** Items up to `n` have been delivered. */
  letGo(id: string, n: number): Promise<void>;
  /** Looks what became of so many items after `n` that were let go; says where to look on, or undefined at the end. */
  settle(id: string, after: number, limit: number): Promise<{ readonly settled: number; readonly next?: number }>;
  /** Ends the stage when it is over: goes on, pauses when more than this share failed again, or finishes. */
  endStage(id: string, mostFailedAgain: number): Promise<boolean>;
}

/** Recognises a repair of an incident for ever, singly or in bulk. */
export const repairKey = (incidentId: string, repair: Repair): string => `incident:${incidentId}:${repair}`;

/** How many items are let go by the end of a stage. */
export const targetOf = ({ total, stages, stage }: Pick<BulkRepair, 'total' | 'stages' | 'stage'>): number =>
  Math.ceil((total * (stages[stage - 1] ?? 100)) / 100);

export const repairBody = (
  region: string,
  { repair, reason, found }: Pick<BulkRepair, 'repair' | 'reason' | 'found'>,
): Extract<MessageBody, { type: 'repair' }> => ({
  ...{ type: 'repair', region, repair, reason },
  ...(found === undefined ? {} : { found }),
});
