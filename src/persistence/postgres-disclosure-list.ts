import type { Pool } from 'pg';
import type { Role } from '../core';
import type { DisclosureList, ReadDisclosure } from '../engine/disclosure-list';
import { readDisclosures } from './sql/disclosures';

interface Row {
  department: string | null;
  organisation: string | null;
  role: Role | 'public' | null;
  region: string;
  fields: string[];
  ground: string;
  first_at: Date;
  last_at: Date;
  times: number;
}

export class PostgresDisclosureList implements DisclosureList {
  constructor(private readonly pool: Pool) {}

  async list(instanceId: string, personIndex?: string): Promise<readonly ReadDisclosure[]> {
    const { rows } = await this.pool.query<Row>(readDisclosures, [
      ...[instanceId, personIndex === undefined ? null : Buffer.from(personIndex, 'base64')],
    ]);
    return rows.map((row) => ({
      to:
        row.department === null
          ? { kind: 'person', organisation: row.organisation ?? '', role: row.role ?? 'public' }
          : { kind: 'department', department: row.department },
      ...(row.region === '' ? {} : { region: row.region }),
      fields: row.fields.map((path) => path.replace(/\?$/, '')),
      ...{ ground: row.ground, firstAt: row.first_at, lastAt: row.last_at, times: row.times },
    }));
  }
}
