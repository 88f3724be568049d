import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who sign in, their sessions, and how often somebody has tried. */
export class Accounts1764110000000 implements MigrationInterface {
  name = 'Accounts1764110000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table account (
        id uuid primary key,
        login text not null,
        password_hash text not null,
        role text not null,
        name text not null,
        organisation text not null,
        departments text[] not null,
        person_index bytea,
        created_at timestamptz not null default now(),
        disabled_at timestamptz
      );
      create unique index account_login on account (lower(login));
      comment on column account.password_hash is 'scrypt, with the parameters it was made with';
      comment on column account.person_index is 'blind index of the own document number, as of an API key';

      create table session (
        id_hash bytea primary key,
        account_id uuid not null references account (id) on delete cascade,
        signed_in_at timestamptz not null default now(),
        seen_at timestamptz not null default now()
      );
      create index session_account on session (account_id);
      comment on column session.id_hash is 'SHA-256 of 256 random bits that only the browser has';

      create table login_attempt (
        key bytea primary key,
        since timestamptz not null,
        count integer not null
      );
      comment on column login_attempt.key is 'blind index of the login, the address, or both';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table login_attempt; drop table session; drop table account');
  }
}
