import type { Fields, Level, ReversalKind, SpecialProcedure } from '../core';
import type { Actor, ExecutionId, Reason } from './instance';
import type { Holder, TaskDecision } from './task-decision';

/** A final answer to a step execution. `failed` means that attempts are used up or can never succeed. */
export type Answer =
  | { readonly outcome: 'completed' }
  | { readonly outcome: 'refused'; readonly reason: Reason }
  | { readonly outcome: 'failed'; readonly reason: Reason };

/** About a clock: it never moves the chart. */
export type ClockMessageBody =
  | {
      readonly type: 'clock';
      readonly execution: ExecutionId;
      readonly change: 'paused';
      readonly code: SpecialProcedure;
      /** Working days that the procedure may take out of the count; all it lasts when left out. */
      readonly limitDays?: number;
    }
  | { readonly type: 'clock'; readonly execution: ExecutionId; readonly change: 'resumed' }
  /** A level has been reached, by an execution or by the whole case. */
  | { readonly type: 'deadline'; readonly execution?: ExecutionId; readonly level: Level }
  /** A deadline is to be computed again, on this version of the calendar. */
  | { readonly type: 'calendar'; readonly execution?: ExecutionId; readonly version: string };

/** What a message says, without personal data: that travels apart, in `fields`. */
export type MessageBody =
  | ClockMessageBody
  | {
      readonly type: 'answer';
      readonly execution: ExecutionId;
      /** The fence: set by a worker, absent in a department's own later answer. */
      readonly epoch?: number;
      readonly answer: Answer;
      /** Who has answered a task. */
      readonly by?: Holder;
    }
  | {
      readonly type: 'decision';
      readonly execution: ExecutionId;
      readonly by: Holder;
      readonly decision: TaskDecision;
    }
  | {
      readonly type: 'signal';
      readonly signal: string;
      readonly region: string;
      /** Set on one that came before its case: what is wrong with it now that the case is there. It is refused with it. */
      readonly defect?: string;
    }
  | { readonly type: 'correction'; readonly execution: ExecutionId; readonly decision: 'corrected' | 'givenUp' }
  | { readonly type: 'timer'; readonly region: string; readonly timer: string }
  | {
      readonly type: 'migration';
      /** The versions of the definition that the case leaves and is to follow. */
      readonly from: number;
      readonly to: number;
      /** Set on the way back: where the migration that is taken back stands in the history, and the state before it. */
      readonly back?: { readonly seq: number; readonly state: string };
    }
  | {
      /** A case, or one region of it with what stands on it, is taken back. */
      readonly type: 'reversal';
      readonly reversal: ReversalKind;
      /** Empty for the whole case; one region can only be revoked. */
      readonly region: string;
      readonly reason: string;
      readonly by: Holder;
      /** Of a revocation: where it was proposed in the history, and by whom. */
      readonly proposal?: { readonly seq: number; readonly by: Holder };
    }
  | {
      /** One of two persons proposes to revoke a case or a region. It moves nothing. */
      readonly type: 'proposal';
      readonly region: string;
      readonly reason: string;
      readonly by: Holder;
    }
  | {
      /** Fields of the case are corrected; what they are now travels in `fields`. */
      readonly type: 'caseCorrection';
      /** Whose fields those of a subject are, from 1; 0 when there are none. */
      readonly subject: number;
      readonly reason: string;
      readonly by: Holder;
    }
  | {
      readonly type: 'repair';
      readonly region: string;
      readonly repair: Repair;
      readonly reason: string;
      /** What a person has found out at the department, where nobody else could tell. */
      readonly found?: 'done' | 'notDone';
    };

export const isAboutClock = (body: MessageBody): body is ClockMessageBody =>
  body.type === 'clock' || body.type === 'deadline' || body.type === 'calendar';

/** What an operator decides about a step that cannot go on. */
export type Repair = 'retried' | 'skipped' | 'resolved';

/** A message about the case as a whole, or about a region and what stands on it. */
export type ReversalBody = Extract<MessageBody, { readonly type: 'reversal' | 'proposal' }>;

/** Fields of a case that are corrected. */
export type CaseCorrectionBody = Extract<MessageBody, { readonly type: 'caseCorrection' }>;

/** A message that moves one step, as all do but a migration, a reversal, a correction and those about clocks. */
export type StepMessageBody = Exclude<
  MessageBody,
  ClockMessageBody | ReversalBody | CaseCorrectionBody | { readonly type: 'migration' }
>;

/** A message to one instance. It moves the instance exactly once, whatever happens to its carrier. */
export interface Message {
  /** Recognises a repetition for ever. Absent for a worker's answer, which its execution and epoch recognise. */
  readonly key?: string;
  readonly actor: Actor;
  readonly body: MessageBody;
  /** Fields for the case record, by path as the step knows them. */
  readonly fields?: Fields;
}

/** A message straight from a worker of this process: an answer, recognised by its execution and epoch, never by a key. */
export interface MessageAtHand extends Message {
  readonly key?: never;
}

/** A message as it lies in the inbox. */
export interface InboxMessage extends Message {
  readonly key: string;
  /** The sender's W3C trace context, for those who are told of the delivery: it is not stored. */
  readonly traceparent?: string;
}
