import type { DataSource } from 'typeorm';
import type { Act, Level } from '../core';
import type { Page } from '../engine/case-reader';
import type { Definitions } from '../engine/definitions';
import type { ExecutionKind, ExecutionStatus, Reason } from '../engine/instance';
import type { ReadTask, TaskFilter, TaskList, TaskViewer } from '../engine/task-list';
import type { CaseCipher } from './case-cipher';
import { StepExecutionEntity } from './entities/step-execution.entity';
import { taskQuery, tasksQuery } from './find-tasks';
import { keyOf, toExecutionId } from './ordinal';

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
  act: Act | null;
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

/** The work of people: questions along an index, and writes of two columns under a condition on TypeORM. */
export class PostgresTaskList implements TaskList {
  constructor(
    private readonly dataSource: DataSource,
    private readonly definitions: Definitions,
    private readonly cipher: CaseCipher,
  ) {}

  async list(
    viewer: Required<TaskViewer>,
    filter: TaskFilter,
    page: { after?: string; limit: number },
  ): Promise<Page<ReadTask>> {
    const query = tasksQuery(viewer, filter, { definitions: this.definitions, cipher: this.cipher }, page);
    if (query === undefined) return { items: [] };
    const rows = await this.dataSource.query<TaskRow[]>(query.text, query.values);
    const items = rows.slice(0, page.limit).map(toTask);
    const last = items.at(-1);
    return { items, ...(rows.length > page.limit && last ? { next: `${last.dueAt.toISOString()} ${last.id}` } : {}) };
  }

  async find(id: string, viewer: TaskViewer): Promise<ReadTask | undefined> {
    const query = taskQuery(viewer, id, this.definitions);
    if (query === undefined) return undefined;
    const [row] = await this.dataSource.query<TaskRow[]>(query.text, query.values);
    return row === undefined ? undefined : toTask(row);
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
  ...(row.act === null ? {} : { act: row.act }),
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
