import type { LifeEvent } from '../core';
import type { DepartmentAnswer } from './department-gateway';
import type { ClaimedExecution } from './execution-store';
import type { Move, Start, Started } from './instance';
import type { InboxMessage, Message } from './message';
import type { SweepReport } from './sweep';

/** When work was under way, by the monotonic clock of this process (`performance.now()`). */
export interface Stretch {
  readonly began: number;
  readonly ended: number;
}

/** Of a move, what may be told: neither the record nor any field of it. */
export type MoveOutline = Pick<Move, 'instanceId' | 'seq' | 'history' | 'status' | 'ended' | 'incidents'>;

/** Triggers that one statement has written; what came of each stands at the same place. */
export interface AcceptedBatch extends Stretch {
  readonly starts: readonly (Pick<Start, 'event' | 'version' | 'traceparent'> & { readonly move: MoveOutline })[];
  readonly started: readonly Started[];
}

export interface FoldedInstance {
  readonly definition: LifeEvent;
  readonly messages: readonly Pick<Message, 'body'>[];
  readonly move: MoveOutline;
}

/** Instances that one transaction has moved. */
export interface AdvancedBatch extends Stretch {
  readonly folded: readonly FoldedInstance[];
}

export type Delivery = 'new' | 'known' | 'unknown';

/** Messages from outside that one statement has put into inboxes. */
export interface DeliveredBatch extends Stretch {
  readonly messages: readonly {
    readonly instanceId: string;
    readonly message: Pick<InboxMessage, 'key' | 'body' | 'traceparent'>;
    readonly delivery: Delivery;
  }[];
}

/** Executions that one statement was to claim. */
export interface ClaimedBatch extends Stretch {
  readonly asked: number;
  /** Those that were free. */
  readonly claimed: readonly ClaimOutline[];
}

/** Of a claim, what may be told: not the fields it discloses. */
export type ClaimOutline = Pick<
  ClaimedExecution,
  'id' | 'instanceId' | 'event' | 'version' | 'step' | 'subject' | 'epoch' | 'attempts'
>;

/** How an attempt ended: as the department answered, or by a fault of ours. */
export type AttemptOutcome = DepartmentAnswer['kind'] | 'thrown';

/** An attempt that is under way. It ends exactly once. */
export interface OpenAttempt {
  /** The W3C trace context that goes to the department; undefined where nobody traces. */
  readonly traceparent?: string;
  end(outcome: AttemptOutcome): void;
}

/**
 * Whom the engine tells of its work: plain calls, after the fact, a batch at a time. Nothing comes back and nothing may
 * be thrown, so that who listens can neither slow down nor change what happens. Never personal data.
 */
export interface Telemetry {
  accepted(batch: AcceptedBatch): void;
  /** After the commit. */
  advanced(batch: AdvancedBatch): void;
  delivered(batch: DeliveredBatch): void;
  claimed(batch: ClaimedBatch): void;
  /** A department is called, or asked what became of an earlier call; `none`: it is hopeless, nobody need be asked. */
  attempt(claim: ClaimOutline, department: string, kind: 'call' | 'ask' | 'none'): OpenAttempt;
  /** So many executions in one ring. */
  rang(department: string, executions: number): void;
  /** The queue has not taken a ring: the sweep rings again. */
  ringFailed(department: string): void;
  /** Undefined: the sweep has failed. */
  swept(report: SweepReport | undefined): void;
  /** Somebody has waited for a connection to the database. */
  waited(ms: number): void;
}

const nothing = (): void => undefined;
const untold: OpenAttempt = { end: nothing };

/** Nobody listens. */
export const noTelemetry: Telemetry = {
  accepted: nothing,
  advanced: nothing,
  delivered: nothing,
  claimed: nothing,
  attempt: () => untold,
  rang: nothing,
  ringFailed: nothing,
  swept: nothing,
  waited: nothing,
};
