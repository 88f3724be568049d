import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, Matches, ValidateNested } from 'class-validator';

/** What a completed task has brought. */
export class CompleteTaskRequest {
  /** For a task of a department: every field that its step writes, by path. */
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  @IsOptional()
  @IsObject()
  output?: Record<string, unknown>;

  /** For a correction: the corrected fields, by path; only those the task lists under `correctable`. */
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  @IsOptional()
  @IsObject()
  fields?: Record<string, unknown>;
}

/** Why a task is refused. */
export class RefusalReason {
  /** Stable code, as the definition knows it. @example "documents-doubtful" */
  @Matches(/^[a-z][a-z0-9]*(-[a-z0-9]+){0,9}$/, { message: 'code-invalid' })
  code: string;
}

/** The refusal of a task, or giving up a correction. */
export class RefuseTaskRequest {
  /** Needed for a task of a department; without meaning for a correction. */
  @IsOptional()
  @ValidateNested()
  @IsObject()
  @Type(() => RefusalReason)
  reason?: RefusalReason;
}
