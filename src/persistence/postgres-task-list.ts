import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { Level } from '../core';
import type { Page } from '../engine/case-reader';
import type { Definitions } from '../engine/definitions';
import type { ExecutionKind, ExecutionStatus, Reason } from '../engine/instance';
import type { ReadTask, TaskFilter, TaskList, TaskViewer } from '../engine/task-list';
import { scopeValues } from './case-scope';
import { InstanceEntity } from './entities/instance.entity';
import { StepExecutionEntity } from './entities/step-execution.entity';
import { keyOf, toExecutionId } from './ordinal';
import { EXECUTION_LEVEL, PAUSED } from './sql/clocks';

interface TaskRow {
  instance_id: string;
  ordinal: number;
  number: string;
  event: string;
  version: number;
  started_at: Date;
  step: string;
  region: string;
  subject: number;
  kind: ExecutionKind;
  department: string;
  role: string;
  status: ExecutionStatus;
  claimed_by: string | null;
  asked_by: string | null;
  opened_at: Date;
  answered_at: Date | null;
  due_at: Date;
  reason: Reason | null;
  level: Level | null;
  paused: boolean;
}

const COLUMNS: [string, keyof TaskRow][] = [
  ['i.number', 'number'],
  ['i.event', 'event'],
  ['i.version', 'version'],
  ['i.startedAt', 'started_at'],
  ['e.ordinal', 'ordinal'],
  ['e.step', 'step'],
  ['e.region', 'region'],
  ['e.subject', 'subject'],
  ['e.kind', 'kind'],
  ['e.department', 'department'],
  ['e.status', 'status'],
  ['e.role', 'role'],
  ['e.claimedBy', 'claimed_by'],
  ['e.askedBy', 'asked_by'],
  ['e.openedAt', 'opened_at'],
  ['e.answeredAt', 'answered_at'],
  ['e.dueAt', 'due_at'],
  ['e.reason', 'reason'],
  [EXECUTION_LEVEL('e'), 'level'],
  [PAUSED('e'), 'paused'],
];

/** The work of people, on TypeORM: small questions, and writes of two columns under a condition. */
export class PostgresTaskList implements TaskList {
  constructor(
    private readonly dataSource: DataSource,
    private readonly definitions: Definitions,
  ) {}

  async list(
    viewer: TaskViewer,
    { department, status }: TaskFilter,
    { after, limit }: { after?: string; limit: number },
  ): Promise<Page<ReadTask>> {
    const query = this.tasksOf(viewer);
    if (query === undefined) return { items: [] };
    if (department !== undefined) query.andWhere('e.department = :department', { department });
    if (status === undefined) query.andWhere('e.answeredAt is null');
    else query.andWhere('e.status = :status', { status });
    if (after !== undefined) {
      const [due, id = ''] = after.split(' ');
      const { instance_id: instanceId, ordinal } = keyOf(id);
      query.andWhere(`(date_trunc('milliseconds', e.dueAt), e.instanceId, e.ordinal) > (:due, :instanceId, :ordinal)`, {
        ...{ due, instanceId, ordinal },
      });
    }
    query.orderBy(`date_trunc('milliseconds', e.dueAt)`).addOrderBy('e.instanceId').addOrderBy('e.ordinal');
    const rows = await query.limit(limit + 1).getRawMany<TaskRow>();
    const items = rows.slice(0, limit).map(toTask);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last ? { next: `${last.dueAt.toISOString()} ${last.id}` } : {}) };
  }

  async find(id: string, viewer: TaskViewer): Promise<ReadTask | undefined> {
    const { instance_id: instanceId, ordinal } = keyOf(id);
    const query = this.tasksOf(viewer)?.andWhere('e.instanceId = :instanceId and e.ordinal = :ordinal', {
      ...{ instanceId, ordinal },
    });
    const row = await query?.getRawOne<TaskRow>();
    return row === undefined ? undefined : toTask(row);
  }

  /** Tasks for the viewer's role, in the cases that exist for the viewer and, for a department, in its own steps. */
  private tasksOf({ roles, viewer }: TaskViewer): SelectQueryBuilder<StepExecutionEntity> | undefined {
    const scope = scopeValues(viewer, this.definitions);
    if (scope === undefined) return undefined;
    const [startedBy, , person] = scope;
    const query = this.dataSource
      .createQueryBuilder(StepExecutionEntity, 'e')
      .innerJoin(InstanceEntity, 'i', 'i.id = e.instanceId')
      .select('e.instanceId', 'instance_id')
      .where("e.kind <> 'handler'");
    if (roles !== undefined) query.andWhere('e.role = any(:roles)', { roles: [...roles] });
    for (const [column, name] of COLUMNS) query.addSelect(column, name);
    if (viewer.kind === 'stepsOf') query.andWhere('e.department = any(:own)', { own: [...viewer.departments] });
    if (startedBy !== null) query.andWhere('i.startedBy = :startedBy', { startedBy });
    if (person !== null) {
      const theirs = 'select from case_person p where p.person_index = :person and p.instance_id = i.id';
      query.andWhere(`exists (${theirs})`, { person });
    }
    return query;
  }

  async claim(id: string, holder: string): Promise<boolean> {
    const claimed = await this.update(id, { status: 'claimed', claimedBy: holder })
      .andWhere("(status = 'open' or (status = 'claimed' and claimed_by = :holder))", { holder })
      .andWhere('asked_by is distinct from :holder')
      .execute();
    return claimed.affected === 1;
  }

  async release(id: string, holder: string): Promise<boolean> {
    const released = await this.update(id, { status: 'open', claimedBy: null })
      .andWhere("status = 'claimed' and claimed_by = :holder", { holder })
      .execute();
    return released.affected === 1;
  }

  private update(id: string, set: { status: string; claimedBy: string | null }) {
    const { instance_id: instanceId, ordinal } = keyOf(id);
    return this.dataSource
      .createQueryBuilder()
      .update(StepExecutionEntity)
      .set(set)
      .where("instance_id = :instanceId and ordinal = :ordinal and kind <> 'handler'", { instanceId, ordinal });
  }

  async findHandler(id: string): Promise<{ department: string; answered: boolean } | undefined> {
    const { instance_id: instanceId, ordinal } = keyOf(id);
    const executions = this.dataSource.getRepository(StepExecutionEntity);
    const found = await executions.findOneBy({ instanceId, ordinal, kind: 'handler' });
    return found === null ? undefined : { department: found.department, answered: found.answeredAt !== null };
  }
}

const toTask = (row: TaskRow): ReadTask => ({
  id: toExecutionId(row.instance_id, row.ordinal),
  instanceId: row.instance_id,
  number: row.number,
  event: row.event,
  version: row.version,
  startedAt: row.started_at,
  step: row.step,
  region: row.region,
  subject: row.subject,
  kind: row.kind,
  department: row.department,
  status: row.status,
  role: row.role,
  ...(row.claimed_by === null ? {} : { claimedBy: row.claimed_by }),
  ...(row.asked_by === null ? {} : { askedBy: row.asked_by }),
  openedAt: row.opened_at,
  ...(row.answered_at === null ? {} : { answeredAt: row.answered_at }),
  dueAt: row.due_at,
  // One that was closed before there were clocks has no level.
  clock: { level: row.level ?? 'normal', paused: row.paused },
  ...(row.reason === null ? {} : { reason: row.reason }),
});
