import type { Pool } from 'pg';
import type { StoredCase } from '../engine/impact';
import type { ImpactStore } from '../engine/measure-impact';

interface Row extends Omit<StoredCase, 'rows' | 'asked'> {
  readonly rows: { seq: number; type: string; region: string | null; detail: Record<string, unknown> }[] | null;
  readonly asked: string[] | null;
}

/** Of a history row what a chart is moved by. */
const CASE = `
  i.id::text, i.version, i.subjects, i.status, i.state::text as state,
  (select json_agg(json_build_object('seq', h.seq, 'type', h.type, 'region', h.region, 'detail', json_build_object(
      'facts', h.detail -> 'facts', 'code', h.detail -> 'code', 'timer', h.detail -> 'timer')) order by h.seq)
    from history h where h.instance_id = i.id) as rows,
  (select array_agg(distinct e.region order by e.region) from step_execution e where e.instance_id = i.id) as asked`;

/** Cases with their histories. Read by an operator's command: nothing of it is on the path of a case. */
export class PostgresImpactStore implements ImpactStore {
  constructor(private readonly pool: Pool) {}

  async running(event: string, after: string | undefined, limit: number): Promise<StoredCase[]> {
    const found = await this.pool.query<Row>(
      `select ${CASE} from instance i
       where i.status = 'running' and i.event = $1 and ($2::uuid is null or i.id > $2)
       order by i.id limit $3`,
      [event, after ?? null, limit],
    );
    return found.rows.map(toStored);
  }

  async ended(event: string, limit: number): Promise<StoredCase[]> {
    const found = await this.pool.query<Row>(
      `select ${CASE} from instance i
       where i.completed_at is not null and i.event = $1
       order by i.completed_at desc, i.id limit $2`,
      [event, limit],
    );
    return found.rows.map(toStored);
  }
}

const toStored = ({ rows, asked, ...rest }: Row): StoredCase => ({
  ...rest,
  rows: (rows ?? []).map(({ region, ...row }) => ({ ...row, ...(region === null ? {} : { region }) })),
  asked: asked ?? [],
});
