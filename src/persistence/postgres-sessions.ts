import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Session, SessionStore } from '../engine/sessions';
import { toAccount, type AccountRow } from './postgres-accounts';
import { endSession, findSession, openSession, seeSession } from './sql/accounts';

interface SessionRow extends AccountRow {
  readonly stale: boolean;
  readonly expires_at: Date;
}

/** Sessions in the table `session`. Their ids are 256 random bits, so a plain SHA-256 cannot be guessed back. */
export class PostgresSessions implements SessionStore {
  constructor(private readonly pool: Pool) {}

  async open(accountId: string): Promise<string> {
    const id = randomBytes(32).toString('base64url');
    await this.pool.query(openSession, [hashOf(id), accountId]);
    return id;
  }

  async find(id: string): Promise<Session | undefined> {
    const row = await this.read(id);
    if (row?.stale === true) await this.pool.query(seeSession, [hashOf(id)]);
    return row && toSession(row);
  }

  async peek(id: string): Promise<Session | undefined> {
    const row = await this.read(id);
    return row && toSession(row);
  }

  async end(id: string): Promise<void> {
    await this.pool.query(endSession, [hashOf(id)]);
  }

  private async read(id: string): Promise<SessionRow | undefined> {
    return (await this.pool.query<SessionRow>(findSession, [hashOf(id)])).rows[0];
  }
}

const toSession = (row: SessionRow): Session => ({ ...toAccount(row), expiresAt: row.expires_at });

const hashOf = (id: string): Buffer => createHash('sha256').update(id).digest();
