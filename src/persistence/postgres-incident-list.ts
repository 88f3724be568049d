import { type DataSource, type Repository } from 'typeorm';
import type { Page } from '../engine/case-reader';
import type { IncidentFilter, IncidentGroup, IncidentList, ReadIncident } from '../engine/incident-list';
import { IncidentEntity } from './entities/incident.entity';

/** Incidents, on TypeORM. */
export class PostgresIncidentList implements IncidentList {
  private readonly incidents: Repository<IncidentEntity>;

  constructor(dataSource: DataSource) {
    this.incidents = dataSource.getRepository(IncidentEntity);
  }

  async list(
    { fingerprint, closed = false }: IncidentFilter,
    { after, limit }: { after?: string; limit: number },
  ): Promise<Page<ReadIncident>> {
    // A cursor has milliseconds, the column microseconds: compared as the cursor has them.
    const openedAt = `date_trunc('milliseconds', c.openedAt)`;
    const query = this.incidents.createQueryBuilder('c').where(`c.closedAt is ${closed ? 'not null' : 'null'}`);
    if (fingerprint !== undefined) query.andWhere('c.fingerprint = :fingerprint', { fingerprint });
    if (after !== undefined) {
      const [at, id] = after.split(' ');
      query.andWhere(`(${openedAt}, c.id) > (:at, :id)`, { at, id });
    }
    const rows = await query
      .orderBy(openedAt)
      .addOrderBy('c.id')
      .limit(limit + 1)
      .getMany();
    const items = rows.slice(0, limit).map(toIncident);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last ? { next: `${last.openedAt.toISOString()} ${last.id}` } : {}) };
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

  async find(id: string): Promise<ReadIncident | undefined> {
    const found = await this.incidents.findOneBy({ id });
    return found === null ? undefined : toIncident(found);
  }
}

const toIncident = ({
  id,
  instanceId,
  region,
  code,
  fingerprint,
  openedAt,
  closedAt,
}: IncidentEntity): ReadIncident => ({
  ...{ id, instanceId, region, code, fingerprint, openedAt },
  ...(closedAt === null ? {} : { closedAt }),
});
