import { ApiProperty } from '@nestjs/swagger';

/** One defect of what was sent. */
export class DefectResponse {
  /** Where, as a JSON pointer into the body; for a query, its parameter. @example "/mother/idNumber" */
  @ApiProperty()
  pointer: string;

  /** Which, as a stable code. @example "id-number-invalid" */
  @ApiProperty()
  code: string;

  /** The same in words, in the caller's language. */
  @ApiProperty()
  message: string;
}

/** Why a request was not carried out (RFC 9457). */
export class ProblemResponse {
  /** Address of the kind of problem. @example "/problems/invalid-input" */
  @ApiProperty()
  type: string;

  /** What is wrong, in the caller's language. */
  @ApiProperty()
  title: string;

  /** The HTTP status. */
  @ApiProperty()
  status: number;

  /** What is wrong, and what to do about it. */
  @ApiProperty()
  detail: string;

  /** This very request, as it stands in the log. */
  @ApiProperty()
  instance: string;

  /** Stable code. @example "invalid-input" */
  @ApiProperty()
  code: string;

  /** Every defect of the input at once. */
  @ApiProperty({ type: () => [DefectResponse], required: false })
  errors?: DefectResponse[];
}
