import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has asked departments' registers about whom, before there was a case, and what was told. */
export class RegisterQueries1764140000000 implements MigrationInterface {
  name = 'RegisterQueries1764140000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table register_query (
        id uuid primary key,
        at timestamptz not null default now(),
        event text not null,
        query text not null,
        department text not null,
        key_id uuid not null,
        organisation text not null,
        role text not null,
        request_id uuid not null,
        outcome text not null check (outcome in ('found', 'notFound', 'unavailable')),
        fields text[] not null,
        persons bytea[] not null
      );
      create index register_query_person on register_query using gin (persons);
      comment on column register_query.fields is 'what was told to whoever asked; nothing where nobody was found';
      comment on column register_query.persons is 'blind indexes of those whom it concerns';
      create trigger register_query_append_only before update or delete or truncate on register_query
        for each statement execute function refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table register_query');
  }
}
