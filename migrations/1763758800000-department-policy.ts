import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What protects a department, who said so, how it stands with all workers together, and its own incidents. */
export class DepartmentPolicy1763758800000 implements MigrationInterface {
  name = 'DepartmentPolicy1763758800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table department_policy (
        department text primary key,
        policy json not null,
        version integer not null default 1,
        changed_at timestamptz not null default now(),
        changed_by text not null
      );
      create table department_policy_change (
        department text not null,
        version integer not null,
        policy json not null,
        at timestamptz not null default now(),
        key_id uuid not null,
        organisation text not null,
        role text not null,
        request_id uuid not null,
        primary key (department, version)
      );
      comment on table department_policy_change is 'Every policy that was ever in force, and who set it';
      create trigger department_policy_change_append_only
        before update or delete or truncate on department_policy_change
        for each statement execute function refuse_change();

      create table department_gate (
        department text primary key,
        gate json not null
      ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
      comment on table department_gate is
        'Tokens, calls under way and breaker; a row only where there are limits or calls have failed';

      create table department_incident (
        id uuid primary key default gen_random_uuid(),
        department text not null,
        code text not null,
        opened_at timestamptz not null default now(),
        closed_at timestamptz
      );
      create unique index department_incident_open on department_incident (department) where closed_at is null;
      create index department_incident_department on department_incident (department, opened_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table department_incident, department_gate, department_policy_change, department_policy;
    `);
  }
}
