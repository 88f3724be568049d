import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CaseRecord, FieldPath, SpecialProcedure } from '../../core';
import type { Page } from '../../engine/case-reader';
import type { InboxMessage, MessageBody } from '../../engine/message';
import type { Holder } from '../../engine/task-decision';
import type { ReadTask, TaskFilter, TaskViewer } from '../../engine/task-list';
import { actorOf, isApplicant, viewerOf, type Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { isExecutionId } from '../forms/execution-id';
import type { Asking } from '../instances/case-desk';
import { deliverFolded, deliverOnceMore, type Delivered } from '../instances/deliver-folded';
import type { TextCode } from '../messages/zh-CN';
import { notFound, Problem } from '../problems/problem';
import { requireListed } from './require-listed';

/** What the engine says of a decision that it does not take, and why the caller is told so. */
const CONFLICTS: readonly TextCode[] = [
  ...(['not-expected-here', 'same-person', 'held-by-another', 'four-eyes-required'] as const),
  ...(['clock-paused', 'clock-running'] as const),
];

/** What is told to the clock of a task. */
export type ClockChange =
  { readonly change: 'paused'; readonly code: SpecialProcedure; readonly limitDays?: number } | { change: 'resumed' };

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

  /** A task of one of these kinds; a 409 for any other. */
  async getOf(kinds: readonly ReadTask['kind'][], id: string, caller: Caller): Promise<ReadTask> {
    const task = await this.get(id, caller);
    if (!kinds.includes(task.kind)) throw new Problem(409, 'not-expected-here');
    return task;
  }

  async claim(id: string, caller: Caller): Promise<ReadTask> {
    const task = await this.get(id, caller);
    if (await this.parts.tasks.claim(id, holderOf(caller))) return { ...task, ...held(caller) };
    const now = await this.get(id, caller);
    if (now.answeredAt !== undefined) throw new Problem(409, 'task-closed');
    throw new Problem(409, now.askedBy === holderOf(caller) ? 'same-person' : 'held-by-another');
  }

  async release(id: string, caller: Caller): Promise<ReadTask> {
    const task = await this.get(id, caller);
    const released = await this.parts.tasks.release(id, holderOf(caller));
    const now = await this.get(id, caller);
    // Released twice is released; held by somebody else is not the caller's to release.
    if (released || now.status === 'open') return now;
    throw new Problem(409, task.answeredAt === undefined ? 'held-by-another' : 'task-closed');
  }

  /** Any person's task, as an overseer finds it, in the hands of somebody whose work it can be, or of nobody. */
  async reassign(id: string, to: string | null, caller: Caller): Promise<ReadTask> {
    const task = await this.findForOverseer(id, caller);
    if (task.kind === 'correction') throw new Problem(409, 'not-expected-here');
    if (to !== null) {
      const list = (await this.isWorkOf(task, to)) ? [to] : [];
      requireListed([{ pointer: '/to', code: to, list }], this.parts.messages);
    }
    const holder = to === null ? undefined : `key:${to}`;
    if (task.answeredAt === undefined && task.claimedBy === holder) return task;
    const decision = { kind: 'reassigned', ...(holder === undefined ? {} : { to: holder }) } as const;
    const delivered = await deliverFolded(this.parts, task.instanceId, {
      key: `task:${id}:reassigned:${randomUUID()}`,
      actor: actorOf(caller),
      body: { type: 'decision', execution: id, by: holderOf(caller), decision },
    });
    throwConflict(delivered);
    return this.findForOverseer(id, caller);
  }

  /** Pauses or resumes the clock of a task; whoever of its department does the task now, it is the task's. */
  async changeClock(id: string, change: ClockChange, caller: Caller): Promise<ReadTask> {
    const task = await this.getOf(['task', 'escalation', 'review'], id, caller);
    const delivered = await deliverFolded(this.parts, task.instanceId, {
      key: `task:${id}:clock:${randomUUID()}`,
      actor: actorOf(caller),
      body: { type: 'clock', execution: id, ...change },
    });
    throwConflict(delivered);
    return this.get(id, caller);
  }

  private async findForOverseer(id: string, caller: Caller): Promise<ReadTask> {
    const task = isExecutionId(id) ? await this.parts.tasks.find(id, { viewer: viewerOf(caller) }) : undefined;
    if (task === undefined || !overseesTask(caller, task)) throw notFound();
    return task;
  }

  private async isWorkOf({ role, department }: ReadTask, keyId: string): Promise<boolean> {
    const holder = (await this.parts.keys.findHolder(keyId)) ?? (await this.parts.accounts.findHolder(keyId));
    if (holder?.role !== role) return false;
    return role !== 'departmentStaff' || holder.departments.includes(department);
  }

  isHeldBy({ claimedBy }: ReadTask, caller: Caller): boolean {
    return claimedBy === holderOf(caller);
  }

  /** Delivers what the holder has decided; whoever repeats it word for word is told the same again. */
  async decide(
    task: ReadTask,
    caller: Caller,
    named: string,
    body: (by: Holder) => MessageBody,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const said = body(holderOf(caller));
    const digest = this.parts.reader.digest(JSON.stringify([said, fields]));
    const message: InboxMessage = {
      ...{ key: `task:${task.id}:${named}:${digest}`, actor: actorOf(caller), body: said },
      ...(Object.keys(fields).length === 0 ? {} : { fields }),
    };
    const verdict = await this.parts.reader.findVerdict(task.instanceId, message.key);
    if (verdict !== undefined && verdict.refused === undefined) return;
    await this.claim(task.id, caller);
    // Refused before, because the task was in other hands in that moment: now it is the caller's.
    const delivered = await deliverOnceMore(this.parts, task.instanceId, message);
    if (delivered.kind === 'moved') return;
    throwConflict(delivered);
    // Kept without a verdict: either it waits for the next fold, or the same was said before by somebody else.
    if ((await this.get(task.id, caller)).answeredAt === undefined) return;
    throw new Problem(409, 'task-closed');
  }

  /** The record of a task's case, after it is written down that these fields of its step are seen. */
  disclose(task: ReadTask, fields: readonly FieldPath[], { caller, requestId }: Asking): Promise<CaseRecord> {
    const { keyId, organisation, role } = caller;
    const purpose = isApplicant(caller) ? 'own-case' : 'step-of-department';
    const entries = [{ region: task.region, fields }];
    return this.parts.reader.disclose(task.instanceId, { keyId, organisation, role, purpose, requestId }, entries);
  }
}

/** How a caller stands as the holder of a task. */
export const holderOf = ({ keyId }: Caller): Holder => `key:${keyId}`;
const held = (caller: Caller): Pick<ReadTask, 'status' | 'claimedBy'> => ({
  status: 'claimed',
  claimedBy: holderOf(caller),
});

function throwConflict(delivered: Delivered): void {
  if (delivered.kind !== 'refused') return;
  throw new Problem(409, CONFLICTS.find((code) => code === delivered.code) ?? 'task-closed');
}

/**
 * A department's tasks fall to its staff, questions to the role that is asked; corrections to the organisation that
 * applied and to the persons concerned.
 */
function taskViewerOf(caller: Caller): Required<TaskViewer> {
  const owesNothing = caller.role === 'departmentStaff' || caller.role === 'supervisor';
  return { roles: owesNothing ? [caller.role] : ['applicant', caller.role], viewer: viewerOf(caller) };
}

/** A supervisor of certain departments puts only their tasks into other hands; one of none in particular, any. */
const overseesTask = ({ departments }: Caller, { department }: ReadTask): boolean =>
  departments.length === 0 || departments.includes(department);
