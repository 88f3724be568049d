import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Role } from '../core';
import type { Account, AccountStore, NewAccount } from '../engine/accounts';
import type { ApiKeyHolder } from '../engine/api-keys';
import type { CaseCipher } from './case-cipher';
import { personIndex } from './move-rows';
import { hashPassword, isPassword, NOBODYS_HASH } from './passwords';
import { addAccount, disableAccount, findAccount, findLogin, setPasswordHash } from './sql/accounts';

export interface AccountRow {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly organisation: string;
  readonly departments: string[];
  readonly person_index: Buffer | null;
}

interface LoginRow extends AccountRow {
  readonly password_hash: string;
  readonly disabled_at: Date | null;
}

/** Accounts in the table `account`. */
export class PostgresAccounts implements AccountStore {
  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
  ) {}

  async add({ login, role, name, organisation, departments = [], idNumber, ...account }: NewAccount): Promise<boolean> {
    const index = idNumber === undefined ? null : personIndex(this.cipher, idNumber);
    const hash = await hashPassword(account.password, account.passwordIsRandom);
    const values = [randomUUID(), login, hash, role, name, organisation, departments, index];
    return (await this.pool.query(addAccount, values)).rowCount === 1;
  }

  async has(login: string): Promise<boolean> {
    return (await this.find(login)) !== undefined;
  }

  async check(login: string, password: string): Promise<Account | undefined> {
    const found = await this.find(login);
    // A disabled account is no account, and takes as long.
    const inForce = found?.disabled_at === null ? found : undefined;
    const right = await isPassword(password, inForce?.password_hash ?? NOBODYS_HASH);
    return right && inForce !== undefined ? toAccount(inForce) : undefined;
  }

  async findHolder(accountId: string): Promise<ApiKeyHolder | undefined> {
    const [row] = (await this.pool.query<AccountRow>(findAccount, [accountId])).rows;
    return row === undefined ? undefined : toAccount(row);
  }

  async disable(login: string): Promise<boolean> {
    return (await this.pool.query(disableAccount, [login])).rowCount === 1;
  }

  async setPassword(login: string, password: string): Promise<boolean> {
    return (await this.pool.query(setPasswordHash, [login, await hashPassword(password)])).rowCount === 1;
  }

  private async find(login: string): Promise<LoginRow | undefined> {
    return (await this.pool.query<LoginRow>(findLogin, [login])).rows[0];
  }
}

export function toAccount(row: AccountRow): Account {
  const { id: keyId, login, name, role, organisation, departments, person_index: index } = row;
  return {
    ...{ keyId, login, name, role, organisation, departments },
    ...(index === null ? {} : { personIndex: index.toString('base64') }),
  };
}
