-- Written by "npm run schema:write" from the migrations; not by hand.

create sequence public.migrations_id_seq as integer start 1 increment 1;

CREATE OR REPLACE FUNCTION public.business_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
        select coalesce((select stands_at from business_clock), now())
      $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
      end $function$
;

create table public.access_log (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  instance_id uuid not null,
  region text not null,
  fields text[] not null,
  key_id uuid not null,
  organisation text not null,
  role text not null,
  purpose text not null,
  request_id uuid not null,
  constraint access_log_pkey PRIMARY KEY (id)
);

create table public.account (
  id uuid not null,
  login text not null,
  password_hash text not null,
  role text not null,
  name text not null,
  organisation text not null,
  departments text[] not null,
  person_index bytea,
  created_at timestamp with time zone not null default now(),
  disabled_at timestamp with time zone,
  constraint account_pkey PRIMARY KEY (id)
);

create table public.api_key (
  id uuid not null,
  name text not null,
  key_hash bytea not null,
  role text not null,
  organisation text not null,
  departments text[] not null,
  person_index bytea,
  created_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone,
  expires_at timestamp with time zone,
  constraint api_key_key_hash_key UNIQUE (key_hash),
  constraint api_key_pkey PRIMARY KEY (id)
);

create table public.api_key_change (
  id bigint not null generated always as identity,
  api_key uuid not null,
  change text not null,
  key_id text not null,
  organisation text not null,
  role text not null,
  request_id text not null,
  at timestamp with time zone not null default now(),
  constraint api_key_change_change_check CHECK ((change = ANY (ARRAY['issued'::text, 'revoked'::text]))),
  constraint api_key_change_pkey PRIMARY KEY (id)
);

create table public.audit_check (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  organisation text not null,
  instance_id uuid,
  histories integer not null,
  whole boolean not null,
  findings jsonb not null,
  took_ms integer not null,
  constraint audit_check_pkey PRIMARY KEY (id)
);

create table public.bulk_repair (
  id uuid not null,
  fingerprint text not null,
  repair text not null,
  reason text not null,
  found text,
  actor text not null,
  data_key bytea,
  sealed bytea,
  state text not null,
  paused_because text,
  stages smallint[] not null,
  stage smallint not null default 1,
  total integer not null,
  let_go integer not null default 0,
  done integer not null default 0,
  failed integer not null default 0,
  failed_again integer not null default 0,
  passed_over integer not null default 0,
  gate_let_go integer not null default 0,
  gate_failed_again integer not null default 0,
  claimed_until timestamp with time zone not null default now(),
  started_at timestamp(3) with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint bulk_repair_pkey PRIMARY KEY (id)
) with (fillfactor=50);

create table public.bulk_repair_item (
  bulk_repair_id uuid not null,
  n integer not null,
  incident_id uuid not null,
  instance_id uuid not null,
  region text not null,
  outcome text,
  constraint bulk_repair_item_pkey PRIMARY KEY (bulk_repair_id, n)
) with (fillfactor=80);

create table public.business_clock (
  one boolean not null default true,
  stands_at timestamp with time zone,
  constraint business_clock_one_check CHECK (one),
  constraint business_clock_pkey PRIMARY KEY (one)
);

create table public.calendar_year (
  year integer not null,
  version integer not null,
  days_off date[] not null,
  make_up_days date[] not null,
  source text not null,
  imported_by text not null,
  imported_at timestamp with time zone not null default now(),
  constraint calendar_year_pkey PRIMARY KEY (year, version)
);

create table public.case_person (
  person_index bytea not null,
  instance_id uuid not null,
  relation text not null,
  constraint case_person_pkey PRIMARY KEY (person_index, instance_id)
);

create table public.case_record (
  instance_id uuid not null,
  data_key bytea not null,
  sealed bytea not null,
  constraint case_record_pkey PRIMARY KEY (instance_id)
);

create table public.case_record_part (
  instance_id uuid not null,
  seq integer not null,
  sealed bytea not null,
  constraint case_record_part_pkey PRIMARY KEY (instance_id, seq)
);

create table public.definition (
  name text not null,
  version integer not null,
  fingerprint text not null,
  published_at timestamp with time zone not null default now(),
  constraint definition_pkey PRIMARY KEY (name, version)
);

create table public.definition_step (
  name text not null,
  version integer not null,
  step text not null,
  department text not null,
  fields text[] not null,
  legal_basis text not null,
  constraint definition_step_pkey PRIMARY KEY (name, version, step)
);

create table public.definition_wait (
  name text not null,
  version integer not null,
  step text not null,
  signal text not null,
  constraint definition_wait_pkey PRIMARY KEY (name, version, step)
);

create table public.department (
  id text not null,
  base_url text not null,
  updated_at timestamp with time zone not null default now(),
  constraint department_pkey PRIMARY KEY (id)
);

create table public.department_gate (
  department text not null,
  gate json not null,
  constraint department_gate_pkey PRIMARY KEY (department)
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.02);

create table public.department_incident (
  id uuid not null default gen_random_uuid(),
  department text not null,
  code text not null,
  opened_at timestamp with time zone not null default now(),
  closed_at timestamp with time zone,
  constraint department_incident_pkey PRIMARY KEY (id)
);

create table public.department_policy (
  department text not null,
  policy json not null,
  version integer not null default 1,
  changed_at timestamp with time zone not null default now(),
  changed_by text not null,
  constraint department_policy_pkey PRIMARY KEY (department)
);

create table public.department_policy_change (
  department text not null,
  version integer not null,
  policy json not null,
  at timestamp with time zone not null default now(),
  key_id uuid not null,
  organisation text not null,
  role text not null,
  request_id uuid not null,
  constraint department_policy_change_pkey PRIMARY KEY (department, version)
);

create table public.disclosure (
  instance_id uuid not null,
  ordinal integer not null,
  epoch integer not null,
  department text not null,
  step text not null,
  worker text not null,
  at timestamp with time zone not null default now(),
  version integer,
  constraint disclosure_pkey PRIMARY KEY (instance_id, ordinal, epoch)
);

create table public.draft (
  id uuid not null,
  event text not null,
  role text not null,
  organisation text not null,
  person uuid,
  data_key bytea not null,
  sealed bytea not null,
  sealed_name bytea not null,
  version integer not null,
  saved_by uuid not null,
  created_at timestamp with time zone not null default now(),
  saved_at timestamp with time zone not null default now(),
  constraint draft_pkey PRIMARY KEY (id)
);

create table public.early_signal (
  id uuid not null,
  event text not null,
  business_key bytea not null,
  message_key text not null,
  signal text not null,
  step text not null,
  subject integer not null,
  actor text not null,
  viewer json not null,
  status text not null,
  received_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  looked boolean not null default false,
  instance_id uuid,
  data_key bytea,
  sealed bytea,
  constraint early_signal_check CHECK (((sealed IS NULL) = (status = ANY (ARRAY['delivered'::text, 'expired'::text, 'ignored'::text])))),
  constraint early_signal_pkey PRIMARY KEY (id),
  constraint early_signal_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'called'::text, 'delivered'::text, 'expired'::text, 'ignored'::text])))
);

create table public.history (
  instance_id uuid not null,
  seq integer not null,
  type text not null,
  region text,
  execution text,
  message_key text,
  actor text not null,
  at timestamp with time zone not null,
  detail json not null,
  hash bytea not null,
  transaction bigint not null default ((pg_current_xact_id())::text)::bigint,
  constraint history_pkey PRIMARY KEY (instance_id, seq)
);

create table public.idempotency_key (
  caller text not null,
  key text not null,
  digest text not null,
  instance_id uuid not null,
  created_at timestamp with time zone not null default now(),
  constraint idempotency_key_pkey PRIMARY KEY (caller, key)
);

create table public.inbox (
  id bigint not null generated always as identity,
  instance_id uuid not null,
  message_key text not null,
  actor text not null,
  body json not null,
  sealed bytea,
  received_at timestamp with time zone not null default now(),
  deferred boolean not null default false,
  constraint inbox_instance_id_message_key_key UNIQUE (instance_id, message_key),
  constraint inbox_pkey PRIMARY KEY (id)
) with (autovacuum_vacuum_scale_factor=0.02);

create table public.incident (
  id uuid not null default gen_random_uuid(),
  instance_id uuid not null,
  region text not null,
  code text not null,
  fingerprint text not null,
  detail json not null,
  opened_at timestamp(3) with time zone not null default now(),
  closed_at timestamp with time zone,
  event text,
  version integer,
  step text not null generated always as (split_part(region, '@'::text, 1)) stored,
  constraint incident_pkey PRIMARY KEY (id)
);

create table public.instance (
  id uuid not null,
  number bigint not null generated always as identity,
  event text not null,
  version integer not null,
  subjects smallint not null,
  business_key bytea not null,
  tracking_code text not null,
  status text not null,
  seq integer not null,
  state json not null,
  head_hash bytea not null,
  started_by text not null,
  started_at timestamp with time zone not null default now(),
  moved_at timestamp with time zone not null default now(),
  completed_at timestamp with time zone,
  clock_start date,
  pauses json,
  due_at timestamp with time zone,
  due_provisional boolean,
  statutory_due_at timestamp with time zone,
  calendar_version text,
  level text,
  next_level_at timestamp with time zone,
  constraint instance_pkey PRIMARY KEY (id)
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.05);

create table public.login_attempt (
  key bytea not null,
  since timestamp with time zone not null,
  count integer not null,
  constraint login_attempt_pkey PRIMARY KEY (key)
);

create table public.migrations (
  id integer not null default nextval('migrations_id_seq'::regclass),
  "timestamp" bigint not null,
  name character varying not null,
  constraint "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY (id)
);

create table public.register_query (
  id uuid not null,
  at timestamp with time zone not null default now(),
  event text not null,
  query text not null,
  department text not null,
  key_id uuid not null,
  organisation text not null,
  role text not null,
  request_id uuid not null,
  outcome text not null,
  fields text[] not null,
  persons bytea[] not null,
  constraint register_query_outcome_check CHECK ((outcome = ANY (ARRAY['found'::text, 'notFound'::text, 'unavailable'::text]))),
  constraint register_query_pkey PRIMARY KEY (id)
);

create table public.seal (
  n integer not null,
  algorithm text not null,
  at timestamp(3) with time zone not null,
  since bigint not null,
  until bigint not null,
  previous bytea not null,
  root bytea not null,
  hash bytea not null,
  anchored_at timestamp with time zone,
  constraint seal_pkey PRIMARY KEY (n)
);

create table public.seal_head (
  instance_id uuid not null,
  to_seq integer not null,
  from_seq integer not null,
  n integer not null,
  hash bytea not null,
  marks text not null,
  constraint seal_head_pkey PRIMARY KEY (instance_id, to_seq)
);

create table public.session (
  id_hash bytea not null,
  account_id uuid not null,
  signed_in_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now(),
  constraint session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE,
  constraint session_pkey PRIMARY KEY (id_hash)
);

create table public.step_execution (
  instance_id uuid not null,
  ordinal integer not null,
  region text not null,
  step text not null,
  subject smallint not null,
  kind text not null,
  department text not null,
  role text,
  status text not null,
  ready boolean not null,
  epoch integer not null default 0,
  attempts integer not null default 0,
  doubt boolean not null default false,
  was_accepted boolean not null default false,
  available_at timestamp with time zone not null default now(),
  claimed_by text,
  opened_at timestamp with time zone not null default now(),
  answered_at timestamp with time zone,
  due_at timestamp with time zone not null,
  due_provisional boolean not null,
  reason json,
  clock_start date,
  pauses json,
  statutory_due_at timestamp with time zone,
  calendar_version text,
  level text,
  next_level_at timestamp with time zone,
  asked_by text,
  act text,
  closed_as text generated always as (
CASE
    WHEN ((kind <> 'handler'::text) AND (answered_at IS NOT NULL)) THEN status
    ELSE NULL::text
END) stored,
  constraint step_execution_pkey PRIMARY KEY (instance_id, ordinal)
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.02);

create table public.timer (
  instance_id uuid not null,
  region text not null,
  timer text not null,
  fire_at timestamp with time zone not null,
  armed_seq integer not null,
  constraint timer_pkey PRIMARY KEY (instance_id, region, timer)
);

CREATE INDEX access_log_instance ON public.access_log USING btree (instance_id, id);

CREATE UNIQUE INDEX account_login ON public.account USING btree (lower(login));

CREATE INDEX api_key_change_key ON public.api_key_change USING btree (api_key);

CREATE INDEX bulk_repair_item_unanswered ON public.bulk_repair_item USING btree (bulk_repair_id, n) WHERE (outcome IS NULL);

CREATE UNIQUE INDEX bulk_repair_open_cause ON public.bulk_repair USING btree (fingerprint) WHERE (state = ANY (ARRAY['running'::text, 'paused'::text]));

CREATE INDEX bulk_repair_started ON public.bulk_repair USING btree (started_at, id);

CREATE INDEX bulk_repair_unfinished ON public.bulk_repair USING btree (claimed_until) WHERE ((state = 'running'::text) OR (let_go > ((done + failed) + passed_over)));

CREATE INDEX department_incident_department ON public.department_incident USING btree (department, opened_at, id);

CREATE UNIQUE INDEX department_incident_open ON public.department_incident USING btree (department) WHERE (closed_at IS NULL);

CREATE INDEX draft_owner ON public.draft USING btree (organisation, role, saved_at DESC);

CREATE INDEX draft_saved ON public.draft USING btree (saved_at);

CREATE INDEX early_signal_called ON public.early_signal USING btree (instance_id) WHERE (status = 'called'::text);

CREATE INDEX early_signal_expiry ON public.early_signal USING btree (expires_at) WHERE ((status = 'waiting'::text) AND looked);

CREATE INDEX early_signal_unlooked ON public.early_signal USING btree (received_at) WHERE ((status = 'waiting'::text) AND (NOT looked));

CREATE UNIQUE INDEX early_signal_waiting ON public.early_signal USING btree (event, business_key, message_key) WHERE (status = ANY (ARRAY['waiting'::text, 'ignored'::text]));

CREATE UNIQUE INDEX history_message_key ON public.history USING btree (instance_id, message_key) WHERE (message_key IS NOT NULL);

CREATE INDEX history_transaction ON public.history USING brin (transaction) WITH (pages_per_range='32');

CREATE INDEX incident_closed ON public.incident USING btree (opened_at, id) WHERE (closed_at IS NOT NULL);

CREATE INDEX incident_closed_cause ON public.incident USING btree (fingerprint, opened_at, id) WHERE (closed_at IS NOT NULL);

CREATE UNIQUE INDEX incident_open ON public.incident USING btree (instance_id, region) WHERE (closed_at IS NULL);

CREATE INDEX incident_open_cause ON public.incident USING btree (fingerprint, code, event, version, step, opened_at) WHERE (closed_at IS NULL);

CREATE INDEX incident_open_cause_opened ON public.incident USING btree (fingerprint, opened_at, id) WHERE (closed_at IS NULL);

CREATE INDEX incident_opened ON public.incident USING btree (opened_at, id) WHERE (closed_at IS NULL);

CREATE INDEX instance_ended_business_key ON public.instance USING btree (event, business_key) WHERE (status = ANY (ARRAY['withdrawn'::text, 'cancelled'::text, 'revoked'::text, 'rejected'::text]));

CREATE INDEX instance_event ON public.instance USING btree (event, version, status, id);

CREATE UNIQUE INDEX instance_live_business_key ON public.instance USING btree (event, business_key) WHERE (status <> ALL (ARRAY['withdrawn'::text, 'cancelled'::text, 'revoked'::text, 'rejected'::text]));

CREATE INDEX instance_next_level ON public.instance USING btree (next_level_at) WHERE ((status = 'running'::text) AND (next_level_at IS NOT NULL));

CREATE UNIQUE INDEX instance_number ON public.instance USING btree (number);

CREATE INDEX instance_running ON public.instance USING btree (id) WHERE (status = 'running'::text);

CREATE INDEX instance_started_by ON public.instance USING btree (started_by, event, version, status, id);

CREATE UNIQUE INDEX instance_tracking_code ON public.instance USING btree (tracking_code);

CREATE INDEX register_query_person ON public.register_query USING gin (persons);

CREATE INDEX seal_head_seal ON public.seal_head USING btree (n);

CREATE INDEX seal_unanchored ON public.seal USING btree (n) WHERE (anchored_at IS NULL);

CREATE INDEX session_account ON public.session USING btree (account_id);

CREATE INDEX step_execution_applicant ON public.step_execution USING btree (instance_id) WHERE ((kind <> 'handler'::text) AND (answered_at IS NULL));

CREATE INDEX step_execution_deadline ON public.step_execution USING btree (department, level, due_at, instance_id, ordinal) WHERE ((answered_at IS NULL) AND (level <> 'normal'::text));

CREATE INDEX step_execution_next_level ON public.step_execution USING btree (next_level_at) WHERE ((answered_at IS NULL) AND (next_level_at IS NOT NULL));

CREATE INDEX step_execution_open ON public.step_execution USING btree (step, instance_id) WHERE (answered_at IS NULL);

CREATE INDEX step_execution_ready ON public.step_execution USING btree (department) WHERE ready;

CREATE INDEX step_execution_risen ON public.step_execution USING btree (level, step, instance_id) WHERE ((answered_at IS NULL) AND (level <> 'normal'::text));

CREATE INDEX step_execution_task ON public.step_execution USING btree (department, role, due_at, instance_id, ordinal) WHERE ((kind <> 'handler'::text) AND (answered_at IS NULL));

CREATE INDEX step_execution_task_closed ON public.step_execution USING btree (department, role, closed_as, due_at, instance_id, ordinal) WHERE (closed_as IS NOT NULL);

CREATE INDEX timer_fire_at ON public.timer USING btree (fire_at);

create view public.disclosed_field as
 SELECT d.instance_id,
    d.ordinal,
    d.epoch,
    d.department,
    d.step,
    d.worker,
    d.at,
    i.event,
    s.fields,
    s.legal_basis
   FROM ((disclosure d
     JOIN instance i ON ((i.id = d.instance_id)))
     JOIN definition_step s ON (((s.name = i.event) AND (s.version = COALESCE(d.version, i.version)) AND (s.step = d.step))));

CREATE TRIGGER access_log_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.access_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER api_key_change_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.api_key_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_check_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_check FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER calendar_year_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.calendar_year FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER department_policy_change_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.department_policy_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER register_query_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.register_query FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER seal_head_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.seal_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

comment on table public.access_log is 'Disclosures to people; those to departments by the engine stand in disclosure';

comment on table public.api_key_change is 'Who has issued and revoked keys over HTTP; only ever added to';

comment on table public.audit_check is 'Checks of the record that somebody has asked for';

comment on table public.calendar_year is 'What the notice for a year says, by whom it was brought in; the newest version of a year counts';

comment on table public.definition_step is 'What each step of a published definition may see, and on what ground; disclosures refer to it';

comment on table public.definition_wait is 'Steps that somebody outside ends by a signal: while one is active, the case is waiting, not stalled';

comment on table public.department_gate is 'Tokens, calls under way and breaker; a row only where there are limits or calls have failed';

comment on table public.department_policy_change is 'Every policy that was ever in force, and who set it';

comment on table public.seal is 'A copy: the anchors outside the database are what counts';

comment on table column public.account.password_hash is 'scrypt, with the parameters it was made with';

comment on table column public.account.person_index is 'blind index of the own document number, as of an API key';

comment on table column public.bulk_repair.gate_let_go is 'Items that the next gate does not look at: a person has let them pass';

comment on table column public.bulk_repair.let_go is 'Items 1 to this number have been delivered';

comment on table column public.bulk_repair.sealed is 'The output that a resolved step is to bring, sealed under data_key';

comment on table column public.bulk_repair.stages is 'Percent of the incidents that are let go by the end of each stage';

comment on table column public.business_clock.stands_at is 'null: time runs; otherwise it stands there until somebody moves it (training and tests)';

comment on table column public.disclosure.version is 'of the definition; null while the case still follows the same';

comment on table column public.draft.person is 'whose alone it is; null: everybody of the organisation in that role';

comment on table column public.draft.sealed_name is 'what tells it apart in a list: a masked name, or null, as JSON';

comment on table column public.early_signal.business_key is 'blind index, the same as of the case that is meant';

comment on table column public.early_signal.looked is 'no start can have overlooked it any more';

comment on table column public.early_signal.viewer is 'which cases exist for the sender: it reaches no other';

comment on table column public.history.transaction is 'Which wrote it: tells the sealer what is new; no part of the row''s hash';

comment on table column public.incident.opened_at is 'In milliseconds, as a cursor carries it';

comment on table column public.incident.step is 'Empty when the case as a whole stands still';

comment on table column public.instance.clock_start is 'null: its definition set it no limit when it was accepted';

comment on table column public.instance.pauses is 'while no department owed anything';

comment on table column public.login_attempt.key is 'blind index of the login, the address, or both';

comment on table column public.register_query.fields is 'what was told to whoever asked; nothing where nobody was found';

comment on table column public.register_query.persons is 'blind indexes of those whom it concerns';

comment on table column public.seal_head.marks is 'The first eight hex digits of the hash of each row from from_seq to to_seq';

comment on table column public.session.id_hash is 'SHA-256 of 256 random bits that only the browser has';

comment on table column public.step_execution.act is 'undo: it takes back what its region has done; null: it does the matter of its step';

comment on table column public.step_execution.asked_by is 'who has passed it on: advice goes back there, a review is not for them';

comment on table column public.step_execution.calendar_version is 'of the calendar that gave the times';

comment on table column public.step_execution.clock_start is 'the day of acceptance, when the step was first opened; null: from before there were clocks';

comment on table column public.step_execution.closed_as is 'how the work of a person has ended; null for all else';

comment on table column public.step_execution.due_at is 'the end of the promised day, of the statutory one where nothing was promised';

comment on table column public.step_execution.level is 'the highest that has been said: normal, warning, yellow or red';

comment on table column public.step_execution.next_level_at is 'null at the last level, and while the clock stands still';

comment on table column public.step_execution.ordinal is 'seq * 256 + n of the id <instance>-<seq>-<n>';

comment on table column public.step_execution.pauses is 'in order: from, to, limitDays, until, code; null: none';

comment on table column public.step_execution.ready is 'a worker is needed, now or from available_at on';
