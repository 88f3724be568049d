import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageRequest } from '../forms/page.request';

const STATUSES = [
  ...['accepted', 'running', 'completed', 'partiallyCompleted', 'rejected', 'withdrawn', 'cancelled', 'revoked'],
];

/** Which cases. */
export class ListInstancesRequest extends PageRequest {
  /** Of this life event. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  event?: string;

  /** In this status. */
  @IsOptional()
  @IsIn(STATUSES)
  status?: string;

  /** In which this step is open. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  step?: string;

  /** In which a step of this department is open. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  department?: string;

  /** With an open step past its due time. */
  @IsOptional()
  @IsIn(['true', 'false'])
  overdue?: 'true' | 'false';

  /** A case number, or the exact document number of a person of the case. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  q?: string;
}
