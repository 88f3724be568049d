import type { DataSource } from 'typeorm';
import type { CaseFilter, Viewer } from '../engine/case-reader';
import type { ScopeValues } from './case-scope';
import { InstanceEntity } from './entities/instance.entity';
import { StepExecutionEntity } from './entities/step-execution.entity';
import { BUSINESS_NOW } from './sql/business-clock';

type Filter = Omit<CaseFilter, 'idNumber'> & { readonly person?: Buffer };

const THEIRS = (name: string): string =>
  `exists (select from case_person p where p.person_index = :${name} and p.instance_id = i.id)`;

/** Ids of the cases on a page, newest first, one more than the limit when there is a next page. */
export async function findCaseIds(
  dataSource: DataSource,
  viewer: Viewer,
  [startedBy, versions, person]: ScopeValues,
  filter: Filter,
  { after, limit }: { after?: string; limit: number },
): Promise<string[]> {
  const query = dataSource.createQueryBuilder(InstanceEntity, 'i').select('i.id', 'id').orderBy('i.id', 'DESC');
  if (startedBy !== null) query.andWhere('i.startedBy = :startedBy', { startedBy });
  if (versions !== null) query.andWhere(`i.event || '@' || i.version = any(:versions)`, { versions });
  if (person !== null) query.andWhere(THEIRS('viewer'), { viewer: person });

  if (filter.event !== undefined) query.andWhere('i.event = :event', { event: filter.event });
  if (filter.status !== undefined) query.andWhere('i.status = :status', { status: filter.status });
  if (filter.number !== undefined) query.andWhere('i.number = :number', { number: filter.number });
  if (filter.person !== undefined) query.andWhere(THEIRS('wanted'), { wanted: filter.person });
  if (after !== undefined) query.andWhere('i.id < :after', { after });

  const open = query
    .subQuery()
    .select('1')
    .from(StepExecutionEntity, 'e')
    .where('e.instanceId = i.id and e.answeredAt is null');
  const before = open.getQuery();
  if (filter.step !== undefined) open.andWhere('e.step = :step');
  if (filter.department !== undefined) open.andWhere('e.department = :department');
  if (filter.overdue === true) open.andWhere(`e.dueAt < ${BUSINESS_NOW}`);
  // A department may look for a person only among the cases that lie with it now.
  const mine = filter.person !== undefined && viewer.kind === 'stepsOf' ? viewer.departments : undefined;
  if (mine !== undefined) open.andWhere('e.department = any(:mine)');
  if (open.getQuery() !== before) {
    const { step, department } = filter;
    query.andWhere(`exists ${open.getQuery()}`, { step, department, mine });
  }

  const rows = await query.limit(limit + 1).getRawMany<{ id: string }>();
  return rows.map(({ id }) => id);
}
