import type { Role } from '../core';
import type { ApiKeyHolder } from './api-keys';

/** A person who may sign in. Wherever a key's id stands for its holder, the account's id stands for the person. */
export interface Account extends ApiKeyHolder {
  readonly login: string;
  readonly name: string;
}

export interface NewAccount {
  /** Unique without regard to case. */
  readonly login: string;
  readonly password: string;
  /** The password was drawn, 64 bits or more: it needs no slow hash. */
  readonly passwordIsRandom?: boolean;
  readonly role: Role;
  readonly name: string;
  readonly organisation: string;
  readonly departments?: readonly string[];
  /** The person's own document number; only its blind index is stored. */
  readonly idNumber?: string;
}

/** Accounts of people; the password is stored as a slow hash only. */
export interface AccountStore {
  /** False when the login is taken, by a disabled account as well. */
  add(account: NewAccount): Promise<boolean>;
  /** True when there is an account of that login, disabled or not. */
  has(login: string): Promise<boolean>;
  /** The account, if it is in force and this is its password. Takes as long when there is none. */
  check(login: string, password: string): Promise<Account | undefined>;
  /** An account in force, by its id. */
  findHolder(accountId: string): Promise<ApiKeyHolder | undefined>;
  /** Nobody signs in with it any more, and its sessions are over. False when there is none in force. */
  disable(login: string): Promise<boolean>;
  /** Sets another password; the account's sessions are over. False when there is no such account. */
  setPassword(login: string, password: string): Promise<boolean>;
}
