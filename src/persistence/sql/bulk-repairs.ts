/** A repair as it is read; `sealed` only where it is carried on. */
export const REPAIR = `
  b.id::text, b.fingerprint, b.repair, b.reason, b.found, b.actor, b.state, b.paused_because, b.stages, b.stage, b.total,
  b.let_go, b.done, b.failed, b.failed_again, b.passed_over, b.started_at, b.finished_at`;

/**
 * Opens a repair and chooses its items: what is open of the cause at the steps named, the oldest first. Nothing when
 * the cause has a repair that is not over.
 */
export const openBulkRepair = {
  name: 'open-bulk-repair',
  text: `
    with chosen as materialized (
      select row_number() over (order by c.opened_at, c.id) as n, c.id, c.instance_id, c.region
      from incident c
      join json_to_recordset($2) as t(event text, version int, step text)
        on t.event is not distinct from c.event and t.version is not distinct from c.version and t.step = c.step
      where c.closed_at is null and c.fingerprint = $1::json ->> 'fingerprint'
    ), made as (
      insert into bulk_repair (id, fingerprint, repair, reason, found, actor, data_key, sealed, stages, total, state)
      select t.id, t.fingerprint, t.repair, t.reason, t.found, t.actor, decode(t.data_key, 'base64'),
        decode(t.sealed, 'base64'), array(select json_array_elements_text(t.stages)::smallint),
        (select count(*) from chosen), 'running'
      from json_to_record($1) as t(id uuid, fingerprint text, repair text, reason text, found text, actor text,
        data_key text, sealed text, stages json)
      on conflict (fingerprint) where state in ('running', 'paused') do nothing
      returning id
    )
    insert into bulk_repair_item (bulk_repair_id, n, incident_id, instance_id, region)
    select made.id, chosen.n, chosen.id, chosen.instance_id, chosen.region from made cross join chosen`,
};

export const findOpenBulkRepair = {
  name: 'find-open-bulk-repair',
  text: `select ${REPAIR} from bulk_repair b where b.fingerprint = $1 and b.state in ('running', 'paused')`,
};

export const readBulkRepair = {
  name: 'read-bulk-repair',
  text: `select ${REPAIR} from bulk_repair b where b.id = $1`,
};

export const listBulkRepairs = {
  name: 'list-bulk-repairs',
  text: `
    select ${REPAIR} from bulk_repair b
    where $1::timestamptz is null or (b.started_at, b.id) < ($1::timestamptz, $2::uuid)
    order by b.started_at desc, b.id desc
    limit $3`,
};

/** A person's order. A repair that has paused itself goes on with the next stage, and its gate begins anew. */
export const orderBulkRepair = {
  name: 'order-bulk-repair',
  text: `
    update bulk_repair b
    set state = case $2 when 'pause' then 'paused' when 'cancel' then 'cancelled'
          else case when b.paused_because = 'failed-again' and b.stage = cardinality(b.stages) then 'finished'
            else 'running' end end,
      paused_because = case $2 when 'pause' then 'by-operator' end,
      stage = case when $2 = 'resume' and b.paused_because = 'failed-again'
        then least(b.stage + 1, cardinality(b.stages)) else b.stage end,
      gate_let_go = case when $2 = 'resume' then b.let_go else b.gate_let_go end,
      gate_failed_again = case when $2 = 'resume' then b.failed_again else b.gate_failed_again end,
      finished_at = case when $2 = 'cancel' then now() else b.finished_at end
    where b.id = $1 and b.state = case $2 when 'pause' then 'running' when 'resume' then 'paused'
      else case when b.state in ('running', 'paused') then b.state end end`,
};

export const claimBulkRepairs = {
  name: 'claim-bulk-repairs',
  text: `
    update bulk_repair b
    set claimed_until = now() + $2 * interval '1 millisecond'
    where b.id in (
      select id from bulk_repair
      where (state = 'running' or let_go > done + failed + passed_over) and claimed_until <= now()
      order by claimed_until
      limit $1
      for update skip locked)
    returning ${REPAIR}, b.data_key, b.sealed`,
};

export const releaseBulkRepairs = {
  name: 'release-bulk-repairs',
  text: 'update bulk_repair set claimed_until = now() where id = any($1::uuid[])',
};

/**
 * An incident that is closed although this repair has said nothing to its case was settled by somebody else. Asked one
 * by one, on purpose: "exists" may be answered by reading the whole history into memory.
 */
const SAID = `coalesce(
  (select true from history h where h.instance_id = t.instance_id and h.message_key = t.key),
  (select true from inbox m where m.instance_id = t.instance_id and m.message_key = t.key), false)`;

/** The next items of the stage under way. */
export const nextBulkRepairItems = {
  name: 'next-bulk-repair-items',
  text: `
    select t.n, t.incident_id::text, t.instance_id::text, t.region, c.closed_at is null or ${SAID} as due
    from (
      select i.*, 'incident:' || i.incident_id || ':' || b.repair as key
      from bulk_repair b
      join bulk_repair_item i on i.bulk_repair_id = b.id and i.n > b.let_go
        and i.n <= least(b.let_go + $2::int, ceil(b.total * b.stages[b.stage] / 100.0)::int)
      where b.id = $1 and b.state = 'running'
    ) as t
    join incident c on c.id = t.incident_id
    order by t.n`,
};

export const letGoBulkRepairItems = {
  name: 'let-go-bulk-repair-items',
  text: 'update bulk_repair set let_go = greatest(let_go, $2) where id = $1',
};

/**
 * What became of items that were let go. A retry is over when the execution that it has opened is: that one bears the
 * number of the history row. Counted in the statement that writes the outcome: once, whoever looks at the same time.
 */
export const settleBulkRepairItems = {
  name: 'settle-bulk-repair-items',
  text: `
    with looked as materialized (
      select i.bulk_repair_id, i.n, i.instance_id, i.incident_id, i.region, b.repair, 'incident:' || i.incident_id || ':' || b.repair as key
      from bulk_repair b
      join bulk_repair_item i on i.bulk_repair_id = b.id and i.n > $2 and i.n <= b.let_go and i.outcome is null
      where b.id = $1
      order by i.n
      limit $3
    ), judged as (
      select t.bulk_repair_id, t.n, case
          when h.type = 'message.refused' then 'refused'
          when h.seq is null then case when c.closed_at is not null and not ${SAID} then 'passed-over' end
          when t.repair <> 'retried' then 'done'
          when e.answered_at is null and e.ordinal is not null then null
          when e.status = 'failed' and e.reason ->> 'code' = c.code then 'failed-again'
          when e.status = 'failed' then 'failed'
          else 'done' end as outcome
      from looked t
      join incident c on c.id = t.incident_id
      left join history h on h.instance_id = t.instance_id and h.message_key = t.key
      left join lateral (
        select x.* from step_execution x
        where x.instance_id = t.instance_id and x.ordinal >= h.seq * 256 and x.ordinal < (h.seq + 1) * 256
          and x.region = t.region
        limit 1
      ) as e on true
    ), written as (
      update bulk_repair_item i set outcome = j.outcome
      from judged j
      where i.bulk_repair_id = j.bulk_repair_id and i.n = j.n and i.outcome is null and j.outcome is not null
      returning i.outcome
    ), counted as (
      update bulk_repair b
      set done = b.done + t.done, failed = b.failed + t.failed, failed_again = b.failed_again + t.again,
        passed_over = b.passed_over + t.passed_over
      from (
        select count(*) filter (where outcome = 'done') as done, count(*) filter (where outcome = 'failed-again') as again,
          count(*) filter (where outcome in ('failed', 'failed-again', 'refused')) as failed,
          count(*) filter (where outcome = 'passed-over') as passed_over, count(*) as written
        from written
      ) as t
      where b.id = $1 and t.written > 0
    )
    select (select count(*)::int from written) as settled,
      case when (select count(*) from looked) = $3 then (select max(n) from looked) end as next`,
};

/** The gate at the end of a stage. The last stage has none: what failed again is told, and nothing is left to hold. */
export const endBulkRepairStage = {
  name: 'end-bulk-repair-stage',
  text: `
    update bulk_repair b
    set state = case when t.last then 'finished' when t.bad then 'paused' else 'running' end,
      paused_because = case when not t.last and t.bad then 'failed-again' end,
      stage = case when t.last or t.bad then b.stage else b.stage + 1 end,
      finished_at = case when t.last then now() end
    from (
      select id, stage = cardinality(stages) as last,
        failed_again - gate_failed_again > $2::double precision * (let_go - gate_let_go) as bad
      from bulk_repair where id = $1
    ) as t
    where b.id = t.id and b.state = 'running' and b.let_go >= ceil(b.total * b.stages[b.stage] / 100.0)
      and b.done + b.failed + b.passed_over >= b.let_go`,
};
