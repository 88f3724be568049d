import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength, ValidateBy } from 'class-validator';
import { PageRequest } from '../forms/page.request';

/** Which incidents. */
export class ListIncidentsRequest extends PageRequest {
  /** Of one cause. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  fingerprint?: string;

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
}

/** What an operator decides about all open incidents of one cause. */
export class BulkRepairRequest extends RepairRequest {
  /** The cause. @example "library|issueCard|register-closed" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  fingerprint: string;
}
