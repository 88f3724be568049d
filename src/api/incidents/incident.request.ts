import { ApiProperty } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateBy,
} from 'class-validator';
import { PageRequest } from '../forms/page.request';

/** Which incidents. */
export class ListIncidentsRequest extends PageRequest {
  /** Of one cause. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  fingerprint?: string;

  /** Of one case. */
  @IsOptional()
  @IsUUID(undefined, { message: 'value-invalid' })
  instance?: string;

  /** Open ones when left out. */
  @IsOptional()
  @IsIn(['open', 'closed'])
  status?: 'open' | 'closed';
}

const LONGEST_REASON = 200;

/** It stands in the history for ever and unsealed, so nothing personal may be in it. */
function reasonFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return 'text-required';
  if (value.length > LONGEST_REASON) return 'text-too-long';
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)) return 'text-not-plain';
  return /\d[\d\s-]{5,}\d/.test(value) ? 'reason-holds-number' : undefined;
}

const Reason = (): PropertyDecorator =>
  ValidateBy({
    name: 'reason',
    validator: {
      validate: (value) => reasonFault(value) === undefined,
      defaultMessage: (args) => reasonFault(args?.value) ?? 'value-invalid',
    },
  });

/** What an operator decides about an incident. */
export class RepairRequest {
  /** Why; kept in the history for ever. No names, no numbers of persons. */
  @Reason()
  reason: string;

  /**
   * What was found at the department: needed where it is not known whether it has done the matter, and it can be
   * neither asked nor called again. `notDone` goes with a retry or a skip, `done` with resolving.
   */
  @IsOptional()
  @IsIn(['done', 'notDone'])
  found?: 'done' | 'notDone';
}

/** Another try, with corrected fields or without. */
export class RetryRequest extends RepairRequest {
  /** Fields to put right before, by path: only those that the step reads. They can be set here, not read. */
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  @IsOptional()
  @IsObject()
  fields?: Record<string, unknown>;
}

/** The step is taken as done. */
export class ResolveRequest extends RepairRequest {
  /** What it would have brought: every field that the step writes, by path. Left out: nothing. */
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  @IsOptional()
  @IsObject()
  output?: Record<string, unknown>;
}

/** What an operator decides about all open incidents of one cause. */
export class BulkRepairRequest extends RepairRequest {
  /** The cause. @example "library|issueCard|register-closed" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  fingerprint: string;

  /** True: nothing happens, but what would is counted. */
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;

  /** True: 1 % of them first, then 10 %, then all, each when the ones before are answered and few failed again. */
  @IsOptional()
  @IsBoolean()
  ramp?: boolean;
}

/** All steps of one cause are taken as done. */
export class BulkResolveRequest extends BulkRepairRequest {
  /** What each of them would have brought: every field that the step writes, by path. */
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  @IsOptional()
  @IsObject()
  output?: Record<string, unknown>;
}
