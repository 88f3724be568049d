import { ApiProperty } from '@nestjs/swagger';

/** Something that somebody owes a case: one visit to one of its steps. */
export class WorkResponse {
  /** Id of the step execution. */
  id: string;

  /** The case it belongs to. */
  @ApiProperty({ format: 'uuid' })
  instanceId: string;

  /** The number of the case. */
  caseNumber: string;

  /** Name of the life event. */
  event: string;

  /** The step. */
  step: string;

  /** Title of the step in the caller's language. */
  title: string;

  /** Which child, shareholder …, from 1. */
  subject?: number;

  /** The department whose step it is. */
  department: string;
}
