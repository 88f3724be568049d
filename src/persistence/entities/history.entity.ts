import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of an instance's history, for reading. */
@Entity('history')
export class HistoryEntity {
  @PrimaryColumn('uuid', { name: 'instance_id' })
  instanceId: string;

  @PrimaryColumn('integer')
  seq: number;

  @Column('text')
  type: string;

  @Column('text', { nullable: true })
  region: string | null;

  @Column('text', { name: 'message_key', nullable: true })
  messageKey: string | null;

  @Column('text')
  actor: string;

  @Column('timestamptz')
  at: Date;

  @Column('json')
  detail: Record<string, unknown>;

  @Column('bytea')
  hash: Buffer;
}
