import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An instance, for reading: it is written by the instance store alone. */
@Entity('instance')
export class InstanceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('bigint')
  number: string;

  @Column('text')
  event: string;

  @Column('integer')
  version: number;

  @Column('smallint')
  subjects: number;

  @Column('text', { name: 'tracking_code' })
  trackingCode: string;

  @Column('text')
  status: string;

  @Column('json')
  state: unknown;

  @Column('text', { name: 'started_by' })
  startedBy: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt: Date;

  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt: Date | null;
}
