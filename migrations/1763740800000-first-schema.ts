import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first schema. Personal data stands only in `sealed` columns; look-ups by number go through keyed hashes. */
export class FirstSchema1763740800000 implements MigrationInterface {
  name = 'FirstSchema1763740800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table definition (
        name text not null,
        version integer not null,
        fingerprint text not null,
        published_at timestamptz not null default now(),
        primary key (name, version)
      );
      create table definition_step (
        name text not null,
        version integer not null,
        step text not null,
        department text not null,
        fields text[] not null,
        legal_basis text not null,
        primary key (name, version, step)
      );
      comment on table definition_step is 'What each step of a published definition may see, and on what ground; disclosures refer to it';

      create table definition_wait (
        name text not null,
        version integer not null,
        step text not null,
        signal text not null,
        primary key (name, version, step)
      );
      comment on table definition_wait is 'Steps that somebody outside ends by a signal: while one is active, the case is waiting, not stalled';

      create table instance (
        id uuid primary key,
        number bigint generated always as identity,
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
        started_at timestamptz not null default now(),
        moved_at timestamptz not null default now(),
        completed_at timestamptz
      ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
      create unique index instance_number on instance (number);
      create unique index instance_live_business_key on instance (event, business_key)
        where status not in ('withdrawn', 'cancelled', 'revoked', 'rejected');
      create unique index instance_tracking_code on instance (tracking_code);
      create index instance_started_by on instance (started_by, id);
      create index instance_running on instance (id) where status = 'running';

      create table case_record (
        instance_id uuid primary key,
        data_key bytea not null,
        sealed bytea not null
      );
      create table case_record_part (
        instance_id uuid not null,
        seq integer not null,
        sealed bytea not null,
        primary key (instance_id, seq)
      );
      create table case_person (
        person_index bytea not null,
        instance_id uuid not null,
        relation text not null,
        primary key (person_index, instance_id)
      );

      create table history (
        instance_id uuid not null,
        seq integer not null,
        type text not null,
        region text,
        execution text,
        message_key text,
        actor text not null,
        at timestamptz not null,
        detail json not null,
        hash bytea not null,
        primary key (instance_id, seq)
      );
      create unique index history_message_key on history (instance_id, message_key) where message_key is not null;

      create table inbox (
        id bigint generated always as identity primary key,
        instance_id uuid not null,
        message_key text not null,
        actor text not null,
        body json not null,
        sealed bytea,
        received_at timestamptz not null default now(),
        deferred boolean not null default false,
        unique (instance_id, message_key)
      ) with (autovacuum_vacuum_scale_factor = 0.02);

      create table step_execution (
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
        available_at timestamptz not null default now(),
        claimed_by text,
        opened_at timestamptz not null default now(),
        answered_at timestamptz,
        due_at timestamptz not null,
        due_provisional boolean not null,
        reason json,
        primary key (instance_id, ordinal)
      ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
      comment on column step_execution.ordinal is 'seq * 256 + n of the id <instance>-<seq>-<n>';
      comment on column step_execution.ready is 'a worker is needed, now or from available_at on';
      create index step_execution_ready on step_execution (department) where ready;
      create index step_execution_task on step_execution (department, due_at)
        where kind <> 'handler' and answered_at is null;

      create table disclosure (
        instance_id uuid not null,
        ordinal integer not null,
        epoch integer not null,
        department text not null,
        step text not null,
        worker text not null,
        at timestamptz not null default now(),
        primary key (instance_id, ordinal, epoch)
      );
      create view disclosed_field as
        select d.*, i.event, s.fields, s.legal_basis
        from disclosure d
        join instance i on i.id = d.instance_id
        join definition_step s on s.name = i.event and s.version = i.version and s.step = d.step;

      create table timer (
        instance_id uuid not null,
        region text not null,
        timer text not null,
        fire_at timestamptz not null,
        armed_seq integer not null,
        primary key (instance_id, region, timer)
      );
      create index timer_fire_at on timer (fire_at);

      create table incident (
        id uuid primary key default gen_random_uuid(),
        instance_id uuid not null,
        region text not null,
        code text not null,
        fingerprint text not null,
        detail json not null,
        opened_at timestamptz not null default now(),
        closed_at timestamptz
      );
      create unique index incident_open on incident (instance_id, region) where closed_at is null;
      create index incident_open_fingerprint on incident (fingerprint) where closed_at is null;

      create table idempotency_key (
        caller text not null,
        key text not null,
        digest text not null,
        instance_id uuid not null,
        created_at timestamptz not null default now(),
        primary key (caller, key)
      );

      create table api_key (
        id uuid primary key,
        name text not null,
        key_hash bytea not null unique,
        role text not null,
        organisation text not null,
        departments text[] not null,
        person_index bytea,
        created_at timestamptz not null default now(),
        revoked_at timestamptz
      );

      create table department (
        id text primary key,
        base_url text not null,
        updated_at timestamptz not null default now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop view disclosed_field;
      drop table definition, definition_step, definition_wait, instance, case_record, case_record_part, case_person, history, inbox,
        step_execution, disclosure, timer, incident, idempotency_key, api_key, department;
    `);
  }
}
