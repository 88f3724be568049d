import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Repairs of all incidents of one cause, as records that any process carries on. And what an incident is about stands
 * with it: a hundred thousand of one cause are counted from an index alone.
 */
export class BulkRepairs1763762400000 implements MigrationInterface {
  name = 'BulkRepairs1763762400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index incident_opened, incident_open_fingerprint;
      alter table incident
        alter column opened_at type timestamptz(3),
        add column event text,
        add column version integer,
        add column step text not null generated always as (split_part(region, '@', 1)) stored;
      comment on column incident.opened_at is 'In milliseconds, as a cursor carries it';
      comment on column incident.step is 'Empty when the case as a whole stands still';
      update incident c set event = i.event, version = i.version from instance i where i.id = c.instance_id;
      create index incident_opened on incident (opened_at, id) where closed_at is null;
      create index incident_open_cause on incident (fingerprint, code, event, version, step, opened_at)
        where closed_at is null;
      create index incident_open_cause_opened on incident (fingerprint, opened_at, id) where closed_at is null;

      create table bulk_repair (
        id uuid primary key,
        fingerprint text not null,
        repair text not null,
        reason text not null,
        found text,
        actor text not null,
        data_key bytea,
        sealed bytea,
        state text not null,
        paused_because text,
        stages smallint[] not null,
        stage smallint not null default 1,
        total integer not null,
        let_go integer not null default 0,
        done integer not null default 0,
        failed integer not null default 0,
        failed_again integer not null default 0,
        passed_over integer not null default 0,
        gate_let_go integer not null default 0,
        gate_failed_again integer not null default 0,
        claimed_until timestamptz not null default now(),
        started_at timestamptz(3) not null default now(),
        finished_at timestamptz
      ) with (fillfactor = 50);
      comment on column bulk_repair.sealed is 'The output that a resolved step is to bring, sealed under data_key';
      comment on column bulk_repair.stages is 'Percent of the incidents that are let go by the end of each stage';
      comment on column bulk_repair.let_go is 'Items 1 to this number have been delivered';
      comment on column bulk_repair.gate_let_go is 'Items that the next gate does not look at: a person has let them pass';
      create unique index bulk_repair_open_cause on bulk_repair (fingerprint) where state in ('running', 'paused');
      create index bulk_repair_unfinished on bulk_repair (claimed_until)
        where state = 'running' or let_go > done + failed + passed_over;
      create index bulk_repair_started on bulk_repair (started_at, id);

      create table bulk_repair_item (
        bulk_repair_id uuid not null,
        n integer not null,
        incident_id uuid not null,
        instance_id uuid not null,
        region text not null,
        outcome text,
        primary key (bulk_repair_id, n)
      ) with (fillfactor = 80);
      create index bulk_repair_item_unanswered on bulk_repair_item (bulk_repair_id, n) where outcome is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table bulk_repair, bulk_repair_item;
      drop index incident_open_cause, incident_open_cause_opened, incident_opened;
      alter table incident drop column step, drop column event, drop column version,
        alter column opened_at type timestamptz;
      create index incident_open_fingerprint on incident (fingerprint) where closed_at is null;
      create index incident_opened on incident (opened_at, id) where closed_at is null;
    `);
  }
}
