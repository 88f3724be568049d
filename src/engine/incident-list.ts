import type { Page } from './case-reader';

export interface ReadIncident {
  readonly id: string;
  readonly instanceId: string;
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

export interface IncidentFilter {
  readonly fingerprint?: string;
  readonly closed?: boolean;
}

/** What cannot go on without an operator. */
export interface IncidentList {
  /** Oldest first. */
  list(filter: IncidentFilter, page: { after?: string; limit: number }): Promise<Page<ReadIncident>>;
  /** Open incidents by cause, the most frequent first. */
  groups(limit: number): Promise<readonly IncidentGroup[]>;
  find(id: string): Promise<ReadIncident | undefined>;
}
