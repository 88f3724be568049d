import { HOLDS_KEY } from './business-key';
import { CLOCK_RECORD } from '../clock-rows';

/**
 * Rows of one move or start, as the statements below take them: JSON arrays, bytes in base64, hashes in hex. `at` is the
 * business time of the move, the same as in its history.
 */

const HISTORY = `json_to_recordset($2) as t(
  instance_id uuid, seq int, type text, region text, execution text, message_key text, actor text, at timestamptz,
  detail json, hash text)`;

const OPENED = `json_to_recordset($3) as t(
  instance_id uuid, ordinal int, region text, step text, subject int, kind text, act text, department text, role text,
  status text, ready boolean, closed boolean, worker text, lease_ms int, at timestamptz, reason json, claimed_by text,
  asked_by text, ${CLOCK_RECORD})`;

const CLOCK = 'clock_start, pauses, due_at, due_provisional, statutory_due_at, calendar_version, level, next_level_at';

const insertHistory = (only: string): string => `
  insert into history (instance_id, seq, type, region, execution, message_key, actor, at, detail, hash)
  select instance_id, seq, type, region, execution, message_key, actor, at, detail, decode(hash, 'hex')
  from ${HISTORY} ${only}`;

const insertOpened = (only: string): string => `
  insert into step_execution (instance_id, ordinal, region, step, subject, kind, act, department, role, status,
    ready, opened_at, answered_at, epoch, attempts, claimed_by, asked_by, available_at, reason, ${CLOCK})
  select instance_id, ordinal, region, step, subject, kind, act, department, role, status,
    ready, at, case when closed then at end, (worker is not null)::int, (worker is not null)::int,
    coalesce(worker, claimed_by), asked_by, now() + coalesce(lease_ms, 0) * interval '1 millisecond', reason,
    ${CLOCK}
  from ${OPENED} ${only}`;

/**
 * Writes new instances with all that belongs to them, unless a live one has the same business key, and calls the signals
 * that wait for them. Always in the same order, so that two batches never wait for each other in a circle.
 */
export const startInstances = {
  name: 'start-instances',
  text: `
    with input as (
      select * from json_to_recordset($1) as t(
        id uuid, event text, version int, subjects int, business_key text, tracking_code text, status text, seq int,
        state text, head_hash text, at timestamptz, started_by text, ended boolean, data_key text, sealed text,
        ${CLOCK_RECORD})
    ), made as (
      insert into instance (id, event, version, subjects, business_key, tracking_code, status, seq, state, head_hash,
        started_by, started_at, completed_at, ${CLOCK})
      select id, event, version, subjects, decode(business_key, 'base64'), tracking_code, status, seq, state::json,
        decode(head_hash, 'hex'), started_by, at, case when ended then at end,
        ${CLOCK}
      from input
      order by event, business_key
      on conflict (event, business_key) where ${HOLDS_KEY('')} do nothing
      returning id, event, business_key
    ), called as (
      update early_signal s set status = 'called', instance_id = made.id
      from made
      where s.event = made.event and s.business_key = made.business_key and s.status = 'waiting'
      returning s.instance_id
    ), record as (
      insert into case_record (instance_id, data_key, sealed)
      select id, decode(data_key, 'base64'), decode(sealed, 'base64') from input where id in (select id from made)
    ), persons as (
      insert into case_person (person_index, instance_id, relation)
      select decode(person_index, 'base64'), instance_id, relation
      from json_to_recordset($4) as t(person_index text, instance_id uuid, relation text)
      where instance_id in (select id from made)
      on conflict do nothing
    ), timers as (
      insert into timer (instance_id, region, timer, fire_at, armed_seq)
      select instance_id, region, timer, fire_at, armed_seq
      from json_to_recordset($5) as t(instance_id uuid, region text, timer text, fire_at timestamptz, armed_seq int)
      where instance_id in (select id from made)
    ), events as (
      ${insertHistory('where instance_id in (select id from made)')}
    ), executions as (
      ${insertOpened('where instance_id in (select id from made)')}
    )
    select id::text, exists (select from called c where c.instance_id = made.id) as called from made`,
};

/**
 * Writes the moves of a batch. The instances are locked by this transaction. Executions that a worker takes as they
 * open are written as its first claim, with what is disclosed to their departments.
 */
export const writeMoves = {
  name: 'write-moves',
  text: `
    with moved as (
      update instance i
      set seq = t.seq, status = t.status, state = t.state::json, head_hash = decode(t.head_hash, 'hex'), moved_at = now(),
        version = coalesce(t.version, i.version),
        completed_at = case when t.ended then coalesce(i.completed_at, t.at) when t.status <> 'running' then i.completed_at end
      from json_to_recordset($1) as t(id uuid, seq int, status text, state text, head_hash text, at timestamptz, ended boolean,
        version int)
      where i.id = t.id
    ), events as (
      ${insertHistory('')}
    ), executions as (
      ${insertOpened('')}
    ), disclosed as (
      insert into disclosure (instance_id, ordinal, epoch, department, step, worker)
      select instance_id, ordinal, 1, department, step, worker from ${OPENED} where worker is not null
    ), closed as (
      update step_execution e
      set status = t.status, ready = false, answered_at = t.at, reason = t.reason
      from json_to_recordset($4) as t(instance_id uuid, ordinal int, at timestamptz, status text, reason json)
      where e.instance_id = t.instance_id and e.ordinal = t.ordinal
    )
    insert into case_record_part (instance_id, seq, sealed)
    select instance_id, seq, decode(sealed, 'base64')
    from json_to_recordset($5) as t(instance_id uuid, seq int, sealed text)`,
};

/** For cases that are about to follow another version of their definition. */
export const keepDisclosedVersions = {
  name: 'keep-disclosed-versions',
  text: `
    update disclosure d
    set version = i.version
    from json_to_recordset($1) as t(id uuid)
    join instance i on i.id = t.id
    where d.instance_id = t.id and d.version is null`,
};

/** Cancels what was open in regions that a move has left. */
export const cancelOpen = {
  name: 'cancel-open',
  text: `
    update step_execution e
    set status = 'cancelled', ready = false, answered_at = t.at
    from json_to_recordset($1) as t(instance_id uuid, region text, at timestamptz, before int)
    where e.instance_id = t.instance_id and e.region = t.region and e.ordinal < t.before and e.answered_at is null`,
};

/** Puts open tasks into other hands, or back into the queue. */
export const reassignTasks = {
  name: 'reassign-tasks',
  text: `
    update step_execution e
    set status = case when t.holder is null then 'open' else 'claimed' end, claimed_by = t.holder
    from json_to_recordset($1) as t(instance_id uuid, ordinal int, holder text)
    where e.instance_id = t.instance_id and e.ordinal = t.ordinal and e.answered_at is null`,
};

export const deleteTimers = {
  name: 'delete-timers',
  text: `
    delete from timer using json_to_recordset($1) as t(instance_id uuid, region text)
    where timer.instance_id = t.instance_id and timer.region = t.region`,
};

export const insertTimers = {
  name: 'insert-timers',
  text: `
    insert into timer (instance_id, region, timer, fire_at, armed_seq)
    select instance_id, region, timer, fire_at, armed_seq
    from json_to_recordset($1) as t(instance_id uuid, region text, timer text, fire_at timestamptz, armed_seq int)
    on conflict (instance_id, region, timer) do update set fire_at = excluded.fire_at, armed_seq = excluded.armed_seq`,
};

export const closeIncidents = {
  name: 'close-incidents',
  text: `
    update incident set closed_at = now()
    from json_to_recordset($1) as t(instance_id uuid, region text)
    where incident.instance_id = t.instance_id and incident.region = t.region and closed_at is null`,
};

export const insertIncidents = {
  name: 'insert-incidents',
  text: `
    insert into incident (instance_id, region, code, fingerprint, detail, event, version)
    select t.instance_id, t.region, t.code, t.fingerprint, t.detail, i.event, i.version
    from json_to_recordset($1) as t(instance_id uuid, region text, code text, fingerprint text, detail json)
    join instance i on i.id = t.instance_id
    on conflict (instance_id, region) where closed_at is null do nothing`,
};

export const deleteMail = { name: 'delete-mail', text: 'delete from inbox where id = any($1::bigint[])' };

export const deferMail = { name: 'defer-mail', text: 'update inbox set deferred = true where id = any($1::bigint[])' };
