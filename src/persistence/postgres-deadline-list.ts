import type { DataSource } from 'typeorm';
import type { Level } from '../core';
import type { Page, Viewer } from '../engine/case-reader';
import type { DeadlineFilter, DeadlineList, ReadDeadline } from '../engine/deadline-list';
import type { ExecutionKind } from '../engine/instance';
import { keyOf } from './ordinal';
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

/** The open deadlines of departments. Persons and senders see those of their own cases in the case. */
export class PostgresDeadlineList implements DeadlineList {
  constructor(private readonly dataSource: DataSource) {}

  async list(
    viewer: Viewer,
    { level, department }: DeadlineFilter,
    { after, limit }: { after?: string; limit: number },
  ): Promise<Page<ReadDeadline>> {
    if (viewer.kind !== 'everyCase' && viewer.kind !== 'stepsOf') return { items: [] };
    const own = viewer.kind === 'stepsOf' ? [...viewer.departments] : null;
    const [due = null, id] = after?.split(' ') ?? [];
    const place = id === undefined ? undefined : keyOf(id);
    const rows = await this.dataSource.query<DeadlineRow[]>(listDeadlines.text, [
      ...[own, department ?? null, level ?? null],
      ...[due, place?.instance_id ?? null, place?.ordinal ?? null, limit + 1],
    ]);
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
