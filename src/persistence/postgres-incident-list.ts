import type { DataSource, Repository, SelectQueryBuilder } from 'typeorm';
import type { Page } from '../engine/case-reader';
import type { IncidentCause, IncidentFilter, IncidentGroup, IncidentList, ReadIncident } from '../engine/incident-list';
import { IncidentEntity } from './entities/incident.entity';
import { readCauses } from './sql/incident-causes';

interface CauseRow {
  fingerprint: string;
  code: string;
  count: number;
  oldest: Date;
  newest: Date;
  at: { event: string | null; version: number | null; step: string; count: number }[];
  samples: { id: string; number: string; event: string; version: number; started_at: string }[] | null;
}

/** Incidents, on TypeORM. */
export class PostgresIncidentList implements IncidentList {
  private readonly incidents: Repository<IncidentEntity>;

  constructor(private readonly dataSource: DataSource) {
    this.incidents = dataSource.getRepository(IncidentEntity);
  }

  async list(filter: IncidentFilter, page: { after?: string; limit: number }): Promise<Page<ReadIncident>> {
    const rows = await this.query(filter, page).getMany();
    const { limit } = page;
    const items = rows.slice(0, limit).map(toIncident);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last ? { next: `${last.openedAt.toISOString()} ${last.id}` } : {}) };
  }

  /** The question for one page, oldest first, one row more than it holds. */
  query(
    { fingerprint, instanceId, closed = false }: IncidentFilter,
    { after, limit }: { after?: string; limit: number },
  ): SelectQueryBuilder<IncidentEntity> {
    const query = this.incidents.createQueryBuilder('c').where(`c.closedAt is ${closed ? 'not null' : 'null'}`);
    if (fingerprint !== undefined) query.andWhere('c.fingerprint = :fingerprint', { fingerprint });
    if (instanceId !== undefined) query.andWhere('c.instanceId = :instanceId', { instanceId });
    if (after !== undefined) {
      const [at, id] = after.split(' ');
      query.andWhere('(c.openedAt, c.id) > (:at, :id)', { at, id });
    }
    return query
      .orderBy('c.openedAt')
      .addOrderBy('c.id')
      .limit(limit + 1);
  }

  async groups(limit: number): Promise<readonly IncidentGroup[]> {
    const rows = await this.incidents
      .createQueryBuilder('c')
      .select('c.fingerprint', 'fingerprint')
      .addSelect('c.code', 'code')
      .addSelect('count(*)::int', 'count')
      .addSelect('min(c.openedAt)', 'oldest')
      .where('c.closedAt is null')
      .groupBy('c.fingerprint')
      .addGroupBy('c.code')
      .orderBy('count', 'DESC')
      .limit(limit)
      .getRawMany<{ fingerprint: string; code: string; count: number; oldest: Date }>();
    return rows;
  }

  async causes({ after, limit }: { after?: string; limit: number }): Promise<Page<IncidentCause>> {
    const [, count = null, fingerprint = null] = /^(\d+) (.*)$/su.exec(after ?? '') ?? [];
    const rows = await this.readCauses(null, { count, fingerprint, limit: limit + 1 });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const items = rows.slice(0, limit).map(toCause);
    return { items, ...(last === undefined ? {} : { next: `${last.count} ${last.fingerprint}` }) };
  }

  async findCause(fingerprint: string): Promise<IncidentCause | undefined> {
    const [row] = await this.readCauses(fingerprint, { count: null, fingerprint: null, limit: 1 });
    return row === undefined ? undefined : toCause(row);
  }

  private readCauses(
    only: string | null,
    { count, fingerprint, limit }: { count: string | null; fingerprint: string | null; limit: number },
  ): Promise<CauseRow[]> {
    return this.dataSource.query(readCauses.text, [only, count, fingerprint, limit]);
  }

  async find(id: string): Promise<ReadIncident | undefined> {
    const found = await this.incidents.findOneBy({ id });
    return found === null ? undefined : toIncident(found);
  }
}

const toIncident = ({
  id,
  instanceId,
  event,
  version,
  region,
  code,
  fingerprint,
  openedAt,
  closedAt,
}: IncidentEntity): ReadIncident => ({
  ...{ id, instanceId, region, code, fingerprint, openedAt },
  ...(event === null || version === null ? {} : { event, version }),
  ...(closedAt === null ? {} : { closedAt }),
});

const toCause = ({ at, samples, code, ...rest }: CauseRow): IncidentCause => ({
  ...rest,
  code,
  at: at.map(({ event, version, step, count }) => ({
    ...{ step, code, count },
    ...(event === null || version === null ? {} : { event, version }),
  })),
  samples: (samples ?? []).map(({ started_at: startedAt, ...head }) => ({ ...head, startedAt: new Date(startedAt) })),
});
