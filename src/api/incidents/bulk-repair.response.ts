import { ApiProperty } from '@nestjs/swagger';

/** Why a bulk repair is paused. */
export class PauseReasonResponse {
  /** `paused-by-operator`, or `paused-failed-again`: too many of those let go have failed for the same cause. */
  code: string;

  /** In the caller's language. */
  message: string;
}

/** The repair of all incidents of one cause, as far as it has come. */
export class BulkRepairRecordResponse {
  /** Its id. */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The cause. */
  fingerprint: string;

  /** What is done. */
  repair: 'retry' | 'skip' | 'resolve';

  /** Why, in the words of who has decided it. */
  reason: string;

  /** `paused` lets nothing go; `finished`: all were let go and answered. */
  state: 'running' | 'paused' | 'cancelled' | 'finished';

  /** Why it is paused; null when it is not. */
  @ApiProperty({ type: PauseReasonResponse, nullable: true })
  paused: PauseReasonResponse | null;

  /** Percent of the incidents that the stage under way lets go, those of the stages before included. */
  stage: number;

  /** The stages, in percent. */
  @ApiProperty({ type: [Number] })
  stages: number[];

  /** Incidents it is about: those that were open when it was decided. */
  total: number;

  /** Let go so far. */
  letGo: number;

  /** Let go and well: settled or, for a retry, answered by the department. */
  done: number;

  /** Let go and failed, for whatever cause, or not expected by their case any more. */
  failed: number;

  /** Those of the failed that have failed for the same cause. */
  failedAgain: number;

  /** Settled by somebody else before their turn came. */
  passedOver: number;

  /** When it was decided. */
  @ApiProperty({ format: 'date-time' })
  startedAt: string;

  /** When it was over. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  finishedAt: string | null;
}

/** A page of bulk repairs, the newest first. */
export class BulkRepairPage {
  /** The repairs. */
  items: BulkRepairRecordResponse[];

  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}

/** Incidents that cannot be repaired in this way. */
export class NotEligibleResponse {
  /** Why, as a stable code. */
  reason: string;

  /** How many. */
  count: number;
}

/** What a bulk repair would do, without doing it. */
export class DryRunResponse {
  /** Incidents that it would repair. */
  eligible: number;

  /** Those of the cause that it would not. */
  notEligible: NotEligibleResponse[];

  /** The eligible by department. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  byDepartment: Record<string, number>;

  /** The eligible by step, `event.step`. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  byStep: Record<string, number>;
}
