import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks that are passed on and come back. */
export class People1763755200000 implements MigrationInterface {
  name = 'People1763755200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table step_execution add column asked_by text;
      comment on column step_execution.asked_by is 'who has passed it on: advice goes back there, a review is not for them';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table step_execution drop column asked_by');
  }
}
