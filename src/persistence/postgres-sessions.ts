import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Session, SessionStore } from '../engine/sessions';
import { toAccount, type AccountRow } from './postgres-accounts';
import { endSession, findSession, openSession, seeSession } from './sql/accounts';

/** Sessions in the table `session`. Their ids are 256 random bits, so a plain SHA-256 cannot be guessed back. */
export class PostgresSessions implements SessionStore {
  constructor(private readonly pool: Pool) {}

  async open(accountId: string): Promise<string> {
    const id = randomBytes(32).toString('base64url');
    await this.pool.query(openSession, [hashOf(id), accountId]);
    return id;
  }

  async find(id: string): Promise<Session | undefined> {
    const hash = hashOf(id);
    const found = await this.pool.query<AccountRow & { stale: boolean; expires_at: Date }>(findSession, [hash]);
    const [row] = found.rows;
    if (row === undefined) return undefined;
    if (row.stale) await this.pool.query(seeSession, [hash]);
    return { ...toAccount(row), expiresAt: row.expires_at };
  }

  async end(id: string): Promise<void> {
    await this.pool.query(endSession, [hashOf(id)]);
  }
}

const hashOf = (id: string): Buffer => createHash('sha256').update(id).digest();
