import { clockColumns } from '../clock-rows';
import { PARTS } from '../open-record';
import { BUSINESS_NOW } from './business-clock';

/** Locks the instances of a batch, always in the same order, so that two batches never wait for each other in a circle. */
export const lockInstances = {
  name: 'lock-instances',
  text: `
    select i.id::text, i.event, i.version, i.subjects, i.status, i.seq, i.state::text as state,
      encode(i.head_hash, 'hex') as head_hash, i.number::text, i.started_at, r.data_key, ${BUSINESS_NOW} as now,
      ${clockColumns('i')}
    from instance i
    join case_record r on r.instance_id = i.id
    where i.id = any($1::uuid[])
    order by i.id
    for update of i`,
};

/** Those of a batch that nobody holds at this moment. */
export const findFree = {
  name: 'find-free-instances',
  text: 'select i.id::text from instance i where i.id = any($1::uuid[]) for update skip locked',
};

/**
 * What the fold needs besides: the executions that messages at hand speak of, and the mail with the executions it
 * speaks of: for a repair the newest of its region, for a migration the newest of every region, whose clocks go on. Runs after the lock, on its own snapshot: what another batch has folded is gone from here.
 */
export const loadMessages = {
  name: 'load-messages',
  text: `
    select 'execution' as kind, e.instance_id::text, e.ordinal, e.region, e.act, e.status, e.epoch, null::bigint as id,
      null::text as message_key, null::text as actor, null::json as body, null::bytea as sealed, false as known,
      e.claimed_by, e.asked_by, ${clockColumns('e')}
    from unnest($1::uuid[], $2::int[]) as k(instance_id, ordinal)
    join step_execution e on e.instance_id = k.instance_id and e.ordinal = k.ordinal
    union all
    select 'mail', m.instance_id::text, e.ordinal, e.region, e.act, e.status, e.epoch, m.id, m.message_key, m.actor, m.body,
      m.sealed, exists (
        select from history h where h.instance_id = m.instance_id and h.message_key = m.message_key),
      e.claimed_by, e.asked_by, ${clockColumns('e')}
    from inbox m
    left join step_execution e on e.instance_id = m.instance_id
      and e.ordinal = any(case
        when m.body ->> 'execution' ~ '^[0-9a-f-]{36}-[0-9]{1,7}-[0-9]{1,3}$'
        then array[split_part(m.body ->> 'execution', '-', 6)::bigint * 256 + split_part(m.body ->> 'execution', '-', 7)::int]
        when m.body ->> 'type' in ('repair', 'migration')
        then array(
          select max(n.ordinal)::bigint from step_execution n
          where n.instance_id = m.instance_id and (m.body ->> 'type' = 'migration' or n.region = m.body ->> 'region')
          group by n.region) end)
    where m.instance_id = any($3::uuid[])
    order by id nulls first`,
};

/** The sealed record of one instance, for timers that count from a date in it. */
export const readRecord = {
  name: 'read-record',
  text: `select r.data_key, r.sealed, ${PARTS('r.instance_id')} from case_record r where r.instance_id = $1`,
};
