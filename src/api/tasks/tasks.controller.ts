import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { Step } from '../../core';
import type { Answer, MessageBody } from '../../engine/message';
import type { Holder, Proposal } from '../../engine/task-decision';
import type { ReadTask } from '../../engine/task-list';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { cursorOf, INSTANT_AND_EXECUTION, placeOf } from '../forms/cursor';
import { DEFAULT_LIMIT } from '../forms/page.request';
import { CaseDesk, type Asking } from '../instances/case-desk';
import { factsFor } from '../../engine/facts-for';
import type { InstanceResponse } from '../instances/instance.response';
import { CompleteTaskRequest, RefuseTaskRequest } from './decide-task.request';
import { ListTasksRequest } from './list-tasks.request';
import { presentTask, reasonsOf } from './present-task';
import { requireListed } from './require-listed';
import { checkCorrection, checkOutput, checkTaskForm, type CheckedFields } from './task-fields';
import { TaskDesk } from './task-desk';
import { taskFilterOf } from './task-filter';
import type { TaskPage, TaskResponse } from './task.response';

/** Whoever tasks can fall to. */
export const WORKERS = [
  ...(['departmentStaff', 'supervisor', 'hospital', 'socialSecurityStaff', 'citizen', 'entrepreneur'] as const),
];

@Controller('api/v1/tasks')
export class TasksController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(TaskDesk) private readonly tasks: TaskDesk,
    @Inject(CaseDesk) private readonly cases: CaseDesk,
  ) {}

  /** Work that waits for the caller, the most urgent first: a department's tasks, or corrections an applicant owes. */
  @Get()
  @Allow(...WORKERS)
  async list(@Query() request: ListTasksRequest, @CurrentAsking() asking: Asking): Promise<TaskPage> {
    const { cursor, limit = DEFAULT_LIMIT } = request;
    const after = placeOf(cursor, INSTANT_AND_EXECUTION);
    const page = await this.tasks.list(asking.caller, taskFilterOf(request, asking.caller), {
      limit,
      ...(after === undefined ? {} : { after }),
    });
    return { items: page.items.map((task) => this.present(task, asking)), nextCursor: cursorOf(page.next) };
  }

  /** Takes a task; 409 when somebody else holds it. */
  @Post(':id/claim')
  @HttpCode(200)
  @Allow(...WORKERS)
  async claim(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<TaskResponse> {
    return this.present(await this.tasks.claim(id, asking.caller), asking);
  }

  /** Puts a task back for others; 409 when it is not the caller's. */
  @Post(':id/release')
  @HttpCode(200)
  @Allow(...WORKERS)
  async release(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<TaskResponse> {
    return this.present(await this.tasks.release(id, asking.caller), asking);
  }

  /**
   * Does a task: with the step's output, or for a correction with the corrected fields.
   *
   * Where two persons decide, this proposes; 409 for whoever does not hold the task.
   */
  @Post(':id/complete')
  @HttpCode(202)
  @Allow(...WORKERS)
  async complete(
    @Param('id') id: string,
    @Body() request: CompleteTaskRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    const task = await this.tasks.getOf(['task', 'correction'], id, asking.caller);
    const { fields, found } = await this.checkFields(task, request, asking);
    if (found.length > 0) throw inputProblem(found, this.parts.messages);
    if (task.kind === 'correction') {
      const body: MessageBody = { type: 'correction', execution: id, decision: 'corrected' };
      await this.tasks.decide(task, asking.caller, 'completed', () => body, fields);
    } else await this.answer(task, { outcome: 'completed' }, asking, fields);
    return this.cases.show(task.instanceId, asking);
  }

  /**
   * Refuses a task with one of its reasons, or gives a correction up.
   *
   * Where two persons decide, this proposes the refusal. 422 for a reason that the task does not list.
   */
  @Post(':id/refuse')
  @HttpCode(202)
  @Allow(...WORKERS)
  async refuse(
    @Param('id') id: string,
    @Body() { reason }: RefuseTaskRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    const task = await this.tasks.getOf(['task', 'correction'], id, asking.caller);
    if (task.kind === 'correction') {
      const body: MessageBody = { type: 'correction', execution: id, decision: 'givenUp' };
      await this.tasks.decide(task, asking.caller, 'refused', () => body);
      return this.cases.show(task.instanceId, asking);
    }
    const { messages } = this.parts;
    if (reason === undefined || reason === null) {
      throw inputProblem([{ pointer: '/reason', code: 'field-required' }], messages);
    }
    requireListed([{ pointer: '/reason/code', code: reason.code, list: reasonsOf(task, this.stepOf(task)) }], messages);
    await this.answer(task, { outcome: 'refused', reason: { code: reason.code } }, asking);
    return this.cases.show(task.instanceId, asking);
  }

  /** One person's answer where one decides; where two do, what the first proposes. */
  private answer(
    task: ReadTask,
    answer: Answer,
    { caller }: Asking,
    output: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const { id: execution } = task;
    const step = this.stepOf(task);
    if (step?.kind === 'task' && step.fourEyes === true && task.act === undefined) {
      const decision = { kind: 'proposed' } as const;
      const proposal: Proposal = { answer, output };
      const body = (by: Holder): MessageBody => ({ type: 'decision', execution, by, decision });
      return this.tasks.decide(task, caller, 'proposed', body, { ...proposal });
    }
    const body = (by: Holder): MessageBody => ({ type: 'answer', execution, answer, by });
    return this.tasks.decide(task, caller, answer.outcome, body, output);
  }

  private stepOf({ event, version, step }: ReadTask): Step | undefined {
    return this.parts.definitions.get(event, version).steps[step];
  }

  private async checkFields(task: ReadTask, given: CompleteTaskRequest, asking: Asking): Promise<CheckedFields> {
    const [mine, others] =
      task.kind === 'correction' ? (['fields', 'output'] as const) : (['output', 'fields'] as const);
    const checked = await this.checkGiven(task, given[mine] ?? {}, asking);
    if (given[others] === undefined) return checked;
    return { ...checked, found: [...checked.found, { pointer: `/${others}`, code: 'unknown-field' }] };
  }

  private async checkGiven(
    { kind, act, event, version, step, subject, instanceId }: ReadTask,
    given: Readonly<Record<string, unknown>>,
    { caller }: Asking,
  ): Promise<CheckedFields> {
    const { definitions, messages } = this.parts;
    const definition = definitions.get(event, version);
    if (kind === 'correction') return checkCorrection(definition, step, given, messages);
    const form = definition.forms?.[step];
    // Taking back brings nothing.
    if (act === 'undo') return checkOutput([], given);
    // Putting right brings what has changed, and no more.
    if (act === 'amend') return checkOutput(definition.steps[step]?.writes ?? [], given, 'some');
    if (form === undefined) return checkOutput(definition.steps[step]?.writes ?? [], given);
    const facts = factsFor(definition, await this.cases.find(instanceId, caller), subject);
    return checkTaskForm(form, given, facts, messages);
  }

  private present(task: ReadTask, { caller, language }: Asking): TaskResponse {
    const { definitions, messages } = this.parts;
    const isMine = this.tasks.isHeldBy(task, caller);
    const isOverseer = caller.role === 'supervisor';
    return presentTask(definitions.get(task.event, task.version), task, { language, messages, isMine, isOverseer });
  }
}
