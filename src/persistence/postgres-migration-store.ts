import type { Pool } from 'pg';
import type { CaseClass, MigratedCase, MigrationStore, RunningCase } from '../engine/migrate-instances';

/** Running cases by their version. Read by an operator's command: nothing of it is on the path of a case. */
export class PostgresMigrationStore implements MigrationStore {
  constructor(private readonly pool: Pool) {}

  async classes(event: string, version: number): Promise<CaseClass[]> {
    const found = await this.pool.query<CaseClass>(
      `select subjects, state::text as state, count(*)::int as count
       from instance where status = 'running' and event = $1 and version = $2
       group by subjects, state::text`,
      [event, version],
    );
    return found.rows;
  }

  async running(event: string, version: number, after: string | undefined, limit: number): Promise<RunningCase[]> {
    const found = await this.pool.query<RunningCase>(
      `select id::text, subjects, state::text as state
       from instance where status = 'running' and event = $1 and version = $2 and ($3::uuid is null or id > $3)
       order by id limit $4`,
      [event, version, after ?? null, limit],
    );
    return found.rows;
  }

  async unmoved(
    event: string,
    from: number,
    to: number,
    after: string | undefined,
    limit: number,
  ): Promise<MigratedCase[]> {
    const found = await this.pool.query<MigratedCase>(
      `select i.id::text, i.seq, h.detail ->> 'before' as before
       from instance i
       join history h on h.instance_id = i.id and h.seq = i.seq
       where i.status = 'running' and i.event = $1 and i.version = $3 and ($4::uuid is null or i.id > $4)
         and h.type = 'instance.migrated' and (h.detail ->> 'from')::int = $2
       order by i.id limit $5`,
      [event, from, to, after ?? null, limit],
    );
    return found.rows;
  }

  async count(ids: readonly string[], version: number): Promise<number> {
    const found = await this.pool.query<{ count: number }>(
      'select count(*)::int as count from instance where id = any($1::uuid[]) and version = $2',
      [ids, version],
    );
    return found.rows[0]?.count ?? 0;
  }
}
