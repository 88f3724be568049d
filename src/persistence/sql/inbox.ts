import { BUSINESS_NOW } from './business-clock';

/** Puts messages into inboxes. A key that is in the inbox or in the history already is known. */
export const deliverMessages = {
  name: 'deliver-messages',
  text: `
    with input as (
      select * from json_to_recordset($1) as t(n int, instance_id uuid, message_key text, actor text, body json, sealed text)
    ), put as (
      insert into inbox (instance_id, message_key, actor, body, sealed)
      select t.instance_id, t.message_key, t.actor, t.body, decode(t.sealed, 'base64')
      from input t
      join instance i on i.id = t.instance_id
      where not exists (
        select from history h where h.instance_id = t.instance_id and h.message_key = t.message_key)
      order by t.n
      on conflict (instance_id, message_key) do nothing
      returning instance_id, message_key
    )
    select t.n, case
        when p.instance_id is not null then 'new'
        when exists (select from instance i where i.id = t.instance_id) then 'known'
        else 'unknown' end as delivery
    from input t
    left join put p on p.instance_id = t.instance_id and p.message_key = t.message_key
    order by t.n`,
};

/** Keeps instances from being moved until the transaction ends. In the order of every other lock. */
export const holdInstances = {
  name: 'hold-instances',
  text: 'select from instance where id = any($1::uuid[]) order by id for key share',
};

export const findDataKeys = {
  name: 'find-data-keys',
  text: 'select instance_id::text, data_key from case_record where instance_id = any($1::uuid[])',
};

export const findUnfolded = {
  name: 'find-unfolded',
  text: `
    select distinct instance_id::text from (
      select instance_id from inbox
      where not deferred and received_at <= now() - $1 * interval '1 millisecond'
      order by id
      limit $2
    ) as waiting`,
};

/** Any fixed number: who holds it fires timers. */
const TIMER_LOCK = 4_715_002;

/**
 * Due timers become mail in one statement: each fires exactly once, in the order in which they were due. One at a time:
 * of two at once the second could overtake the first, and the end of a wait come before what the wait learns.
 */
export const fireTimers = {
  name: 'fire-timers',
  text: `
    with gate as materialized (
      select pg_try_advisory_xact_lock(${TIMER_LOCK}) as mine
    ), due as materialized (
      select t.instance_id, t.region, t.timer, t.fire_at, t.armed_seq
      from timer t
      where (select mine from gate) and t.fire_at <= ${BUSINESS_NOW}
      order by t.fire_at, t.instance_id, t.armed_seq, t.region, t.timer
      limit $1
      for update of t skip locked
    ), ranked as (
      select *, row_number() over (partition by instance_id order by fire_at, armed_seq, region, timer) as place from due
    ), fired as (
      delete from timer t using ranked d
      where t.instance_id = d.instance_id and t.region = d.region and t.timer = d.timer
        -- None overtakes an earlier one of its case that was passed over because somebody holds it.
        and d.place = 1 + (
          select count(*) from timer e
          where e.instance_id = d.instance_id
            and (e.fire_at, e.armed_seq, e.region, e.timer) < (d.fire_at, d.armed_seq, d.region, d.timer))
      returning t.instance_id, t.region, t.timer, t.fire_at, t.armed_seq
    )
    insert into inbox (instance_id, message_key, actor, body)
    select instance_id, 'timer:' || region || ':' || timer || ':' || armed_seq, 'timer',
      json_build_object('type', 'timer', 'region', region, 'timer', timer)
    from fired
    order by fire_at, instance_id, armed_seq, region, timer
    on conflict (instance_id, message_key) do nothing
    returning instance_id::text`,
};

export const nextTimerAt = {
  name: 'next-timer-at',
  text: 'select fire_at from timer order by fire_at limit 1',
};

/** An active instance must always have something that can wake it; one that has not gets an incident. */
export const openIncidentsForStalled = {
  name: 'open-incidents-for-stalled',
  text: `
    insert into incident (instance_id, region, code, fingerprint, detail, event, version)
    select i.id, '', 'stalled', 'engine|' || i.event || '|stalled', '{}'::json, i.event, i.version
    from instance i
    where i.status = 'running' and i.moved_at <= now() - $1 * interval '1 millisecond'
      and not exists (select from step_execution e where e.instance_id = i.id and e.answered_at is null)
      and not exists (select from timer t where t.instance_id = i.id)
      and not exists (select from inbox m where m.instance_id = i.id and not m.deferred)
      and not exists (select from incident c where c.instance_id = i.id and c.closed_at is null)
      and not exists (
        select from json_each_text(i.state -> 'v') as region
        join definition_wait w on w.name = i.event and w.version = i.version
          and w.step = split_part(region.key, '@', 1)
        where region.value = 'active')
    limit 1000
    on conflict (instance_id, region) where closed_at is null do nothing`,
};
