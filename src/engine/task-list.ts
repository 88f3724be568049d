import type { Act, Level } from '../core';
import type { CaseSearch, Page, Viewer } from './case-reader';
import type { ReadClock } from './deadline-list';
import type { ExecutionId, ExecutionKind, ExecutionStatus, Reason } from './instance';
import type { Holder } from './task-decision';

/** Whose tasks: those of departments, or those that fall to whoever has applied. */
export interface TaskViewer {
  /** Roles that the task may be for; `applicant` for the corrections that whoever has applied owes. All when left out. */
  readonly roles?: readonly string[];
  readonly viewer: Viewer;
}

export interface ReadTask {
  readonly id: ExecutionId;
  readonly instanceId: string;
  readonly number: string;
  readonly event: string;
  readonly version: number;
  readonly startedAt: Date;
  readonly step: string;
  readonly region: string;
  readonly subject: number;
  readonly kind: ExecutionKind;
  /** Set where it does not do the step's own matter: its department decides what becomes of the effect. */
  readonly act?: Act;
  readonly department: string;
  readonly role: string;
  readonly status: ExecutionStatus;
  readonly claimedBy?: string;
  /** Who has passed it on; it is not for them. */
  readonly askedBy?: string;
  readonly openedAt: Date;
  readonly answeredAt?: Date;
  readonly dueAt: Date;
  readonly clock: Pick<ReadClock, 'level' | 'paused'>;
  readonly reason?: Reason;
}

export interface TaskFilter {
  readonly department?: string;
  /** Open and claimed ones when left out. */
  readonly status?: string;
  readonly event?: string;
  readonly step?: string;
  /** Past the due time. */
  readonly overdue?: boolean;
  readonly level?: Level;
  readonly heldBy?: HeldBy;
  readonly search?: TaskSearch;
}

/** In whose hands a task is. */
export type HeldBy =
  | { readonly kind: 'nobody' }
  /** Theirs; or, of those that somebody holds, all but theirs. */
  | { readonly kind: 'holder' | 'others'; readonly holder: Holder };

/** What a task may be found by: what its case may be found by, or a part of what its step is called. */
export interface TaskSearch {
  readonly inCase: CaseSearch;
  readonly title: string;
}

/** The work of people: tasks of departments, and corrections that the applicant owes. */
export interface TaskList {
  /** By due time, the most urgent first. */
  list(
    viewer: Required<TaskViewer>,
    filter: TaskFilter,
    page: { after?: string; limit: number },
  ): Promise<Page<ReadTask>>;
  find(id: ExecutionId, viewer: TaskViewer): Promise<ReadTask | undefined>;
  /** Takes an open task, by compare-and-set; true when it is the holder's, also when it was before. Nobody gets what they have passed on. */
  claim(id: ExecutionId, holder: string): Promise<boolean>;
  /** Puts a claimed task back, by compare-and-set; false when it was not the holder's. */
  release(id: ExecutionId, holder: string): Promise<boolean>;
  /** A department's own execution, which it answers later. */
  findHandler(id: ExecutionId): Promise<{ readonly department: string; readonly answered: boolean } | undefined>;
}
