import type { CaseRecord, Level, Role, StateText } from '../core';
import type { ReadClock } from './deadline-list';
import type { ExecutionId, ExecutionKind, ExecutionStatus, InstanceStatus, Reason } from './instance';
import type { Holder } from './task-decision';

/** Which cases somebody may see at all. What is outside does not exist for them, in lists and counts too. */
export type Viewer =
  | { readonly kind: 'everyCase' }
  | { readonly kind: 'startedBy'; readonly organisation: string }
  | { readonly kind: 'stepsOf'; readonly departments: readonly string[] }
  | { readonly kind: 'person'; readonly personIndex: string }
  | { readonly kind: 'noCase' };

export interface ReadExecution {
  readonly id: ExecutionId;
  readonly region: string;
  readonly kind: ExecutionKind;
  readonly status: ExecutionStatus;
  readonly attempts: number;
  readonly openedAt: Date;
  readonly answeredAt?: Date;
  readonly dueAt: Date;
  /** Absent for one from before there were clocks. */
  readonly clock?: ReadClock;
  readonly reason?: Reason;
}

/** What is needed to tell how an instance starts out: its number and the code that shows it to the public. */
export interface CaseHead {
  readonly id: string;
  readonly number: string;
  readonly event: string;
  readonly version: number;
  readonly status: InstanceStatus;
  readonly trackingCode: string;
  readonly startedAt: Date;
}

/** An instance as it stands, without any personal data. */
export interface ReadCase extends CaseHead {
  readonly subjects: number;
  readonly state: StateText;
  readonly completedAt?: Date;
  /** Absent where the definition sets the whole case no limit. */
  readonly clock?: ReadClock;
  /** Every execution, in the order in which they were opened. */
  readonly executions: readonly ReadExecution[];
}

export interface CaseFilter {
  readonly event?: string;
  readonly status?: string;
  /** Cases in which an execution of this step is open. */
  readonly step?: string;
  /** Cases in which an execution of this department is open. */
  readonly department?: string;
  /** Cases with an execution past its due time: open, or failed and waiting for an operator. */
  readonly overdue?: boolean;
  /** Cases with such an execution at this level. */
  readonly level?: Exclude<Level, 'normal'>;
  readonly search?: CaseSearch;
}

/** What a case may be found by, exactly; any of them will do. */
export interface CaseSearch {
  /** The running number of a case. */
  readonly number?: string;
  readonly trackingCode?: string;
  /** Document number of a person of the case. */
  readonly idNumber?: string;
  /** The parts by which its life event tells one case from another. */
  readonly businessKey?: readonly string[];
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

export interface ReadHistoryRow {
  readonly seq: number;
  readonly type: string;
  readonly region?: string;
  readonly at: Date;
  readonly actor: string;
  readonly code?: string;
  readonly hash: string;
}

/** Fields that were corrected, or have changed because of that. */
export interface ChangeRow {
  readonly seq: number;
  /** `case.corrected`, `amend.completed`, or `incident.resolved` where an operator has put something right. */
  readonly type: string;
  readonly region?: string;
  readonly at: Date;
  readonly actor: string;
  readonly code?: string;
  /** By absolute path. */
  readonly fields: readonly string[];
}

/** What the history says of a message: it moved the case, or was refused with this code, or ignored. */
export interface MessageVerdict {
  readonly seq: number;
  readonly refused?: string;
  readonly ignored?: true;
}

/** Who has proposed to revoke something, where that stands in the history, and why. */
export interface Proposal {
  readonly seq: number;
  readonly by: Holder;
  readonly reason: string;
}

/** The key under which a message is told once more that came to nothing at `seq`: the history has its first one for ever. */
export const keyOfNextTry = (messageKey: string, { seq }: MessageVerdict): string => `${messageKey}#${seq}`;

/** Who is about to see personal fields, and why: written down before they leave. */
export interface FieldReader {
  readonly keyId: string;
  readonly organisation: string;
  /** `public`: somebody who holds the tracking code and has not logged in. */
  readonly role: Role | 'public';
  readonly purpose: string;
  readonly requestId: string;
}

/** Reads cases for people. Each method is one statement, `list` two. */
export interface CaseReader {
  find(id: string, viewer: Viewer): Promise<ReadCase | undefined>;
  /** The case that holds this business key, if it exists for the viewer. */
  findByBusinessKey(event: string, businessKey: readonly string[], viewer: Viewer): Promise<ReadCase | undefined>;
  findByTrackingCode(code: string): Promise<ReadCase | undefined>;
  /** Many at a time under load; throws when the instance does not exist. */
  getHead(id: string): Promise<CaseHead>;
  /** Newest first. */
  list(viewer: Viewer, filter: CaseFilter, page: { after?: string; limit: number }): Promise<Page<ReadCase>>;
  history(id: string, page: { after: number; limit: number }): Promise<readonly ReadHistoryRow[]>;
  /** What became of the last try to deliver a message; undefined while it waits, or when it said nothing new. */
  findVerdict(instanceId: string, messageKey: string): Promise<MessageVerdict | undefined>;
  /** The newest proposal to revoke this region, or with an empty one the whole case. */
  findProposal(instanceId: string, region: string): Promise<Proposal | undefined>;
  /**
   * Writes down which fields of which steps are about to be seen, and returns the record they are read from: in one
   * statement, so that without the entry there is no record.
   */
  disclose(
    id: string,
    reader: FieldReader,
    entries: readonly { readonly region: string; readonly fields: readonly string[] }[],
  ): Promise<CaseRecord>;
  /** What was corrected and has changed because of that: the newest 200, oldest first. */
  changes(id: string): Promise<readonly ChangeRow[]>;
  /** As `disclose`, but the record as it was after any row of the history. */
  discloseEver(
    id: string,
    reader: FieldReader,
    entries: readonly { readonly region: string; readonly fields: readonly string[] }[],
  ): Promise<(seq: number) => CaseRecord>;
  /** The blind index (base64) under which a document number is known. */
  personIndex(idNumber: string): string;
  /** A keyed digest: recognises a text without giving anybody a way to try texts. */
  digest(text: string | Buffer): string;
}
