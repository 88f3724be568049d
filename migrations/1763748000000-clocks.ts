import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Working-day clocks of executions and of whole cases. What is open when this comes gets a clock that no calendar has
 * computed: the start of the product finds it and computes it.
 */
export class Clocks1763748000000 implements MigrationInterface {
  name = 'Clocks1763748000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table step_execution
        add column clock_start date,
        add column pauses json,
        add column statutory_due_at timestamptz,
        add column calendar_version text,
        add column level text,
        add column next_level_at timestamptz;
      comment on column step_execution.clock_start is 'the day of acceptance, when the step was first opened; null: from before there were clocks';
      comment on column step_execution.pauses is 'in order: from, to, limitDays, until, code; null: none';
      comment on column step_execution.due_at is 'the end of the promised day, of the statutory one where nothing was promised';
      comment on column step_execution.calendar_version is 'of the calendar that gave the times';
      comment on column step_execution.level is 'the highest that has been said: normal, warning, yellow or red';
      comment on column step_execution.next_level_at is 'null at the last level, and while the clock stands still';
      update step_execution
        set clock_start = (opened_at at time zone 'Asia/Shanghai')::date, statutory_due_at = due_at, calendar_version = '',
          level = 'normal'
        where answered_at is null;

      alter table instance
        add column clock_start date,
        add column pauses json,
        add column due_at timestamptz,
        add column due_provisional boolean,
        add column statutory_due_at timestamptz,
        add column calendar_version text,
        add column level text,
        add column next_level_at timestamptz;
      comment on column instance.clock_start is 'null: its definition set it no limit when it was accepted';
      comment on column instance.pauses is 'while no department owed anything';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table instance
        drop column clock_start, drop column pauses, drop column due_at, drop column due_provisional,
        drop column statutory_due_at, drop column calendar_version, drop column level, drop column next_level_at;
      comment on column step_execution.due_at is null;
      alter table step_execution
        drop column clock_start, drop column pauses, drop column statutory_due_at, drop column calendar_version,
        drop column level, drop column next_level_at;
    `);
  }
}
