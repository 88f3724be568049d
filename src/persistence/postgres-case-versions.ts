import type { Pool } from 'pg';
import type { CaseVersions } from '../engine/live-cases';

const readVersions = {
  name: 'read-versions',
  text: 'select id::text, seq from instance where id = any($1::uuid[])',
};

/** Versions of cases, by their primary key. */
export class PostgresCaseVersions implements CaseVersions {
  constructor(private readonly pool: Pool) {}

  async read(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (ids.length === 0) return new Map();
    const { rows } = await this.pool.query<{ id: string; seq: number }>(readVersions, [ids]);
    return new Map(rows.map(({ id, seq }) => [id, seq]));
  }
}
