import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageRequest } from '../forms/page.request';

/** Which deadlines. */
export class ListDeadlinesRequest extends PageRequest {
  /** At this level; all three when left out. */
  @IsOptional()
  @IsIn(['warning', 'yellow', 'red'])
  level?: 'warning' | 'yellow' | 'red';

  /** Of this department. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  department?: string;
}
