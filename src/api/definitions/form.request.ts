import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Which form of a life event. */
export class FormRequest {
  /** The step whose task is filled in; the report itself when left out. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  step?: string;
}
