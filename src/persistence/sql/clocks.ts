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

/** Every running clock of a running case: `execution` is null for that of the case itself. */
const RUNNING_CLOCKS = (only: (alias: string) => string): string => `
      select i.id as instance_id, i.seq, e.instance_id || '-' || e.ordinal / 256 || '-' || e.ordinal % 256 as execution,
        e.due_at, e.statutory_due_at, e.level, e.next_level_at
      from instance i
      join step_execution e on e.instance_id = i.id
      where i.status = 'running' and e.clock_start is not null and ${only('e')} and ${CLOCK_RUNS}
      union all
      select i.id, i.seq, null, i.due_at, i.statutory_due_at, i.level, i.next_level_at
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
      from (${RUNNING_CLOCKS((of) => `${of}.next_level_at <= ${BUSINESS_NOW}`)}) as f
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

/** Of the executions within the viewer's scope, those at a level, from a place on. */
export const listDeadlines = {
  name: 'list-deadlines',
  text: `
    select * from (
      select e.instance_id || '-' || e.ordinal / 256 || '-' || e.ordinal % 256 as id, e.instance_id::text, e.ordinal,
        i.number::text, i.event, i.version, i.started_at, e.step, e.subject, e.kind, e.department,
        date_trunc('milliseconds', e.due_at) as due_at, e.statutory_due_at, e.due_provisional, ${LEVEL('e')} as level,
        ${PAUSED('e')} as paused
      from instance i
      join step_execution e on e.instance_id = i.id
      where i.status = 'running' and e.clock_start is not null and ${CLOCK_RUNS}
        and (e.level <> 'normal' or e.next_level_at <= ${BUSINESS_NOW})
        and ($1::text[] is null or e.department = any($1))
        and ($2::text is null or e.department = $2)
    ) as deadline
    where ($3::text is null or level = $3)
      and ($4::timestamptz is null or (due_at, instance_id, ordinal) > ($4, $5, $6::int))
    order by due_at, instance_id, ordinal
    limit $7`,
};
