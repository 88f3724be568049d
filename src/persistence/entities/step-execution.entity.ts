import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A step execution as people see it: of its columns only status and holder are written here, to claim a task. */
@Entity('step_execution')
export class StepExecutionEntity {
  @PrimaryColumn('uuid', { name: 'instance_id' })
  instanceId: string;

  @PrimaryColumn('integer')
  ordinal: number;

  @Column('text')
  region: string;

  @Column('text')
  step: string;

  @Column('smallint')
  subject: number;

  @Column('text')
  kind: string;

  @Column('text')
  act: string | null;

  @Column('text')
  department: string;

  @Column('text', { nullable: true })
  role: string | null;

  @Column('text')
  status: string;

  @Column('text', { name: 'claimed_by', nullable: true })
  claimedBy: string | null;

  @Column('text', { name: 'asked_by', nullable: true })
  askedBy: string | null;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt: Date;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  answeredAt: Date | null;

  @Column('timestamptz', { name: 'due_at' })
  dueAt: Date;

  @Column('json', { nullable: true })
  reason: unknown;
}
