import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

/** The department's words on a refusal. */
export class AnswerText {
  /** In Chinese. */
  @IsString()
  @MaxLength(500)
  'zh-CN': string;

  /** In English. */
  @IsString()
  @MaxLength(500)
  en: string;
}

/** Something that a department may put in words of its own. */
class Explained {
  /** What to tell people; no personal data. */
  @IsOptional()
  @ValidateNested()
  @IsObject()
  @Type(() => AnswerText)
  message?: AnswerText;
}

/** One thing that the applicant is to put right. */
export class AnswerDefect extends Explained {
  /** Path of the field, as the matter read it. @example "child.name" */
  @Matches(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*){0,9}$/, { message: 'value-invalid' })
  @MaxLength(100)
  field: string;

  /** Stable code. @example "character-unknown" */
  @Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/, { message: 'code-invalid' })
  @MaxLength(100)
  code: string;
}

/** Why a matter is refused. */
export class AnswerReason extends Explained {
  /** Stable code. @example "name-not-allowed" */
  @Matches(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, { message: 'code-invalid' })
  code: string;

  /** What the applicant is to put right, all of it at once. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50, { message: 'list-too-long' })
  @ValidateNested({ each: true })
  @Type(() => AnswerDefect)
  defects?: AnswerDefect[];
}

/** A department's final answer, as docs/department-contract.md describes it. */
export class AnswerRequest {
  /** Done or refused. */
  @IsIn(['completed', 'refused'])
  outcome: 'completed' | 'refused';

  /** What was brought, by field path; only what the step writes is kept. */
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  @ValidateIf(({ outcome }: AnswerRequest, value) => outcome === 'completed' || value !== undefined)
  @IsObject()
  output?: Record<string, unknown>;

  /** Why it was refused. */
  @ValidateIf(({ outcome }: AnswerRequest, value) => outcome === 'refused' || value !== undefined)
  @IsObject()
  @ValidateNested()
  @Type(() => AnswerReason)
  reason?: AnswerReason;
}
