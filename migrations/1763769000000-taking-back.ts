import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Executions that take back what another has done. */
export class TakingBack1763769000000 implements MigrationInterface {
  name = 'TakingBack1763769000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table step_execution add column act text;
      comment on column step_execution.act is 'undo: it takes back what its region has done; null: it does the matter of its step';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table step_execution drop column act');
  }
}
