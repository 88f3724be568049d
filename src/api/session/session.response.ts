import { ApiProperty } from '@nestjs/swagger';
import type { Account } from '../../engine/accounts';

/** Whose session it is. */
export class SignedInResponse {
  /** The login. @example "hospital" */
  login: string;

  /** What the account is called. @example "金华市演示妇幼医院" */
  name: string;

  /** The role, which decides what may be done. @example "hospital" */
  role: string;

  /** Code of the organisation. @example "JH0001" */
  organisation: string;

  /** The departments whose work it is; for other roles none. */
  departments: string[];
}

/** Whose session it is, and how long it lasts. */
export class SessionResponse extends SignedInResponse {
  /** When it is over unless something is asked before then: 15 minutes from now, 8 hours from signing in at most. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  expiresAt: string;
}

export const presentSignedIn = ({
  login,
  name,
  role,
  organisation,
  departments,
}: Omit<Account, 'keyId'>): SignedInResponse => ({
  ...{ login, name, role, organisation },
  departments: [...departments],
});
