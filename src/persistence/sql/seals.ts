/** One number for whoever seals: the session that holds it is the only one. */
const SEALER = 7_306_641;

export const takeSealing = { name: 'take-sealing', text: `select pg_try_advisory_lock(${SEALER}) as taken` };
export const leaveSealing = { name: 'leave-sealing', text: `select pg_advisory_unlock(${SEALER})` };

export const readLastSeal = {
  name: 'read-last-seal',
  text: `
    select now() as at, pg_snapshot_xmin(pg_current_snapshot())::text as horizon, n, encode(hash, 'hex') as hash, until::text
    from (select) as here left join (select * from seal order by n desc limit 1) as last on true`,
};

/**
 * The first transaction since $1 that has written history and is over like all before it. Rows of one that is still
 * under way come later: to go by the greatest so far would pass over them for ever.
 */
export const findUnsealed = {
  name: 'find-unsealed',
  text: `select min(transaction)::text as since from history where transaction >= $1::bigint and transaction < $2::bigint`,
};

const headsOf = (touched: string): string => `
  with touched as (${touched}), fresh as (
    select h.instance_id, h.seq, encode(h.hash, 'hex') as hash
    from touched t
    cross join lateral (
      select coalesce(max(to_seq), 0) as sealed from seal_head s where s.instance_id = t.instance_id
    ) as s
    join history h on h.instance_id = t.instance_id and h.seq > s.sealed
  )
  select instance_id::text as instance, min(seq) as "from", max(seq) as "to",
    (array_agg(hash order by seq desc))[1] as hash, string_agg(left(hash, 8), '' order by seq) as marks
  from fresh group by instance_id order by instance_id`;

/** What the transactions from $1 to before $2 have added, by instance, and whatever else has come to these since. */
export const readFreshHeads = {
  name: 'read-fresh-heads',
  text: headsOf(
    'select distinct instance_id from history where transaction >= $1::bigint and transaction < $2::bigint',
  ),
};

/** The same for every instance, in a database whose transactions were counted anew: one restored from a dump. */
export const readAllFreshHeads = {
  name: 'read-all-fresh-heads',
  text: headsOf('select id as instance_id from instance'),
};

export const insertSeal = {
  name: 'insert-seal',
  text: `
    with heads as (
      insert into seal_head (instance_id, to_seq, from_seq, n, hash, marks)
      select instance::uuid, "to", "from", $1::int, decode(hash, 'hex'), marks
      from json_to_recordset($9) as t(instance text, "from" int, "to" int, hash text, marks text)
    )
    insert into seal (n, algorithm, at, since, until, previous, root, hash)
    values ($1::int, $2, $3, $4, $5, decode($6, 'hex'), decode($7, 'hex'), decode($8, 'hex'))`,
};

/** The index of ranges learns the pages that have been filled since. */
export const summariseHistory = {
  name: 'summarise-history',
  text: `select brin_summarize_new_values('history_transaction')`,
};

export const readSeals = {
  name: 'read-seals',
  text: `
    select n, algorithm, at, since::text, until::text, encode(previous, 'hex') as previous, encode(root, 'hex') as root,
      encode(hash, 'hex') as hash,
      (select json_agg(json_build_object('instance', instance_id, 'from', from_seq, 'to', to_seq,
         'hash', encode(h.hash, 'hex'), 'marks', marks) order by instance_id)
       from seal_head h where h.n = seal.n) as heads
    from seal where n > $1 order by n limit $2`,
};

export const markAnchored = {
  name: 'mark-anchored',
  text: 'update seal set anchored_at = now() where n <= $1 and anchored_at is null',
};

export const readUnanchored = {
  name: 'read-unanchored',
  text: `
    select (extract(epoch from now() - at) * 1000)::float8 as ms from seal where anchored_at is null order by n limit 1`,
};
