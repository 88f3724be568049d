import type { DataSource } from 'typeorm';
import type { Level } from '../core';
import type { Page, Viewer } from '../engine/case-reader';
import type { Definitions } from '../engine/definitions';
import type { DeadlineFilter, DeadlineList, ReadDeadline } from '../engine/deadline-list';
import type { ExecutionKind } from '../engine/instance';
import { departmentsWithin } from './known-steps';
import { keyOf } from './ordinal';
import type { Question } from './question';
import { listDeadlines } from './sql/clocks';

interface DeadlineRow {
  id: string;
  instance_id: string;
  number: string;
  event: string;
  version: number;
  started_at: Date;
  step: string;
  subject: number;
  kind: ExecutionKind;
  department: string;
  due_at: Date;
  statutory_due_at: Date;
  due_provisional: boolean;
  level: Level;
  paused: boolean;
}

const LEVELS = ['warning', 'yellow', 'red'];
const FIRST_PLACE = ['-infinity', '00000000-0000-0000-0000-000000000000', 0];

/** The question for one page, one row more; undefined when there is nothing to be seen. */
export function deadlinesQuery(
  viewer: Viewer,
  { level, department }: DeadlineFilter,
  definitions: Definitions,
  { after, limit }: { after?: string; limit: number },
): Question | undefined {
  if (viewer.kind !== 'everyCase' && viewer.kind !== 'stepsOf') return undefined;
  const own = viewer.kind === 'stepsOf' ? viewer.departments : undefined;
  const departments = departmentsWithin(definitions, [own, department === undefined ? undefined : [department]]);
  const levels = level === undefined ? LEVELS : [level];
  const [due, id = ''] = after?.split(' ') ?? [];
  const place = due === undefined ? FIRST_PLACE : [due, keyOf(id).instance_id, keyOf(id).ordinal];
  return { text: listDeadlines.text, values: [departments, levels, ...place, limit + 1] };
}

/** The open deadlines of departments. Persons and senders see those of their own cases in the case. */
export class PostgresDeadlineList implements DeadlineList {
  constructor(
    private readonly dataSource: DataSource,
    private readonly definitions: Definitions,
  ) {}

  async list(
    viewer: Viewer,
    filter: DeadlineFilter,
    page: { after?: string; limit: number },
  ): Promise<Page<ReadDeadline>> {
    const query = deadlinesQuery(viewer, filter, this.definitions, page);
    const { limit } = page;
    if (query === undefined) return { items: [] };
    const rows = await this.dataSource.query<DeadlineRow[]>(query.text, query.values);
    const items = rows.slice(0, limit).map(toDeadline);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last ? { next: `${last.dueAt.toISOString()} ${last.id}` } : {}) };
  }
}

const toDeadline = (row: DeadlineRow): ReadDeadline => ({
  id: row.id,
  instance: {
    id: row.instance_id,
    number: row.number,
    event: row.event,
    version: row.version,
    startedAt: row.started_at,
  },
  step: row.step,
  subject: row.subject,
  kind: row.kind,
  department: row.department,
  level: row.level,
  paused: row.paused,
  dueAt: row.due_at,
  statutoryDueAt: row.statutory_due_at,
  provisional: row.due_provisional,
});
