import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that cannot go on without a person; opened and closed by the instance store. */
@Entity('incident')
export class IncidentEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'instance_id' })
  instanceId: string;

  @Column('text')
  region: string;

  @Column('text', { nullable: true })
  event: string | null;

  @Column('integer', { nullable: true })
  version: number | null;

  @Column('text')
  code: string;

  @Column('text')
  fingerprint: string;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt: Date;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;
}
