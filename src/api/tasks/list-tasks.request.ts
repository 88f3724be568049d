import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageRequest } from '../forms/page.request';

/** Which tasks. */
export class ListTasksRequest extends PageRequest {
  /** Of this department. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  department?: string;

  /** In this status; open and claimed ones when left out. */
  @IsOptional()
  @IsIn(['open', 'claimed', 'completed', 'refused', 'passedOn', 'cancelled'])
  status?: string;

  /** Of this life event. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  event?: string;

  /** Of this step. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  step?: string;

  /** Past the due time. */
  @IsOptional()
  @IsIn(['true', 'false'])
  overdue?: 'true' | 'false';

  /** At this level. */
  @IsOptional()
  @IsIn(['normal', 'warning', 'yellow', 'red'])
  level?: 'normal' | 'warning' | 'yellow' | 'red';

  /** In whose hands. */
  @IsOptional()
  @IsIn(['me', 'nobody', 'others'])
  assignee?: 'me' | 'nobody' | 'others';

  /** Part of what a step is called; or of its case the number, the tracking code or what `GET /instances` finds it by. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}
