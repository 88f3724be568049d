import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { RefusalReason } from './decide-task.request';

const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+){0,9}$/;

/** One thing that the applicant is to put right. */
export class RequestedDefect {
  /** Path of the field; one of those the task lists under `correctable`. @example "reader.address" */
  @IsString()
  @MaxLength(100)
  field: string;

  /** Stable code of what is wrong with it. @example "address-incomplete" */
  @Matches(CODE, { message: 'code-invalid' })
  @MaxLength(100, { message: 'code-invalid' })
  code: string;

  /** More about it, in words; kept sealed, shown to the applicant only. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  message?: string;
}

/** Everything the applicant is to put right: there is no second request before this one is answered. */
export class RequestCorrectionRequest {
  /** All defects, at once. */
  @IsArray()
  @ArrayMinSize(1, { message: 'list-required' })
  @ArrayMaxSize(50, { message: 'list-too-long' })
  @ValidateNested({ each: true })
  @Type(() => RequestedDefect)
  defects: RequestedDefect[];
}

/** A question to another officer. */
export class EscalateTaskRequest {
  /** Role of who is asked; one of those the task lists under `escalation`. @example "supervisor" */
  @IsString()
  @MaxLength(64)
  toRole: string;

  /** Code of the question; one of those the task lists. @example "is-this-lawful" */
  @IsString()
  @MaxLength(100)
  question: string;
}

/** The answer of the officer who was asked. */
export class ReturnTaskRequest {
  /** Code of the advice; one of those the task lists. @example "precedent-exists" */
  @IsString()
  @MaxLength(100)
  advice: string;

  /** True: it goes back to who asked. False: the step is refused, with the advice as its reason. */
  @IsDefined({ message: 'field-required' })
  @IsBoolean()
  approve: boolean;
}

/** Into whose hands a task goes. */
export class ReassignTaskRequest {
  /** Id of that person's key; null puts the task back into the queue. */
  @IsDefined({ message: 'field-required' })
  @ValidateIf(({ to }: ReassignTaskRequest) => to !== null)
  @IsUUID(undefined, { message: 'value-invalid' })
  to: string | null;
}

/** Why a proposed decision goes back to who proposed it. */
export class SendBackRequest {
  /** The reason. */
  @IsDefined({ message: 'field-required' })
  @ValidateNested()
  @Type(() => RefusalReason)
  reason: RefusalReason;
}
