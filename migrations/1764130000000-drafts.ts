import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Forms that are not finished yet, each sealed under a key of its own that goes when the draft goes. */
export class Drafts1764130000000 implements MigrationInterface {
  name = 'Drafts1764130000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table draft (
        id uuid primary key,
        event text not null,
        role text not null,
        organisation text not null,
        person uuid,
        data_key bytea not null,
        sealed bytea not null,
        sealed_name bytea not null,
        version integer not null,
        saved_by uuid not null,
        created_at timestamptz not null default now(),
        saved_at timestamptz not null default now()
      );
      create index draft_owner on draft (organisation, role, saved_at desc);
      create index draft_saved on draft (saved_at);
      comment on column draft.person is 'whose alone it is; null: everybody of the organisation in that role';
      comment on column draft.sealed_name is 'what tells it apart in a list: a masked name, or null, as JSON';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table draft');
  }
}
