import { PARTS } from '../open-record';

/**
 * Takes the free ones of these executions under a lease by the database's clock, logs what is about to be disclosed,
 * and returns them with the sealed record they are projected from. A new epoch fences whoever held them before. One
 * that somebody else is claiming or closing at this moment is passed over, so that claims never wait in a circle.
 */
export const claimExecutions = {
  name: 'claim-executions',
  text: `
    with free as (
      select e.instance_id, e.ordinal
      from unnest($1::uuid[], $2::int[]) as k(instance_id, ordinal)
      join step_execution e on e.instance_id = k.instance_id and e.ordinal = k.ordinal
      -- Not "e.ready" or "answered_at is null": their indexes would look good to the planner and be scanned whole.
      where e.kind = 'handler' and coalesce(e.answered_at, 'infinity') = 'infinity' and e.available_at <= now()
      for update of e skip locked
    ), held as (
      update step_execution e
      set status = 'running', epoch = e.epoch + 1, attempts = e.attempts + 1, claimed_by = $3,
        doubt = e.doubt or e.status <> 'pending', was_accepted = e.was_accepted or e.status = 'accepted',
        available_at = now() + $4 * interval '1 millisecond'
      from free
      where e.instance_id = free.instance_id and e.ordinal = free.ordinal
      returning e.instance_id, e.ordinal, e.step, e.region, e.subject, e.department, e.epoch, e.attempts, e.doubt,
        e.was_accepted, e.act
    ), logged as (
      insert into disclosure (instance_id, ordinal, epoch, department, step, worker)
      select instance_id, ordinal, epoch, department, step, $3 from held
    )
    select h.instance_id::text, h.ordinal, h.step, h.region, h.subject, h.epoch, h.attempts, h.doubt, h.was_accepted,
      i.event, i.version, i.number, -- What is taken back or put right, and why: looked up for few.
      case when h.act is not null then (
        select max(o.ordinal) from step_execution o
        where o.instance_id = h.instance_id and o.region = h.region and o.kind = 'handler' and o.act is null) end as undone,
      -- What its department was last told, by which what has changed since is found.
      case when h.act = 'amend' then (
        select o.ordinal from step_execution o
        where o.instance_id = h.instance_id and o.region = h.region and o.ordinal < h.ordinal
          and o.kind in ('handler', 'task') and o.act is distinct from 'undo' and o.status in ('completed', 'failed')
        order by o.status, o.ordinal desc limit 1) end as told,
      case when h.act is not null then coalesce(i.state -> 'f' ->> 'reversal', 'revoked') end as reversal,
      h.act, i.started_at, r.data_key, r.sealed,
${PARTS('h.instance_id')}
    from held h
    join instance i on i.id = h.instance_id
    join case_record r on r.instance_id = h.instance_id`,
};

/** Gives executions back, under the epoch of their claim. A department that has accepted has not failed: attempts start anew. */
export const settleExecutions = {
  name: 'settle-executions',
  text: `
    update step_execution e
    set status = t.status, doubt = t.status = 'unknown', reason = t.reason,
      attempts = case when t.status = 'accepted' then 0 when t.no_attempt then e.attempts - 1 else e.attempts end,
      available_at = now() + t.available_in_ms * interval '1 millisecond'
    from json_to_recordset($1) as t(instance_id uuid, ordinal int, epoch int, status text, available_in_ms double precision,
      reason json, no_attempt boolean)
    where e.instance_id = t.instance_id and e.ordinal = t.ordinal and e.epoch = t.epoch and e.status = 'running'`,
};

export const renewLeases = {
  name: 'renew-leases',
  text: `
    update step_execution e
    set available_at = now() + $2 * interval '1 millisecond'
    from json_to_recordset($1) as t(instance_id uuid, ordinal int, epoch int)
    where e.instance_id = t.instance_id and e.ordinal = t.ordinal and e.epoch = t.epoch and e.status = 'running'`,
};

/** Asked when an engine has come or gone: it reads every lease. */
export const findHolders = {
  name: 'find-holders',
  text: `
    select distinct claimed_by as holder
    from step_execution
    where ready and status = 'running' and available_at > now() and claimed_by is not null`,
};

/** The epoch stays: the next claim raises it, and fences a holder who was only thought to be gone. */
export const expireLeases = {
  name: 'expire-leases',
  text: `
    update step_execution
    set available_at = now()
    where ready and status = 'running' and available_at > now() and claimed_by = any($1::text[])`,
};

/** Most of what is ready is nobody's: few rows are looked at twice. */
export const expireUnheldLeases = {
  name: 'expire-unheld-leases',
  text: `
    update step_execution e
    set available_at = now()
    where e.ready and e.status = 'running' and e.available_at > now() and e.claimed_by = any($1::text[])
      and e.available_at <= now() + $2 * interval '1 millisecond'
      and not exists (
        select from unnest($3::uuid[], $4::int[]) as held(instance_id, ordinal)
        where held.instance_id = e.instance_id and held.ordinal = e.ordinal)`,
};

/** Departments each for themselves, and within one of them life events in turn: no backlog crowds out another. */
export const findDueExecutions = {
  name: 'find-due-executions',
  text: `
    with due as (
      select e.instance_id, e.ordinal, e.department, e.available_at, i.event,
        row_number() over (partition by e.department, i.event order by e.available_at) as turn
      from step_execution e
      join instance i on i.id = e.instance_id
      where e.ready and e.available_at <= now() and ($2::text[] is null or e.department = any($2))
        and e.department <> all($3::text[])
    ), numbered as (
      select *, row_number() over (partition by department order by turn, available_at) as place from due
    )
    select instance_id::text, ordinal, department, event
    from numbered
    where place <= $1
    order by place`,
};
