import { HOLDS_KEY } from './business-key';
import { PARTS } from '../open-record';

import { scopeCondition } from '../case-scope';
import { EXECUTION_LEVEL, LEVEL, PAUSED } from './clocks';

const clock = (of: string, level: string): string => `
    case when ${of}.clock_start is not null then json_build_object('level', ${level}, 'paused', ${PAUSED(of)},
      'due_at', ${of}.due_at, 'statutory_due_at', ${of}.statutory_due_at, 'provisional', ${of}.due_provisional) end`;

const CASE = `
  i.id::text, i.number::text, i.event, i.version, i.subjects, i.status, i.state::text as state, i.tracking_code,
  i.started_at, i.completed_at, ${clock('i', `case when i.completed_at is null then ${LEVEL('i')} else i.level end`)} as clock,
  (select json_agg(json_build_object('ordinal', e.ordinal, 'region', e.region, 'kind', e.kind, 'status', e.status,
      'attempts', e.attempts, 'opened_at', e.opened_at, 'answered_at', e.answered_at, 'due_at', e.due_at,
      'reason', e.reason, 'clock', ${clock('e', EXECUTION_LEVEL('e'))}) order by e.ordinal)
   from step_execution e where e.instance_id = i.id) as executions`;

/** One instance with its executions, if the viewer may see it. */
export const readCase = {
  name: 'read-case',
  text: `select ${CASE} from instance i where i.id = $1 and ${scopeCondition(2)}`,
};

export const readKeyedCase = {
  name: 'read-keyed-case',
  text: `
    select ${CASE} from instance i
    where i.event = $1 and i.business_key = $2 and ${HOLDS_KEY('i.')}
      and ${scopeCondition(3)}`,
};

export const readTrackedCases = {
  name: 'read-tracked-cases',
  text: `select ${CASE} from instance i where i.tracking_code = any($1::text[])`,
};

/** The instances of a page, already chosen within the viewer's scope. */
export const readCases = {
  name: 'read-cases',
  text: `select ${CASE} from instance i where i.id = any($1::uuid[]) order by i.id desc`,
};

export const readHeads = {
  name: 'read-heads',
  text: `
    select id::text, number::text, event, version, status, tracking_code, started_at
    from instance where id = any($1::uuid[])`,
};

/** Logs what is about to be seen and returns the sealed record: one statement, so no entry means no record. */
export const discloseRecord = {
  name: 'disclose-record',
  text: `
    with logged as (
      insert into access_log (instance_id, region, fields, key_id, organisation, role, purpose, request_id)
      select $1::uuid, t.region, array(select json_array_elements_text(t.fields)), $3::uuid, $4, $5, $6, $7::uuid
      from json_to_recordset($2) as t(region text, fields json)
      returning 1
    )
    select r.data_key, r.sealed,
${PARTS('r.instance_id')}
    from case_record r
    where r.instance_id = $1::uuid and exists (select from logged)`,
};
