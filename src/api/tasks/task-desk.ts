import { Inject, Injectable } from '@nestjs/common';
import type { Page } from '../../engine/case-reader';
import type { InboxMessage } from '../../engine/message';
import type { ReadTask, TaskFilter, TaskViewer } from '../../engine/task-list';
import { viewerOf, type Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { isExecutionId } from '../forms/execution-id';
import { deliverFolded } from '../instances/deliver-folded';
import { notFound, Problem } from '../problems/problem';

/** Hands tasks out: to one holder at a time, and only to those whose work they are. */
@Injectable()
export class TaskDesk {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  list(caller: Caller, filter: TaskFilter, page: { after?: string; limit: number }): Promise<Page<ReadTask>> {
    return this.parts.tasks.list(taskViewerOf(caller), filter, page);
  }

  /** A 404 for a task that is not the caller's to do. */
  async get(id: string, caller: Caller): Promise<ReadTask> {
    const task = isExecutionId(id) ? await this.parts.tasks.find(id, taskViewerOf(caller)) : undefined;
    if (task === undefined) throw notFound();
    return task;
  }

  async claim(id: string, caller: Caller): Promise<ReadTask> {
    const task = await this.get(id, caller);
    if (await this.parts.tasks.claim(id, holderOf(caller))) return { ...task, ...held(caller) };
    throw new Problem(409, (await this.get(id, caller)).answeredAt === undefined ? 'held-by-another' : 'task-closed');
  }

  async release(id: string, caller: Caller): Promise<ReadTask> {
    const task = await this.get(id, caller);
    const released = await this.parts.tasks.release(id, holderOf(caller));
    const now = await this.get(id, caller);
    // Released twice is released; held by somebody else is not the caller's to release.
    if (released || now.status === 'open') return now;
    throw new Problem(409, task.answeredAt === undefined ? 'held-by-another' : 'task-closed');
  }

  isHeldBy({ claimedBy }: ReadTask, caller: Caller): boolean {
    return claimedBy === holderOf(caller);
  }

  /** Delivers the holder's decision; whoever repeats it word for word is told the same again. */
  async decide(task: ReadTask, caller: Caller, message: InboxMessage): Promise<void> {
    const said = await this.parts.reader.findVerdict(task.instanceId, message.key);
    if (said !== undefined && said.refused === undefined) return;
    await this.claim(task.id, caller);
    const delivered = await deliverFolded(this.parts, task.instanceId, message);
    if (delivered.kind === 'moved') return;
    if (delivered.kind === 'refused' && delivered.code === 'not-expected-here') throw new Problem(409, delivered.code);
    // Kept without a verdict: either it waits for the next fold, or the same was said before by somebody else.
    if (delivered.kind === 'kept' && (await this.get(task.id, caller)).answeredAt === undefined) return;
    throw new Problem(409, 'task-closed');
  }
}

const holderOf = ({ keyId }: Caller): string => `key:${keyId}`;
const held = (caller: Caller): Pick<ReadTask, 'status' | 'claimedBy'> => ({
  status: 'claimed',
  claimedBy: holderOf(caller),
});

/** A department's tasks fall to its staff; corrections to the organisation that applied and to the persons concerned. */
function taskViewerOf(caller: Caller): TaskViewer {
  const roles = caller.role === 'departmentStaff' ? [caller.role] : ['applicant', caller.role];
  return { roles, viewer: viewerOf(caller) };
}
