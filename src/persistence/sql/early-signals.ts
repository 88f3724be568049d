import { HOLDS_KEY } from './business-key';
import { BUSINESS_NOW } from './business-clock';

/** Keeps a signal for a case that is still to come. The same again while it waits says until when. */
export const keepSignal = {
  name: 'keep-early-signal',
  text: `
    with kept as (
      insert into early_signal (id, event, business_key, message_key, signal, step, subject, actor, viewer, status,
        data_key, sealed, settled_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $11::bytea is null then 'ignored' else 'waiting' end,
        $10, $11, case when $11 is null then now() end, ${BUSINESS_NOW} + $12 * interval '1 day')
      on conflict (event, business_key, message_key) where status in ('waiting', 'ignored') do nothing
      returning expires_at
    )
    select expires_at from kept
    union all
    select expires_at from early_signal
    where event = $2 and business_key = $3 and message_key = $4 and status in ('waiting', 'ignored')
    limit 1`,
};

/**
 * A start whose statement began before a signal was kept has not seen it. It is over within two minutes (no statement
 * lasts longer than seconds), and until then the signal is looked at from this side; after that, every start sees it.
 */
export const lookAtEarlySignals = {
  name: 'look-at-early-signals',
  text: `
    with fresh as materialized (
      select s.id, i.id as instance_id, s.received_at <= now() - interval '2 minutes' as looked
      from early_signal s
      left join instance i on i.event = s.event and i.business_key = s.business_key
        and ${HOLDS_KEY('i.')}
      where s.status = 'waiting' and not s.looked and ($2::uuid is null or s.id = $2)
      order by s.received_at, s.id
      limit $1
      for update of s skip locked
    ), settled as (
      update early_signal s
      set status = case when f.instance_id is null then 'waiting' else 'called' end, instance_id = f.instance_id,
        looked = true
      from fresh f
      where s.id = f.id and (f.instance_id is not null or f.looked)
      returning s.instance_id
    ), over as materialized (
      select id from early_signal
      where status = 'waiting' and looked and expires_at <= ${BUSINESS_NOW}
      order by expires_at
      limit $1
      for update skip locked
    ), expired as (
      update early_signal s set status = 'expired', settled_at = now(), data_key = null, sealed = null
      from over where s.id = over.id
      returning s.id
    ), cases as (
      select instance_id from settled where instance_id is not null
      union
      (select instance_id from early_signal where status = 'called' and ($2::uuid is null or id = $2) limit $1)
    )
    select array(select instance_id::text from cases) as cases, (select count(*)::int from expired) as expired`,
};

export const readCalledSignals = {
  name: 'read-called-signals',
  text: `
    select s.id::text, s.event, s.message_key, s.signal, s.step, s.subject, s.actor, s.viewer, s.data_key, s.sealed,
      i.id::text as instance_id, i.version, i.subjects, i.state::text as state
    from early_signal s
    join instance i on i.id = s.instance_id
    where s.instance_id = any($1::uuid[]) and s.status = 'called'
    order by s.received_at, s.id`,
};

export const settleDelivered = {
  name: 'settle-delivered-signals',
  text: `
    update early_signal set status = 'delivered', settled_at = now(), data_key = null, sealed = null
    where id = any($1::uuid[]) and status = 'called'`,
};
