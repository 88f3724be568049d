import type { Pool } from 'pg';
import type { CaseRecord } from '../core';
import type { Start, Started } from '../engine/instance';
import type { CaseCipher } from './case-cipher';
import { toJson } from '../engine/storable-json';
import type { KnownRecords } from './known-records';
import { businessIndex, historyRows, openedRows, personRows, startRow, timerRow } from './move-rows';
import { claimIdempotencyKeys, findLiveInstances, setIdempotencyInstances } from './sql/idempotency';
import { startInstances } from './sql/write-moves';
import { inTransaction, repeat, type Queries } from './transaction';

/** Writes new instances with all that belongs to them: one statement, or one transaction where callers brought keys. */
export class StartWriter {
  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
    private readonly records: KnownRecords,
  ) {}

  async write(starts: readonly Start[]): Promise<Started[]> {
    const started = await this.writeAll(starts);
    starts.forEach(({ id, move, record }, index) => {
      if (started[index]?.kind !== 'created' || move.ended) return;
      // As it would be read back: what a form has made of it is not JSON yet.
      this.records.set(id, move.seq, JSON.parse(JSON.stringify(record)) as CaseRecord);
    });
    return started;
  }

  private async writeAll(starts: readonly Start[]): Promise<Started[]> {
    if (starts.every(({ idempotency }) => idempotency === undefined)) {
      return repeat(() => this.startAll(this.pool, starts));
    }
    return inTransaction(this.pool, (transaction) => this.startOnceEach(transaction, starts));
  }

  private async startAll(client: Queries, starts: readonly Start[]): Promise<Started[]> {
    const moves = starts.map(({ move }) => move);
    const timers = starts.flatMap(({ id, record, move }) => move.timers.map((timer) => timerRow(id, timer, record)));
    const made = await client.query<{ id: string; called: boolean }>(startInstances, [
      toJson(starts.map((start) => startRow(start, this.cipher))),
      toJson(historyRows(moves)),
      toJson(openedRows(moves)),
      toJson(personRows(starts, this.cipher)),
      toJson(timers),
    ]);
    const created = new Map(made.rows.map(({ id, called }) => [id, called]));
    const others = starts.filter(({ id }) => !created.has(id));
    const live = others.length === 0 ? new Map<string, string>() : await this.findLive(client, others);
    return starts.map(({ id }) =>
      created.has(id)
        ? { kind: 'created', id, ...(created.get(id) === true ? { called: true as const } : {}) }
        : { kind: 'existing', id: live.get(id) as string },
    );
  }

  /** Who holds each business key; a second look, because the holder may have committed during the insert. */
  private async findLive(client: Queries, starts: readonly Start[]): Promise<Map<string, string>> {
    const rows = starts.map((start) => ({
      asked: start.id,
      event: start.event,
      business_key: businessIndex(this.cipher, start).toString('base64'),
    }));
    const found = await client.query<{ asked: string; id: string }>(findLiveInstances, [toJson(rows)]);
    const live = new Map(found.rows.map(({ asked, id }) => [asked, id]));
    if (live.size < starts.length) throw new Error('A case with the same business key ended in this moment; try again');
    return live;
  }

  private async startOnceEach(client: Queries, starts: readonly Start[]): Promise<Started[]> {
    const keyed = starts.flatMap(({ id, idempotency }) => (idempotency === undefined ? [] : [{ ...idempotency, id }]));
    const claims = await client.query<{ asked: string; instance_id: string; digest: string; fresh: boolean }>(
      claimIdempotencyKeys,
      [toJson(keyed)],
    );
    const earlier = new Map(claims.rows.filter(({ fresh }) => !fresh).map((row) => [row.asked, row]));
    const fresh = starts.filter(({ id }) => !earlier.has(id));
    const started = await this.startAll(client, fresh);
    const results = new Map(fresh.map(({ id }, index) => [id, started[index] as Started]));
    const renamed = [...results].flatMap(([asked, { id }]) => (id === asked ? [] : [{ asked, id }]));
    if (renamed.length > 0) await client.query(setIdempotencyInstances, [toJson(renamed)]);
    return starts.map(({ id, idempotency }) => {
      const before = earlier.get(id);
      if (before === undefined) return results.get(id) as Started;
      // What holds the key may be a start of this very batch, and that one may have found its case there already.
      const holder = results.get(before.instance_id)?.id ?? before.instance_id;
      return { kind: before.digest === idempotency?.digest ? 'existing' : 'conflict', id: holder };
    });
  }
}
