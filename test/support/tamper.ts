import type { PoolClient } from 'pg';
import { GENESIS, hashHistory } from '../../src/engine/history-hash';
import type { HistoryRow } from '../../src/engine/instance';
import type { Random } from '../../src/engine/testing/random';

/** A case that can be tampered with. */
export interface Target {
  readonly id: string;
  readonly rows: readonly HistoryRow[];
  /** Rows up to here are sealed. */
  readonly sealedTo: number;
}

/** What was done, and what must be found: the case, and the first bad row where that can be told. */
export interface Tampered {
  readonly kind: string;
  readonly instance?: string;
  readonly seq?: number;
  readonly seal?: number;
}

export type Tamper = (client: PoolClient, target: Target, random: Random) => Promise<Tampered>;

const pick = <T>(random: Random, items: readonly T[]): T => random.pick(items) as T;

/** Anything but what stands there. */
const flips: Readonly<Record<string, string>> = {
  type: `overlay(type placing chr((ascii(type) - 96) % 26 + 97) from 1)`,
  region: `coalesce(region, '') || '1'`,
  execution: `coalesce(left(execution, -1), 'x')`,
  message_key: `coalesce(message_key, '') || '.'`,
  actor: `actor || ' '`,
  at: `at + interval '1 microsecond'`,
  detail: `(case when detail::text = '{}' then '{"code":"x"}' else overlay(detail::text placing '{ "' from 1 for 2) end)::json`,
  hash: `set_bit(hash, seq % 256, 1 - get_bit(hash, seq % 256))`,
};

const changes: Readonly<Record<string, string>> = {
  state: `replace(state::text, '"v":{', '"v":{"x":"active",')::json`,
  seq: 'seq + 1',
  'seq, one less': 'seq - 1',
  head_hash: `set_bit(head_hash, seq % 256, 1 - get_bit(head_hash, seq % 256))`,
  status: `status || 'x'`,
  version: 'version + 1',
  subjects: 'subjects + 1',
  event: `event || 'x'`,
  started_by: `started_by || 'x'`,
  started_at: `started_at + interval '1 millisecond'`,
};

/** Writes rows from `from` on again, with hashes that fit, and the instance with them: what only a seal can tell. */
async function rebuild(client: PoolClient, { id, rows }: Target, changed: readonly HistoryRow[]): Promise<void> {
  await client.query('delete from history where instance_id = $1', [id]);
  let hash = GENESIS;
  for (const row of changed) {
    hash = hashHistory(hash, id, row);
    const old = rows.find(({ seq }) => seq === row.seq);
    await client.query(
      `insert into history (instance_id, seq, type, region, execution, message_key, actor, at, detail, hash, transaction)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, decode($10, 'hex'), $11)`,
      [
        ...[id, row.seq, row.type, row.region, row.execution, row.messageKey, row.actor, row.at],
        ...[JSON.stringify(row.detail), hash, (old as unknown as { transaction: string }).transaction],
      ],
    );
  }
  await client.query(`update instance set seq = $2, head_hash = decode($3, 'hex') where id = $1`, [
    ...[id, changed.length, hash],
  ]);
}

export const tampers: Readonly<Record<string, Tamper>> = {
  'a column of a row': async (client, { id, rows }, random) => {
    const { seq } = pick(random, rows);
    const column = pick(random, Object.keys(flips));
    await client.query(`update history set ${column} = ${flips[column] ?? ''} where instance_id = $1 and seq = $2`, [
      ...[id, seq],
    ]);
    return { kind: `${column} flipped`, instance: id, seq };
  },
  'a column of the instance': async (client, { id, rows }, random) => {
    const name = pick(random, Object.keys(changes));
    const column = name.split(',')[0] ?? '';
    await client.query(`update instance set ${column} = ${changes[name] ?? ''} where id = $1`, [id]);
    const seq = { seq: rows.length + 1, 'seq, one less': rows.length }[name] ?? rows.length;
    return { kind: `${name} of the instance`, instance: id, seq };
  },
  'a row deleted': async (client, { id, rows }, random) => {
    const { seq } = pick(random, rows);
    await client.query('delete from history where instance_id = $1 and seq = $2', [id, seq]);
    return { kind: 'deleted', instance: id, seq };
  },
  'a row deleted, the rest moved up': async (client, { id, rows }, random) => {
    const { seq } = pick(random, rows);
    await client.query('delete from history where instance_id = $1 and seq = $2', [id, seq]);
    await client.query('update history set seq = -seq where instance_id = $1 and seq > $2', [id, seq]);
    await client.query('update history set seq = -seq - 1 where instance_id = $1 and seq < 0', [id]);
    await client.query('update instance set seq = seq - 1 where id = $1', [id]);
    return { kind: 'deleted and closed', instance: id, seq };
  },
  'a row inserted': async (client, { id, rows }, random) => {
    const { seq } = pick(random, rows);
    await client.query('update history set seq = -seq where instance_id = $1 and seq > $2', [id, seq]);
    await client.query('update history set seq = -seq + 1 where instance_id = $1 and seq < 0', [id]);
    await client.query(
      `insert into history (instance_id, seq, type, region, actor, at, detail, hash, transaction)
       select instance_id, seq + 1, type, region, actor, at, detail, hash, transaction from history
       where instance_id = $1 and seq = $2`,
      [id, seq],
    );
    await client.query('update instance set seq = seq + 1 where id = $1', [id]);
    return { kind: 'inserted', instance: id, seq: seq + 1 };
  },
  'two rows swapped': async (client, { id, rows }, random) => {
    const one = pick(random, rows.slice(0, -1)).seq;
    const other = one + 1 + random.below(rows.length - one);
    for (const [from, to] of [
      [one, -1],
      [other, one],
      [-1, other],
    ]) {
      await client.query('update history set seq = $3 where instance_id = $1 and seq = $2', [id, from, to]);
    }
    return { kind: 'swapped', instance: id, seq: one };
  },
  'the tail cut off': async (client, target, random) => {
    const seq = 2 + random.below(target.sealedTo - 1);
    await rebuild(client, target, target.rows.slice(0, seq - 1));
    return { kind: 'tail cut', instance: target.id, seq };
  },
  'the whole chain rebuilt': async (client, target, random) => {
    const seq = 1 + random.below(target.sealedTo);
    const changed = target.rows.map((row) => (row.seq === seq ? { ...row, actor: 'somebody else' } : row));
    await rebuild(client, target, changed);
    return { kind: 'rebuilt', instance: target.id, seq };
  },
  'the whole chain and its seals rebuilt': async (client, target, random) => {
    const seq = 1 + random.below(target.sealedTo);
    const changed = target.rows.map((row) => (row.seq === seq ? { ...row, actor: 'somebody else' } : row));
    await rebuild(client, target, changed);
    await client.query(
      `update seal_head s set
         hash = (select hash from history h where h.instance_id = s.instance_id and h.seq = s.to_seq),
         marks = (select string_agg(left(encode(hash, 'hex'), 8), '' order by seq) from history h
                  where h.instance_id = s.instance_id and h.seq between s.from_seq and s.to_seq)
       where instance_id = $1`,
      [target.id],
    );
    return { kind: 'rebuilt with seals', instance: target.id, seq };
  },
  'a case deleted': async (client, { id }) => {
    for (const table of ['seal_head', 'history'])
      await client.query(`delete from ${table} where instance_id = $1`, [id]);
    await client.query('delete from instance where id = $1', [id]);
    return { kind: 'case deleted', instance: id, seq: 1 };
  },
  'an old dump restored': async (client, target, random) => {
    const { rows } = await client.query<{ n: number }>(
      'select distinct n from seal_head where instance_id = $1 order by n',
      [target.id],
    );
    const { n } = pick(random, rows);
    const kept = await client.query<{ to: number }>(
      'select coalesce(max(to_seq), 0) as to from seal_head where instance_id = $1 and n < $2',
      [target.id, n],
    );
    await client.query('delete from seal where n >= $1', [n]);
    await client.query('delete from seal_head where n >= $1', [n]);
    await client.query(
      `delete from history h where seq > (
         select coalesce(max(to_seq), 0) from seal_head s where s.instance_id = h.instance_id)`,
    );
    await client.query('delete from instance i where not exists (select from history where instance_id = i.id)');
    await client.query(
      `update instance i set (seq, head_hash) = (
         select seq, hash from history where instance_id = i.id order by seq desc limit 1)`,
    );
    return { kind: 'old dump', instance: target.id, seq: (kept.rows[0]?.to ?? 0) + 1 };
  },
  'a seal altered': async (client, { id }, random) => {
    const found = await client.query<{ n: number }>('select n from seal_head where instance_id = $1', [id]);
    const { n } = pick(random, found.rows);
    const column = pick(random, ['previous', 'root', 'hash']);
    const bit = random.below(256);
    await client.query(
      `update seal set ${column} = set_bit(${column}, ${bit}, 1 - get_bit(${column}, ${bit})) where n = $1`,
      [n],
    );
    return { kind: `${column} of a seal`, seal: n };
  },
  'a seal deleted': async (client, { id }, random) => {
    const found = await client.query<{ n: number }>('select n from seal_head where instance_id = $1', [id]);
    const { n } = pick(random, found.rows);
    await client.query('delete from seal where n = $1', [n]);
    return { kind: 'seal deleted', seal: n };
  },
};
