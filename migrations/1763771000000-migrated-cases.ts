import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was disclosed is told by the version that the case followed then, also after it has been moved to another. */
export class MigratedCases1763771000000 implements MigrationInterface {
  name = 'MigratedCases1763771000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table disclosure add column version integer;
      comment on column disclosure.version is 'of the definition; null while the case still follows the same';
      create or replace view disclosed_field as
        select d.instance_id, d.ordinal, d.epoch, d.department, d.step, d.worker, d.at, i.event, s.fields, s.legal_basis
        from disclosure d
        join instance i on i.id = d.instance_id
        join definition_step s on s.name = i.event and s.version = coalesce(d.version, i.version) and s.step = d.step;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace view disclosed_field as
        select d.instance_id, d.ordinal, d.epoch, d.department, d.step, d.worker, d.at, i.event, s.fields, s.legal_basis
        from disclosure d
        join instance i on i.id = d.instance_id
        join definition_step s on s.name = i.event and s.version = i.version and s.step = d.step;
      alter table disclosure drop column version;
    `);
  }
}
