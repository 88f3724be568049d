import { ApiProperty } from '@nestjs/swagger';
import { IncidentGroupResponse } from './incident.response';

/** Where the cases of a cause stand still. */
export class CauseStepResponse {
  /** The life event; null for cases that are not known any more. */
  @ApiProperty({ type: 'string', nullable: true })
  event: string | null;

  /** The step; null when the cases as a whole stand still. */
  @ApiProperty({ type: 'string', nullable: true })
  step: string | null;

  /** The department that does the step; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true })
  department: string | null;

  /** How many cases. */
  count: number;
}

/** All open incidents of one cause, as one thing. */
export class IncidentCauseResponse extends IncidentGroupResponse {
  /** The newest of them. */
  @ApiProperty({ format: 'date-time' })
  newest: string;

  /** The departments concerned. */
  departments: string[];

  /** The steps concerned. */
  steps: string[];

  /** The life events concerned. */
  events: string[];

  /** By definition and step, the most frequent first. */
  at: CauseStepResponse[];

  /** Numbers of some of the cases it holds up, the longest held first. */
  sampleCaseNumbers: string[];
}

/** A page of causes, the most frequent first. Counted anew for each page: a cause that grows meanwhile may be missed. */
export class IncidentCausePage {
  /** The causes. */
  items: IncidentCauseResponse[];

  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}
