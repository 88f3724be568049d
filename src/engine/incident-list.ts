import type { IncidentsAtStep } from './bulk-repair';
import type { CaseHead, Page } from './case-reader';

export interface ReadIncident {
  readonly id: string;
  readonly instanceId: string;
  /** Undefined for a case that is not known any more. */
  readonly event?: string;
  readonly version?: number;
  readonly region: string;
  readonly code: string;
  /** One cause, one fingerprint, however many cases. */
  readonly fingerprint: string;
  readonly openedAt: Date;
  readonly closedAt?: Date;
}

export interface IncidentGroup {
  readonly fingerprint: string;
  readonly code: string;
  readonly count: number;
  readonly oldest: Date;
}

/** All open incidents of one cause, as one thing. */
export interface IncidentCause extends IncidentGroup {
  readonly newest: Date;
  /** By definition and step, the most frequent first. */
  readonly at: readonly IncidentsAtStep[];
  /** Some of the cases that it holds up, the longest held first. */
  readonly samples: readonly Pick<CaseHead, 'id' | 'number' | 'event' | 'version' | 'startedAt'>[];
}

export interface IncidentFilter {
  readonly fingerprint?: string;
  /** Only of this case. */
  readonly instanceId?: string;
  readonly closed?: boolean;
}

/** What cannot go on without an operator. */
export interface IncidentList {
  /** Oldest first. */
  list(filter: IncidentFilter, page: { after?: string; limit: number }): Promise<Page<ReadIncident>>;
  /** Open incidents by cause, the most frequent first. */
  groups(limit: number): Promise<readonly IncidentGroup[]>;
  /** Causes of open incidents, the most frequent first. They are counted anew for each page. */
  causes(page: { after?: string; limit: number }): Promise<Page<IncidentCause>>;
  findCause(fingerprint: string): Promise<IncidentCause | undefined>;
  find(id: string): Promise<ReadIncident | undefined>;
}
