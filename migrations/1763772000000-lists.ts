import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes in the order of the lists that people read, and one by which the deadline round finds what is due. */
export class Lists1763772000000 implements MigrationInterface {
  name = 'Lists1763772000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Lists go by the time itself, in milliseconds as a cursor carries it.
      update step_execution set due_at = date_trunc('milliseconds', due_at)
        where due_at <> date_trunc('milliseconds', due_at);
      alter table step_execution add column closed_as text
        generated always as (case when kind <> 'handler' and answered_at is not null then status end) stored;
      comment on column step_execution.closed_as is 'how the work of a person has ended; null for all else';

      create index instance_event on instance (event, version, status, id);
      drop index instance_started_by;
      create index instance_started_by on instance (started_by, event, version, status, id);
      create index instance_ended_business_key on instance (event, business_key)
        where status in ('withdrawn', 'cancelled', 'revoked', 'rejected');
      create index instance_next_level on instance (next_level_at)
        where status = 'running' and next_level_at is not null;

      create index step_execution_open on step_execution (step, instance_id) where answered_at is null;
      create index step_execution_next_level on step_execution (next_level_at)
        where answered_at is null and next_level_at is not null;
      create index step_execution_risen on step_execution (level, step, instance_id)
        where answered_at is null and level <> 'normal';
      create index step_execution_deadline on step_execution (department, level, due_at, instance_id, ordinal)
        where answered_at is null and level <> 'normal';

      drop index step_execution_task;
      create index step_execution_task on step_execution (department, role, due_at, instance_id, ordinal)
        where kind <> 'handler' and answered_at is null;
      create index step_execution_task_closed
        on step_execution (department, role, closed_as, due_at, instance_id, ordinal) where closed_as is not null;

      create index incident_closed on incident (opened_at, id) where closed_at is not null;
      create index incident_closed_cause on incident (fingerprint, opened_at, id) where closed_at is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index incident_closed, incident_closed_cause;
      drop index step_execution_task_closed, step_execution_task;
      create index step_execution_task on step_execution (department, due_at)
        where kind <> 'handler' and answered_at is null;
      drop index step_execution_open, step_execution_next_level, step_execution_risen, step_execution_deadline;
      drop index instance_event, instance_ended_business_key, instance_next_level, instance_started_by;
      create index instance_started_by on instance (started_by, id);
      alter table step_execution drop column closed_as;
    `);
  }
}
