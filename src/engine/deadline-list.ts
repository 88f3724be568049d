import type { Level } from '../core';
import type { CaseHead, Page, Viewer } from './case-reader';
import type { ExecutionId, ExecutionKind } from './instance';

/** How a clock stands at the time it is read. */
export interface ReadClock {
  readonly level: Level;
  /** The days left stand still. */
  readonly paused: boolean;
  readonly dueAt: Date;
  readonly statutoryDueAt: Date;
  /** True when a time crosses a year whose holidays are not published yet. */
  readonly provisional: boolean;
}

/** An open execution whose limit is near or has passed. */
export interface ReadDeadline extends ReadClock {
  readonly id: ExecutionId;
  readonly instance: Pick<CaseHead, 'id' | 'number' | 'event' | 'version' | 'startedAt'>;
  readonly step: string;
  readonly subject: number;
  readonly kind: ExecutionKind;
  readonly department: string;
}

export interface DeadlineFilter {
  /** This level alone; every level but `normal` when left out. */
  readonly level?: Exclude<Level, 'normal'>;
  readonly department?: string;
}

/** Limits that are near or have passed: as the clocks stand, whether it has been told yet or not. */
export interface DeadlineList {
  /** By due time, the most urgent first. */
  list(viewer: Viewer, filter: DeadlineFilter, page: { after?: string; limit: number }): Promise<Page<ReadDeadline>>;
}
