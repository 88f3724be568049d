import { ApiProperty } from '@nestjs/swagger';
import { ReasonResponse } from '../instances/instance.response';
import { AskedDefectResponse } from './task.response';

/** A decision that the first of two persons has proposed. */
export class ProposalResponse {
  /** What it comes to. */
  outcome: 'completed' | 'refused';

  /** Why it is refused. */
  reason?: ReasonResponse;

  /** What the step would bring, by field path. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  output: Readonly<Record<string, unknown>>;
}

/** What a correction or a review is filled in from. Whatever is personal in it is shown only after it is written down. */
export class TaskFormResponse {
  /** Of a correction: the present values of the fields that it may change; null for whoever may not see them. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  fields: Readonly<Record<string, unknown>> | null;

  /** Of a correction: everything that is to be put right, with the officer's own words for the applicant. */
  defects: AskedDefectResponse[];

  /** Of a review: what is proposed. */
  @ApiProperty({ type: ProposalResponse, nullable: true })
  proposal: ProposalResponse | null;
}
