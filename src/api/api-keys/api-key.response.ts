import { ApiProperty } from '@nestjs/swagger';

/** A key to the API: everything but the key. */
export class ApiKeyResponse {
  /** Its id. */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** What it is for. */
  name: string;

  /** What its holder may do. */
  role: string;

  /** The organisation it belongs to. */
  organisation: string;

  /** Departments that it may act for. */
  departments: string[];

  /** When it was issued. */
  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  /** When it ends by itself; null: never. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expiresAt: string | null;

  /** When it was revoked; null while it was not. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  revokedAt: string | null;

  /** The organisation whose operator has issued it; null for one from the command line. */
  @ApiProperty({ type: 'string', nullable: true })
  issuedBy: string | null;
}

/** A key that has just been issued. */
export class IssuedKeyResponse extends ApiKeyResponse {
  /** The key itself: it is shown this once and stored nowhere. */
  key: string;
}

/** A page of keys, by id. */
export class ApiKeyPage {
  /** The keys, revoked ones too. */
  items: ApiKeyResponse[];

  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}
