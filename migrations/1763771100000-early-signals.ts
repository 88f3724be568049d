import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signals that come before their case. */
export class EarlySignals1763771100000 implements MigrationInterface {
  name = 'EarlySignals1763771100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table early_signal (
        id uuid primary key,
        event text not null,
        business_key bytea not null,
        message_key text not null,
        signal text not null,
        step text not null,
        subject integer not null,
        actor text not null,
        viewer json not null,
        status text not null check (status in ('waiting', 'called', 'delivered', 'expired', 'ignored')),
        received_at timestamptz not null default now(),
        expires_at timestamptz not null,
        settled_at timestamptz,
        looked boolean not null default false,
        instance_id uuid,
        data_key bytea,
        sealed bytea,
        check ((sealed is null) = (status in ('delivered', 'expired', 'ignored')))
      );
      comment on column early_signal.business_key is 'blind index, the same as of the case that is meant';
      comment on column early_signal.viewer is 'which cases exist for the sender: it reaches no other';
      comment on column early_signal.looked is 'no start can have overlooked it any more';
      create unique index early_signal_waiting on early_signal (event, business_key, message_key)
        where status in ('waiting', 'ignored');
      create index early_signal_unlooked on early_signal (received_at) where status = 'waiting' and not looked;
      create index early_signal_expiry on early_signal (expires_at) where status = 'waiting' and looked;
      create index early_signal_called on early_signal (instance_id) where status = 'called';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table early_signal');
  }
}
