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
}
