import { CLOCK_RECORD } from '../clock-rows';
import { BUSINESS_NOW } from './business-clock';

const SET_CLOCK = `clock_start = t.clock_start, pauses = t.pauses, due_at = t.due_at, due_provisional = t.due_provisional,
      statutory_due_at = t.statutory_due_at, calendar_version = t.calendar_version, level = t.level,
      next_level_at = t.next_level_at`;

/** Clocks of executions that have paused, resumed, reached a level or been computed anew. */
export const writeClocks = {
  name: 'write-clocks',
  text: `
    update step_execution e
    set ${SET_CLOCK}
    from json_to_recordset($1) as t(instance_id uuid, ordinal int, ${CLOCK_RECORD})
    where e.instance_id = t.instance_id and e.ordinal = t.ordinal`,
};

/** The same of whole cases, which are locked by this transaction. */
export const writeCaseClocks = {
  name: 'write-case-clocks',
  text: `
    update instance i
    set ${SET_CLOCK}
    from json_to_recordset($1) as t(id uuid, ${CLOCK_RECORD})
    where i.id = t.id`,
};

/** The level that a clock has reached by a time, said or not. */
const LEVEL_AT = (of: string, at: string): string => `case
      when ${of}.next_level_at is null or ${of}.next_level_at > ${at} then ${of}.level
      when ${of}.statutory_due_at <= ${at} then 'red'
      when ${of}.due_at <= ${at} then 'yellow'
      else 'warning' end`;

/** … by now. */
export const LEVEL = (of: string): string => LEVEL_AT(of, BUSINESS_NOW);

/** … by now or, once it is answered, by then. Of one that has failed only what was said: its clock may run on. */
export const EXECUTION_LEVEL = (of: string): string =>
  `case when ${of}.status = 'failed' then ${of}.level else ${LEVEL_AT(of, `coalesce(${of}.answered_at, ${BUSINESS_NOW})`)} end`;

/** True while the days left stand still; no more when the limit of the pause has passed. */
export const PAUSED = (of: string): string => `(${of}.pauses is not null and ${of}.pauses -> -1 ->> 'to' is null
      and coalesce((${of}.pauses -> -1 ->> 'until')::date
        >= (${BUSINESS_NOW} at time zone 'Asia/Shanghai')::date, true))`;

/**
 * An execution whose clock runs: it is open, or has failed and waits for an operator. Of those of a region that have
 * failed, the newest.
 */
export const CLOCK_RUNS = `(e.answered_at is null or e.status = 'failed'
      and exists (select from incident c where c.instance_id = e.instance_id and c.region = e.region and c.closed_at is null)
      and not exists (select from step_execution n
        where n.instance_id = e.instance_id and n.region = e.region and n.ordinal > e.ordinal))`;

/**
 * Of those whose clock runs, the failed that wait for an operator: by open incidents, so that nothing that was ever
 * answered is looked at. "e" has the columns of an execution.
 */
export const FAILED_EXECUTIONS = `(
      select n.* from incident c
      cross join lateral (
        select * from step_execution x where x.instance_id = c.instance_id and x.region = c.region
        order by x.ordinal desc limit 1) n
      where c.closed_at is null and n.status = 'failed' and n.answered_at is not null and n.clock_start is not null
    ) e`;

/**
 * Open executions at a level that has not been said yet: those of the last minute, by an index of their own. Nothing else
 * that is asked of them goes into it ("offset 0"), or the planner would take another index, and read all that is open.
 */
export const UNTOLD_EXECUTIONS = `(
      select * from step_execution x
      where x.answered_at is null and x.next_level_at is not null and x.next_level_at <= ${BUSINESS_NOW}
        and x.clock_start is not null
      offset 0
    ) e`;

/** One at a level that was said and still holds. The index has no others, so this costs nothing while all goes well. */
export const isTold = (of: string): string => `${of}.answered_at is null and ${of}.level <> 'normal'
      and (${of}.next_level_at is null or ${of}.next_level_at > ${BUSINESS_NOW})`;

const EXECUTION_ID = `e.instance_id || '-' || e.ordinal / 256 || '-' || e.ordinal % 256`;
const CLOCK_TIMES = (of: string): string => `${of}.due_at, ${of}.statutory_due_at, ${of}.level, ${of}.next_level_at`;

/** Clocks that have reached another level, found by when they do. */
const RISEN_CLOCKS = `
      select i.id as instance_id, i.seq, ${EXECUTION_ID} as execution, ${CLOCK_TIMES('e')}
      from ${UNTOLD_EXECUTIONS}
      join instance i on i.id = e.instance_id
      where i.status = 'running'
      union all
      select i.id, i.seq, ${EXECUTION_ID}, ${CLOCK_TIMES('e')}
      from ${FAILED_EXECUTIONS}
      join instance i on i.id = e.instance_id
      where i.status = 'running' and e.next_level_at <= ${BUSINESS_NOW}
      union all
      select i.id, i.seq, null, ${CLOCK_TIMES('i')}
      from instance i
      where i.status = 'running' and i.clock_start is not null
        and i.next_level_at is not null and i.next_level_at <= ${BUSINESS_NOW}`;

/** Every running clock of a running case: `execution` is null for that of the case itself. */
const RUNNING_CLOCKS = (only: (alias: string) => string): string => `
      select i.id as instance_id, i.seq, ${EXECUTION_ID} as execution, ${CLOCK_TIMES('e')}
      from instance i
      join step_execution e on e.instance_id = i.id
      where i.status = 'running' and e.clock_start is not null and ${only('e')} and ${CLOCK_RUNS}
      union all
      select i.id, i.seq, null, ${CLOCK_TIMES('i')}
      from instance i
      where i.status = 'running' and i.clock_start is not null and ${only('i')}`;

/**
 * Puts what is found into the inboxes, unless it lies there already. The key ends with how far the case had come: what
 * was folded to no effect may be said again, what lies unfolded is not said twice.
 */
const PUT = (key: string, body: string): string => `
    insert into inbox (instance_id, message_key, actor, body)
    select instance_id, ${key}, 'clock', json_strip_nulls(${body})
    from found
    where not exists (select from inbox m where m.instance_id = found.instance_id and m.message_key = ${key})
    order by due_at, instance_id, execution
    limit $1
    on conflict (instance_id, message_key) do nothing
    returning instance_id::text`;

/** Clocks that have reached a level which has not been said. The fold looks for itself which level that is. */
export const putRisen = {
  name: 'put-risen-levels',
  text: `
    with found as materialized (
      select f.*, ${LEVEL('f')} as reached
      from (${RISEN_CLOCKS}) as f
    )
    ${PUT(
      `'deadline:' || coalesce(execution, 'case') || ':' || reached || ':' || extract(epoch from due_at)::bigint || ':' || seq`,
      `json_build_object('type', 'deadline', 'execution', execution, 'level', reached)`,
    )}`,
};

/** Clocks whose times another version of the calendar gave. */
export const putOutdated = {
  name: 'put-outdated-deadlines',
  text: `
    with found as materialized (
      ${RUNNING_CLOCKS((of) => `${of}.calendar_version <> $2`)}
    )
    ${PUT(
      `'calendar:' || coalesce(execution, 'case') || ':' || $2::text || ':' || seq`,
      `json_build_object('type', 'calendar', 'execution', execution, 'version', $2::text)`,
    )}`,
};

const WITHIN = `e.department = any($1) and ${LEVEL('e')} = any($2)
        and (e.due_at, e.instance_id, e.ordinal) > ($3::timestamptz, $4::uuid, $5::int)`;

/**
 * Executions at these levels ($2) in these departments ($1), by due time from a place on ($3 to $5). What was said is
 * read in the order of its index, each department and level for itself and never more than the page holds.
 */
export const listDeadlines = {
  name: 'list-deadlines',
  text: `
    select ${EXECUTION_ID} as id, e.instance_id::text, e.ordinal, i.number::text, i.event, i.version, i.started_at,
      e.step, e.subject, e.kind, e.department, e.due_at, e.statutory_due_at, e.due_provisional, ${LEVEL('e')} as level,
      ${PAUSED('e')} as paused
    from (
      select told.* from unnest($1::text[]) d(department) cross join unnest($2::text[]) l(level)
      cross join lateral (
        select e.* from step_execution e
        where (e.department, e.level, e.due_at, e.instance_id, e.ordinal)
            > (d.department, l.level, $3::timestamptz, $4::uuid, $5::int)
          and (e.department, e.level) <= (d.department, l.level)
          and e.clock_start is not null and ${isTold('e')}
          and (select i.status = 'running' from instance i where i.id = e.instance_id)
        order by e.department, e.level, e.due_at, e.instance_id, e.ordinal
        limit $6
      ) told
      union all
      select e.* from ${UNTOLD_EXECUTIONS} where ${WITHIN}
      union all
      select e.* from ${FAILED_EXECUTIONS} where ${WITHIN}
    ) e
    join instance i on i.id = e.instance_id and i.status = 'running'
    order by e.due_at, e.instance_id, e.ordinal
    limit $6`,
};
