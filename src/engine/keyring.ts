import type { Role } from '../core';
import type { NewApiKey } from './api-keys';

/** A key as those see it who look after keys: everything but the key. */
export interface ReadApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly organisation: string;
  readonly departments: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
  /** The organisation whose operator issued it; undefined for one from the command line. */
  readonly issuedBy?: string;
}

/** Who issues or revokes a key; kept for ever. */
export interface KeyringAuthor {
  readonly keyId: string;
  readonly organisation: string;
  readonly role: string;
  readonly requestId: string;
}

/** Keys to the API, for operators. What was done is kept in the same transaction. */
export interface Keyring {
  /** In the order of the ids, revoked ones too; `after` is the last id of the page before. */
  list(page: { readonly limit: number; readonly after?: string }): Promise<readonly ReadApiKey[]>;
  /** Makes a key that ends by itself after so many days by the database's clock; nobody can read it again. */
  issue(
    key: NewApiKey & { readonly days: number },
    author: KeyringAuthor,
  ): Promise<{ readonly read: ReadApiKey; readonly key: string }>;
  /** The key as it is now; undefined when there is no such key. Revoking twice is the same as once. */
  revoke(id: string, author: KeyringAuthor): Promise<ReadApiKey | undefined>;
}
