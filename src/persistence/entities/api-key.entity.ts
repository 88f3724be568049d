import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A key to the API, by its hash only. */
@Entity('api_key')
export class ApiKeyEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('bytea', { name: 'key_hash', unique: true })
  keyHash: Buffer;

  @Column('text')
  role: string;

  @Column('text')
  organisation: string;

  @Column('text', { array: true })
  departments: string[];

  @Column('bytea', { name: 'person_index', nullable: true })
  personIndex: Buffer | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  /** Null: until it is revoked. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
