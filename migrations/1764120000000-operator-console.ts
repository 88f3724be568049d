import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that end by themselves, who has issued and revoked them, and what checks of the record have found. */
export class OperatorConsole1764120000000 implements MigrationInterface {
  name = 'OperatorConsole1764120000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table api_key add column expires_at timestamptz;
      create table api_key_change (
        id bigint generated always as identity primary key,
        api_key uuid not null,
        change text not null check (change in ('issued', 'revoked')),
        key_id text not null,
        organisation text not null,
        role text not null,
        request_id text not null,
        at timestamptz not null default now()
      );
      comment on table api_key_change is 'Who has issued and revoked keys over HTTP; only ever added to';
      create index api_key_change_key on api_key_change (api_key);
      create trigger api_key_change_append_only before update or delete or truncate on api_key_change
        for each statement execute function refuse_change();

      create table audit_check (
        id bigint generated always as identity primary key,
        at timestamptz not null default now(),
        organisation text not null,
        instance_id uuid,
        histories integer not null,
        whole boolean not null,
        findings jsonb not null,
        took_ms integer not null
      );
      comment on table audit_check is 'Checks of the record that somebody has asked for';
      create trigger audit_check_append_only before update or delete or truncate on audit_check
        for each statement execute function refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table audit_check, api_key_change;
      alter table api_key drop column expires_at;
    `);
  }
}
