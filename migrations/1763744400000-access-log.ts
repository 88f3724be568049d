import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has seen which fields of which case: written before they leave, never changed afterwards. */
export class AccessLog1763744400000 implements MigrationInterface {
  name = 'AccessLog1763744400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table access_log (
        id bigint generated always as identity primary key,
        at timestamptz not null default now(),
        instance_id uuid not null,
        region text not null,
        fields text[] not null,
        key_id uuid not null,
        organisation text not null,
        role text not null,
        purpose text not null,
        request_id uuid not null
      );
      create index access_log_instance on access_log (instance_id, id);
      comment on table access_log is 'Disclosures to people; those to departments by the engine stand in disclosure';

      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
      end $$;
      create trigger access_log_append_only before update or delete or truncate on access_log
        for each statement execute function refuse_change();

      create index step_execution_applicant on step_execution (instance_id)
        where kind <> 'handler' and answered_at is null;
      create index incident_opened on incident (opened_at, id) where closed_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index incident_opened, step_execution_applicant;
      drop table access_log;
      drop function refuse_change();
    `);
  }
}
