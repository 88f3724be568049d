import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Role } from '../core';
import type { NewApiKey } from '../engine/api-keys';
import type { Keyring, KeyringAuthor, ReadApiKey } from '../engine/keyring';
import { hashOfKey, newKey } from './postgres-api-keys';
import { findKey, issueKey, listKeys, revokeKey } from './sql/keyring';

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly organisation: string;
  readonly departments: string[];
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly issued_by: string | null;
}

/** Keys in the table `api_key`, and in `api_key_change` who has issued and revoked them. */
export class PostgresKeyring implements Keyring {
  constructor(private readonly pool: Pool) {}

  async list({ limit, after }: { limit: number; after?: string }): Promise<readonly ReadApiKey[]> {
    const found = await this.pool.query<KeyRow>(listKeys, [after ?? null, limit]);
    return found.rows.map(toKey);
  }

  async issue(
    { name, role, organisation, departments = [], days }: NewApiKey & { days: number },
    author: KeyringAuthor,
  ): Promise<{ read: ReadApiKey; key: string }> {
    const key = newKey();
    const words = [randomUUID(), name, hashOfKey(key), role, organisation, [...departments], days];
    const { rows } = await this.pool.query<KeyRow>(issueKey, [...words, ...valuesOf(author)]);
    return { read: toKey(rows[0] as KeyRow), key };
  }

  async revoke(id: string, author: KeyringAuthor): Promise<ReadApiKey | undefined> {
    await this.pool.query(revokeKey, [id, ...valuesOf(author)]);
    const [row] = (await this.pool.query<KeyRow>(findKey, [id])).rows;
    return row === undefined ? undefined : toKey(row);
  }
}

const valuesOf = ({ keyId, organisation, role, requestId }: KeyringAuthor): string[] => [
  ...[keyId, organisation, role, requestId],
];

function toKey({ created_at, expires_at, revoked_at, issued_by, role, ...row }: KeyRow): ReadApiKey {
  return {
    ...{ ...row, role: role as Role, createdAt: created_at },
    ...(expires_at === null ? {} : { expiresAt: expires_at }),
    ...(revoked_at === null ? {} : { revokedAt: revoked_at }),
    ...(issued_by === null ? {} : { issuedBy: issued_by }),
  };
}
