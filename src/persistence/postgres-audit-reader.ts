import type { Pool, PoolClient } from 'pg';
import type { AuditReader, HistoryPage } from '../engine/audit-check';
import type { SealedHead } from '../engine/seal';
import type { Finding, StoredHistory, StoredHistoryRow } from '../engine/verify-history';
import { auditBound, auditHeads, auditInstances, auditRows, openAuditIncident } from './sql/audit';

type InstanceRow = NonNullable<StoredHistory['instance']> & { id: string };

interface HistoryTableRow {
  id: string;
  seq: number;
  type: string;
  region: string | null;
  execution: string | null;
  messageKey: string | null;
  actor: string;
  at: Date;
  detail: string;
  hash: string;
  exact: boolean;
  outOfPlace: boolean;
}

type HeadRow = SealedHead & { n: number };

const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Reads histories word for word, each page as it stood at one moment. */
export class PostgresAuditReader implements AuditReader {
  constructor(private readonly pool: Pool) {}

  /** Whatever lies between two instances belongs to the page too: rows and seals of instances that are gone. */
  page(after: string | undefined, limit: number): Promise<HistoryPage> {
    return this.atOneMoment(async (client) => {
      const from = after ?? FIRST;
      const bound = await client.query<{ last: string | null; found: number }>(auditBound, [from, limit]);
      const { last = null, found = 0 } = bound.rows[0] ?? {};
      const next = found < limit ? undefined : (last ?? undefined);
      const histories = await readBetween(client, from, next ?? LAST);
      return { histories, ...(next === undefined ? {} : { next }) };
    });
  }

  /** One history; undefined when no table knows of it. */
  find(id: string): Promise<StoredHistory | undefined> {
    return this.atOneMoment(async (client) => (await readBetween(client, before(id), id))[0]);
  }

  /** Shows an altered history as an incident of its case, once. */
  async openIncident({ instance, kind, seq, seal }: Finding): Promise<void> {
    if (instance === undefined) return;
    await this.pool.query(openAuditIncident, [instance, kind, JSON.stringify({ kind, seq, seal })]);
  }

  private async atOneMoment<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin isolation level repeatable read read only');
      return await work(client);
    } finally {
      await client.query('rollback').catch((error: Error) => (broken = error));
      client.release(broken);
    }
  }
}

async function readBetween(client: PoolClient, from: string, to: string): Promise<StoredHistory[]> {
  const values = [from, to];
  const instances = await client.query<InstanceRow>(auditInstances, values);
  const rows = await client.query<HistoryTableRow>(auditRows, values);
  const heads = await client.query<HeadRow>(auditHeads, values);
  const byId = new Map<string, { instance?: InstanceRow; rows: StoredHistoryRow[]; heads: HeadRow[] }>();
  const of = (id: string) => {
    const known = byId.get(id) ?? { rows: [], heads: [] };
    byId.set(id, known);
    return known;
  };
  for (const row of instances.rows) of(row.id).instance = row;
  for (const row of rows.rows) of(row.id).rows.push(toRow(row));
  for (const head of heads.rows) of(head.instance).heads.push(head);
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, parts]) => ({ id, ...parts }));
}

function toRow({ id: _, region, execution, messageKey, detail, exact, ...row }: HistoryTableRow): StoredHistoryRow {
  const parsed = JSON.parse(detail) as StoredHistoryRow['detail'];
  return {
    ...row,
    ...(region === null ? {} : { region }),
    ...(execution === null ? {} : { execution }),
    ...(messageKey === null ? {} : { messageKey }),
    detail: parsed,
    exact: exact && JSON.stringify(parsed) === detail,
  };
}

/** The id just before another. */
function before(id: string): string {
  const hex = (BigInt(`0x${id.replaceAll('-', '')}`) - 1n).toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
