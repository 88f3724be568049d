import { ApiProperty } from '@nestjs/swagger';

/** A step that cannot go on without an operator. */
export class IncidentResponse {
  /** Its id. */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The case it holds up. */
  @ApiProperty({ format: 'uuid' })
  instanceId: string;

  /** The step; absent when the case as a whole stands still. */
  step?: string;

  /** Which child, shareholder …, from 1. */
  subject?: number;

  /** What is wrong, as a stable code. */
  code: string;

  /** One cause, one fingerprint, however many cases. */
  fingerprint: string;

  /** Since when. */
  @ApiProperty({ format: 'date-time' })
  openedAt: string;

  /** Until when. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  closedAt: string | null;
}

/** Open incidents of one cause. */
export class IncidentGroupResponse {
  /** The cause. */
  fingerprint: string;

  /** What is wrong, as a stable code. */
  code: string;

  /** How many cases it holds up. */
  count: number;

  /** The oldest of them. */
  @ApiProperty({ format: 'date-time' })
  oldest: string;
}

/** A page of incidents, oldest first, with all open ones counted by cause. */
export class IncidentPage {
  /** The incidents. */
  items: IncidentResponse[];

  /** Where the next page begins; null on the last. */
  nextCursor: string | null;

  /** Open incidents by cause, the most frequent first. */
  groups: IncidentGroupResponse[];
}

/** What became of a decision about all incidents of one cause. */
export class BulkRepairResponse {
  /** Incidents settled by this call. */
  settled: number;

  /** Incidents whose case did not expect it. */
  refused: number;

  /** True when there are more: call again. */
  more: boolean;
}
