import type { Role } from '../core';

/** What is known of a key that is in force: whose it is and what it may reach. */
export interface ApiKeyHolder {
  readonly keyId: string;
  readonly role: Role;
  /** Code of the organisation; of a citizen's key, whatever issued it. */
  readonly organisation: string;
  readonly departments: readonly string[];
  /** Blind index (base64) of the holder's own document number; citizens and entrepreneurs have one. */
  readonly personIndex?: string;
}

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  readonly organisation: string;
  readonly departments?: readonly string[];
  /** The holder's own document number; only its blind index is stored. */
  readonly idNumber?: string;
}

/** Keys to the API: 256 random bits, shown once, stored as SHA-256. */
export interface ApiKeyStore {
  /** The holder of a key in force; undefined for one unknown or revoked. */
  find(key: string): Promise<ApiKeyHolder | undefined>;
  /** The holder of a key in force, by the key's id. */
  findHolder(keyId: string): Promise<ApiKeyHolder | undefined>;
  /** Makes a key and returns it; nobody can read it again afterwards. */
  issue(key: NewApiKey): Promise<{ readonly id: string; readonly key: string }>;
  /** False when there is no such key in force. */
  revoke(id: string): Promise<boolean>;
}
