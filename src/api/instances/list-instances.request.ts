import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { instanceStatuses } from '../../engine/instance';
import { PageRequest } from '../forms/page.request';

/** Which cases. */
export class ListInstancesRequest extends PageRequest {
  /** Of this life event. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  event?: string;

  /** In this status. */
  @IsOptional()
  @IsIn(instanceStatuses)
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

  /** With a step past its due time that is open, or has failed and waits for an operator. */
  @IsOptional()
  @IsIn(['true', 'false'])
  overdue?: 'true' | 'false';

  /** With such a step at this level. */
  @IsOptional()
  @IsIn(['warning', 'yellow', 'red'])
  level?: 'warning' | 'yellow' | 'red';

  /**
   * A case number, a tracking code, or, for roles that may look for persons, the exact document number of a person of
   * the case, or its business key with `|` between the parts.
   */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}
