import type { Pool } from 'pg';
import { GENESIS, type HashAlgorithm } from '../engine/history-hash';
import { makeSeal, type Seal, type SealedHead } from '../engine/seal';
import type { SealStore } from '../engine/sealer';
import {
  findUnsealed,
  insertSeal,
  leaveSealing,
  markAnchored,
  readAllFreshHeads,
  readFreshHeads,
  readLastSeal,
  readSeals,
  readUnanchored,
  summariseHistory,
  takeSealing,
} from './sql/seals';
import { inTransaction } from './transaction';

/** Transactions that one seal covers at most: what a busy city writes in half a minute. */
const TRANSACTIONS = 1_000n;

interface LastRow {
  at: Date;
  horizon: string;
  n: number | null;
  hash: string | null;
  until: string | null;
}

interface SealRow extends Omit<Seal, 'at' | 'rows' | 'heads'> {
  at: Date;
  heads: SealedHead[] | null;
}

/** Seals in the tables `seal` and `seal_head`: the copy that the anchors are made from. */
export class PostgresSealStore implements SealStore {
  constructor(private readonly pool: Pool) {}

  async exclusively(work: () => Promise<void>): Promise<boolean> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      const { rows } = await client.query<{ taken: boolean }>(takeSealing);
      if (rows[0]?.taken !== true) return false;
      try {
        await work();
      } finally {
        // A session that cannot give it back is closed, and gives it back by that.
        await client.query(leaveSealing).catch((error: Error) => (broken = error));
      }
      return true;
    } finally {
      client.release(broken);
    }
  }

  async sealNext(algorithm: HashAlgorithm): Promise<Seal | undefined> {
    const seal = await inTransaction(this.pool, async (transaction) => {
      const { rows } = await transaction.query<LastRow>(readLastSeal, []);
      const last = rows[0] as LastRow;
      const isCountedAnew = last.until !== null && BigInt(last.until) > BigInt(last.horizon);
      const span = isCountedAnew
        ? { since: '0', until: last.horizon }
        : await findSpan((values) => transaction.query<{ since: string | null }>(findUnsealed, values), last);
      if (span === undefined) return undefined;
      const found = isCountedAnew
        ? await transaction.query<SealedHead>(readAllFreshHeads, [])
        : await transaction.query<SealedHead>(readFreshHeads, [span.since, span.until]);
      const words = { n: (last.n ?? 0) + 1, algorithm, at: last.at.toISOString(), previous: last.hash ?? GENESIS };
      const made = makeSeal({ ...words, ...span, heads: found.rows });
      const { n, at, since, until, previous, root, hash } = made;
      await transaction.query(insertSeal, [
        ...[n, algorithm, at, since, until, previous, root, hash],
        JSON.stringify(made.heads),
      ]);
      return made;
    });
    if (seal !== undefined) await this.pool.query(summariseHistory);
    return seal;
  }

  async after(n: number, limit: number): Promise<Seal[]> {
    const { rows } = await this.pool.query<SealRow>(readSeals, [n, limit]);
    return rows.map(toSeal);
  }

  async markAnchored(n: number): Promise<void> {
    await this.pool.query(markAnchored, [n]);
  }

  async unanchoredMs(): Promise<number> {
    return (await this.pool.query<{ ms: number }>(readUnanchored)).rows[0]?.ms ?? 0;
  }
}

async function findSpan(
  find: (values: string[]) => Promise<{ rows: { since: string | null }[] }>,
  { until, horizon }: LastRow,
): Promise<{ since: string; until: string } | undefined> {
  const { rows } = await find([until ?? '0', horizon]);
  const since = rows[0]?.since ?? undefined;
  if (since === undefined) return undefined;
  const most = BigInt(since) + TRANSACTIONS;
  return { since, until: most < BigInt(horizon) ? String(most) : horizon };
}

const toSeal = ({ at, heads, ...row }: SealRow): Seal => {
  const all = heads ?? [];
  const rows = all.reduce((sum, head) => sum + head.to - head.from + 1, 0);
  return { ...row, at: at.toISOString(), rows, heads: all };
};
