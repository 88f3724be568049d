import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Seals over the history, each with what it says of every instance it covers. The rows since the last seal are found by
 * the transaction that has written them: an index of ranges, which costs a row that is written next to nothing.
 */
export class Seals1763770000000 implements MigrationInterface {
  name = 'Seals1763770000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table history add column transaction bigint not null default (pg_current_xact_id()::text::bigint);
      comment on column history.transaction is 'Which wrote it: tells the sealer what is new; no part of the row''s hash';
      create index history_transaction on history using brin (transaction) with (pages_per_range = 32);

      create table seal (
        n integer primary key,
        algorithm text not null,
        at timestamptz(3) not null,
        since bigint not null,
        until bigint not null,
        previous bytea not null,
        root bytea not null,
        hash bytea not null,
        anchored_at timestamptz
      );
      comment on table seal is 'A copy: the anchors outside the database are what counts';
      create index seal_unanchored on seal (n) where anchored_at is null;
      create table seal_head (
        instance_id uuid not null,
        to_seq integer not null,
        from_seq integer not null,
        n integer not null,
        hash bytea not null,
        marks text not null,
        primary key (instance_id, to_seq)
      );
      comment on column seal_head.marks is 'The first eight hex digits of the hash of each row from from_seq to to_seq';
      create index seal_head_seal on seal_head (n);
      create trigger seal_head_append_only before update or delete or truncate on seal_head
        for each statement execute function refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table seal, seal_head;
      drop index history_transaction;
      alter table history drop column transaction;
    `);
  }
}
