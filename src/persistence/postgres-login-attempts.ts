import type { Pool } from 'pg';
import type { LoginAttempts } from '../engine/sessions';
import type { CaseCipher } from './case-cipher';
import { countAttempt, forgetAttempt } from './sql/accounts';

/**
 * Wrong attempts in a quarter of an hour: of one login from one address, of one login from anywhere, and from one
 * address. The second is the larger, so that nobody is locked out of the own account by a stranger too easily.
 */
const MOST = { both: 10, login: 50, address: 100 };

/** Attempts in the table `login_attempt`, by blind indexes: neither a login nor an address can be read there. */
export class PostgresLoginAttempts implements LoginAttempts {
  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
  ) {}

  async begin(login: string, address: string): Promise<number | undefined> {
    const { both, address: from, login: anywhere } = this.keysOf(login, address);
    const here = await this.count([
      [both, MOST.both],
      [from, MOST.address],
    ]);
    // What is refused here anyway must not keep the login's owner out elsewhere.
    return here ?? this.count([[anywhere, MOST.login]]);
  }

  async succeeded(login: string, address: string): Promise<void> {
    const keys = this.keysOf(login, address);
    await this.pool.query(forgetAttempt, [Object.values(keys), keys.both]);
  }

  private async count(keys: readonly [key: Buffer, most: number][]): Promise<number | undefined> {
    const counted = await this.pool.query<{ key: Buffer; count: number; wait: number }>(countAttempt, [
      keys.map(([key]) => key),
    ]);
    const waits = counted.rows
      .filter(({ key, count }) => keys.some(([one, most]) => one.equals(key) && count > most))
      .map(({ wait }) => Math.max(1, wait));
    return waits.length === 0 ? undefined : Math.max(...waits);
  }

  private keysOf(login: string, address: string): Record<keyof typeof MOST, Buffer> {
    const name = login.toLowerCase();
    const index = (...parts: string[]): Buffer => this.cipher.blindIndex('login-attempt', parts);
    return { both: index('both', name, address), login: index('login', name), address: index('address', address) };
  }
}
