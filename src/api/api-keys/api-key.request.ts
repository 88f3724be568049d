import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateBy } from 'class-validator';
import type { Role } from '../../core';

/**
 * What an operator may issue keys for: systems and offices that connect. Nobody who looks after the product makes
 * himself a supervisor, an auditor or a citizen: what takes two persons would take one.
 */
export const issuableRoles = ['hospital', 'socialSecurityStaff', 'departmentSystem'] as const satisfies readonly Role[];

const PLAIN = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;

function nameFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return 'text-required';
  if (value.length > 100) return 'text-too-long';
  return PLAIN.test(value) ? undefined : 'text-not-plain';
}

const Name = (): PropertyDecorator =>
  ValidateBy({
    name: 'keyName',
    validator: {
      validate: (value) => nameFault(value) === undefined,
      defaultMessage: (args) => nameFault(args?.value) ?? 'value-invalid',
    },
  });

/** A key for a system that connects. */
export class IssueKeyRequest {
  /** What it is for, for whoever looks at the list. No names of persons. */
  @Name()
  name: string;

  /** What its holder may do. */
  @IsIn(issuableRoles)
  role: (typeof issuableRoles)[number];

  /** The organisation it belongs to: its holder sees what this organisation may see. @example "JH0001" */
  @Matches(/^[\p{L}\p{N}_-]{1,64}$/u, { message: 'value-invalid' })
  organisation: string;

  /** Departments that it may act for, by id: for a department's system at least one, for others none. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50, { message: 'list-too-long' })
  departments?: string[];

  /** After so many days it ends by itself, 1 to 730. */
  @IsInt()
  @Min(1)
  @Max(730)
  days: number;
}
