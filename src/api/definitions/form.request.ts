import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Which form of a life event. */
export class FormRequest {
  /** The step whose task is filled in; the report itself when left out. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  step?: string;

  /** `correction`: the form by which what was recorded wrongly is put right. */
  @IsOptional()
  @IsIn(['correction'])
  of?: 'correction';

  /** Of this version of the definition, on which a case runs; the newest when left out. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  version?: number;
}
