import { ApiProperty } from '@nestjs/swagger';

/** Something in the record that is not what it was. */
export class AuditFindingResponse {
  /** What, as a stable code; see docs/audit.md. @example "row-altered" */
  kind: string;

  /** The same in words, in the caller's language. */
  message: string;

  /** The case. */
  @ApiProperty({ format: 'uuid', required: false })
  instance?: string;

  /** The first bad row of its history. */
  seq?: number;

  /** The seal that shows it. */
  seal?: number;
}

/** A check of the record that somebody asked for. */
export class AuditCheckResponse {
  /** When it ended. */
  @ApiProperty({ format: 'date-time' })
  at: string;

  /** The organisation that asked for it. */
  organisation: string;

  /** Set when only this case was checked. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  instance: string | null;

  /** How many histories were checked. */
  histories: number;

  /** True when with this check every history has been looked at; another check goes on where this one has ended. */
  whole: boolean;

  /** What was found, at most 100. */
  findings: AuditFindingResponse[];

  /** How long it took, in milliseconds. */
  tookMs: number;
}

/** A seal over what has happened. */
export class SealResponse {
  /** Its number. */
  n: number;

  /** When it was made. */
  @ApiProperty({ format: 'date-time' })
  at: string;

  /** When it was written outside the database; null while it was not. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  anchoredAt: string | null;
}

/** How far the record is sealed, and what the newest check has shown. */
export class AuditStateResponse {
  /** The newest seal; null before the first. */
  @ApiProperty({ type: SealResponse, nullable: true })
  lastSeal: SealResponse | null;

  /** Seals that are not written outside the database yet. */
  unanchored: number;

  /** False while what is accepted could not be anchored in time: nothing new is accepted then. */
  accepting: boolean;

  /** The newest check of histories; null before the first. Checks of one case are not among them. */
  @ApiProperty({ type: AuditCheckResponse, nullable: true })
  lastCheck: AuditCheckResponse | null;
}
