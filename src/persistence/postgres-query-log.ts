import type { Pool } from 'pg';
import type { KeptQuery, QueryLog } from '../engine/registers';
import type { CaseCipher } from './case-cipher';
import { personIndex } from './move-rows';
import { countAttempt } from './sql/accounts';
import { keepQuery } from './sql/register-queries';

/** Questions of one account or key in a quarter of an hour; a ward that is busy has a few births in it. */
const MOST = 30;

/** Questions in the append-only table `register_query`, counted where attempts to sign in are. */
export class PostgresQueryLog implements QueryLog {
  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
  ) {}

  async begin(keyId: string): Promise<number | undefined> {
    const key = this.cipher.blindIndex('register-query', [keyId]);
    const { rows } = await this.pool.query<{ count: number; wait: number }>(countAttempt, [[key]]);
    const [counted] = rows;
    return counted !== undefined && counted.count > MOST ? Math.max(1, counted.wait) : undefined;
  }

  async keep({ fields, persons, ...query }: KeptQuery): Promise<void> {
    const { id, event, department, keyId, organisation, role, requestId, outcome } = query;
    await this.pool.query(keepQuery, [
      ...[id, event, query.query, department, keyId, organisation, role, requestId, outcome, [...fields]],
      persons.map((idNumber) => personIndex(this.cipher, idNumber)),
    ]);
  }
}
