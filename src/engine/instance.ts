import {
  reversalKinds,
  type Act,
  type CaseRecord,
  type Facts,
  type Outcome,
  type RecordPart,
  type StateText,
} from '../core';
import type { StoredClock } from './stored-clock';

/** Status of an instance, as CONTRACT.md names them. */
export type InstanceStatus = 'accepted' | 'running' | Outcome;

/** Every status that a case may stand in. */
export const instanceStatuses = [
  ...(['accepted', 'running', 'completed', 'partiallyCompleted', 'rejected'] as const),
  ...reversalKinds,
] as const satisfies readonly InstanceStatus[];

/** A case that stands so has given its business key free: what it was about may begin anew. */
export const freedStatuses: readonly string[] = [...reversalKinds, 'rejected'];

/** Who did something: a key's organisation, a department, or the engine itself. Never a person's name or number. */
export type Actor = string;

/** One visit of an instance to a step: `<instance>-<seq>-<n>`, correlation id and idempotency key in one. */
export type ExecutionId = string;

export const executionId = (instanceId: string, seq: number, n: number): ExecutionId => `${instanceId}-${seq}-${n}`;

const EXECUTION_ID = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-(\d{1,7})-(\d{1,3})$/;

export function parseExecutionId(id: string): { instanceId: string; seq: number; n: number } | undefined {
  const found = EXECUTION_ID.exec(id);
  if (found === null) return undefined;
  return { instanceId: found[1] as string, seq: Number(found[2]), n: Number(found[3]) };
}

/**
 * Status of a step execution. `pending` waits for a worker, `running` has a lease, `accepted` waits for the
 * department's later answer, `unknown` must be asked about before it is repeated, `open` and `claimed` are a task's.
 * `passedOn`: a person has handed the matter on, to the applicant, to another officer or to a second pair of eyes.
 */
export type ExecutionStatus =
  | 'pending'
  | 'running'
  | 'accepted'
  | 'unknown'
  | 'open'
  | 'claimed'
  | 'completed'
  | 'refused'
  | 'failed'
  | 'passedOn'
  | 'cancelled';

export const openStatuses: readonly ExecutionStatus[] = [
  'pending',
  'running',
  'accepted',
  'unknown',
  'open',
  'claimed',
];

export type ExecutionKind = 'handler' | 'task' | 'correction' | 'escalation' | 'review';

/** Why a step was refused or failed: a stable code, and texts that a person may read. No personal data. */
export interface Reason {
  readonly code: string;
  readonly message?: { readonly 'zh-CN': string; readonly en: string };
  /** What the applicant is to put right, all of it at once. */
  readonly defects?: readonly AskedDefect[];
}

/** A field that is to be put right, and what is wrong with it. No personal data. */
export interface AskedDefect {
  /** Path of the field, as the step knows it. */
  readonly field: string;
  readonly code: string;
  readonly message?: { readonly 'zh-CN': string; readonly en: string };
}

/** What the store keeps of an instance and gives to the fold, under its row lock. */
export interface StoredInstance {
  readonly id: string;
  readonly event: string;
  readonly version: number;
  readonly subjects: number;
  readonly status: InstanceStatus;
  readonly seq: number;
  readonly state: StateText;
  /** Hash of the last history row, hex. */
  readonly headHash: string;
  /** The clock of the whole case; absent where its definition sets it no limit. */
  readonly clock?: StoredClock;
  /** The executions that the messages at hand speak of, and the newest of a region that is repaired, by id. */
  readonly executions: ReadonlyMap<ExecutionId, StoredExecution>;
}

export interface StoredExecution {
  readonly id: ExecutionId;
  readonly region: string;
  /** Set where it does not do the step's own matter. */
  readonly act?: Act;
  readonly status: ExecutionStatus;
  readonly epoch: number;
  /** Who holds it: of a task the key of a person, of a handler's execution its worker. */
  readonly claimedBy?: string;
  /** Who has passed it on: advice goes back there, and what is proposed is confirmed by somebody else. */
  readonly askedBy?: string;
  /** Absent for one from before there were clocks. */
  readonly clock?: StoredClock;
}

/** A new instance with its first move, written in one statement. */
export interface Start {
  readonly id: string;
  readonly event: string;
  readonly version: number;
  readonly subjects: number;
  readonly businessKey: readonly string[];
  readonly persons: readonly { readonly relation: string; readonly idNumber: string }[];
  readonly trackingCode: string;
  readonly startedBy: Actor;
  readonly record: CaseRecord;
  readonly facts: Facts;
  readonly move: Move;
  /** The caller's `Idempotency-Key`, with a digest of what it was sent with. */
  readonly idempotency?: { readonly caller: string; readonly key: string; readonly digest: string };
  /** The caller's W3C trace context, for those who are told of the start: it is not stored. */
  readonly traceparent?: string;
}

export type Started =
  /** `called`: signals waited for this case. */
  | { readonly kind: 'created'; readonly id: string; readonly called?: true }
  | { readonly kind: 'existing' | 'conflict'; readonly id: string };

export interface HistoryRow {
  readonly seq: number;
  /** A fact in the past tense: `instance.started`, `step.completed`, `message.refused` … */
  readonly type: string;
  readonly region?: string;
  readonly execution?: ExecutionId;
  readonly messageKey?: string;
  readonly actor: Actor;
  readonly at: Date;
  /** Codes only, never personal data. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** SHA-256 over the row and the hash before it, hex. */
  readonly hash: string;
}

export interface OpenedExecution {
  readonly id: ExecutionId;
  readonly region: string;
  readonly step: string;
  readonly subject: number;
  readonly kind: ExecutionKind;
  /** Set where it does not do the step's own matter. */
  readonly act?: Act;
  readonly department: string;
  readonly role?: string;
  readonly dueAt: Date;
  readonly dueProvisional: boolean;
  /** The clock of its step, which goes on from visit to visit. */
  readonly clock: StoredClock;
  readonly reason?: Reason;
  /** Whom it is given to at once, because it comes back to them. */
  readonly claimedBy?: string;
  readonly askedBy?: string;
}

export interface ClosedExecution {
  readonly id: ExecutionId;
  readonly status: 'completed' | 'refused' | 'failed' | 'passedOn' | 'cancelled';
  readonly reason?: Reason;
}

export interface ArmedTimer {
  readonly region: string;
  readonly timer: string;
  readonly days: number;
  /** Absolute path of the date it counts from. */
  readonly after: string;
  readonly armedSeq: number;
}

export interface OpenedIncident {
  readonly region: string;
  readonly code: string;
  /** One cause, one fingerprint, however many cases: department, matter and code. */
  readonly fingerprint: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Everything one fold writes for one instance: all of it in one transaction, or nothing. */
export interface Move {
  readonly instanceId: string;
  readonly status: InstanceStatus;
  readonly seq: number;
  readonly state: StateText;
  readonly headHash: string;
  readonly ended: boolean;
  /** The version of the definition that the case follows from now on, where that has changed. */
  readonly version?: number;
  readonly history: readonly HistoryRow[];
  readonly opened: readonly OpenedExecution[];
  readonly closed: readonly ClosedExecution[];
  /** Regions whose executions from before this move, if still open, are cancelled. */
  readonly closedRegions: readonly string[];
  /** Open tasks that somebody has put into other hands; without a holder back into the queue. */
  readonly reassigned: readonly { readonly id: ExecutionId; readonly holder?: string }[];
  /** Clocks of executions from before this move that have changed. */
  readonly clocks: readonly { readonly id: ExecutionId; readonly clock: StoredClock }[];
  /** The clock of the whole case, when it has started or changed. */
  readonly caseClock?: StoredClock;
  readonly timers: readonly ArmedTimer[];
  readonly cancelledTimers: readonly string[];
  readonly incidents: readonly OpenedIncident[];
  readonly closedIncidents: readonly string[];
  readonly record: readonly { readonly seq: number; readonly part: RecordPart }[];
  /** Inbox rows that stay for a later move. */
  readonly deferred: readonly string[];
}
