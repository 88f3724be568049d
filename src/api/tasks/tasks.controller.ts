import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { caseNumber } from '../../engine/case-number';
import type { MessageBody } from '../../engine/message';
import type { ReadTask } from '../../engine/task-list';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { actorOf } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { cursorOf, INSTANT_AND_EXECUTION, placeOf } from '../forms/cursor';
import { DEFAULT_LIMIT } from '../forms/page.request';
import { CaseDesk, type Asking } from '../instances/case-desk';
import type { InstanceResponse } from '../instances/instance.response';
import { findText, textOf } from '../messages/texts';
import { CompleteTaskRequest, RefuseTaskRequest } from './decide-task.request';
import { ListTasksRequest } from './list-tasks.request';
import { checkCorrection, checkOutput, correctableFields, type CheckedFields } from './task-fields';
import { TaskDesk } from './task-desk';
import type { TaskPage, TaskResponse } from './task.response';

const WORKERS = ['departmentStaff', 'hospital', 'socialSecurityStaff', 'citizen', 'entrepreneur'] as const;

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
    const { cursor, limit = DEFAULT_LIMIT, department, status } = request;
    const after = placeOf(cursor, INSTANT_AND_EXECUTION);
    const filter = { ...(department === undefined ? {} : { department }), ...(status === undefined ? {} : { status }) };
    const page = await this.tasks.list(asking.caller, filter, { limit, ...(after === undefined ? {} : { after }) });
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

  /** Does a task: with the step's output, or for a correction with the corrected fields. */
  @Post(':id/complete')
  @HttpCode(202)
  @Allow(...WORKERS)
  async complete(
    @Param('id') id: string,
    @Body() request: CompleteTaskRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    const task = await this.tasks.get(id, asking.caller);
    const { fields, found } = this.checkFields(task, request);
    if (found.length > 0) throw inputProblem(found, this.parts.messages);
    const body: MessageBody =
      task.kind === 'correction'
        ? { type: 'correction', execution: id, decision: 'corrected' }
        : { type: 'answer', execution: id, answer: { outcome: 'completed' } };
    return this.decide(task, 'completed', body, asking, fields);
  }

  /** Refuses a task with a reason, or gives a correction up. */
  @Post(':id/refuse')
  @HttpCode(202)
  @Allow(...WORKERS)
  async refuse(
    @Param('id') id: string,
    @Body() { reason }: RefuseTaskRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    const task = await this.tasks.get(id, asking.caller);
    if (task.kind === 'correction') {
      return this.decide(task, 'refused', { type: 'correction', execution: id, decision: 'givenUp' }, asking);
    }
    if (reason === undefined || reason === null) {
      throw inputProblem([{ pointer: '/reason', code: 'field-required' }], this.parts.messages);
    }
    const answer = { outcome: 'refused', reason: { code: reason.code } } as const;
    return this.decide(task, 'refused', { type: 'answer', execution: id, answer }, asking);
  }

  private async decide(
    task: ReadTask,
    decision: string,
    body: MessageBody,
    asking: Asking,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<InstanceResponse> {
    const digest = this.parts.reader.digest(JSON.stringify([body, fields]));
    const key = `task:${task.id}:${decision}:${digest}`;
    const filled = Object.keys(fields).length === 0 ? {} : { fields };
    await this.tasks.decide(task, asking.caller, { key, actor: actorOf(asking.caller), body, ...filled });
    return this.cases.show(task.instanceId, asking);
  }

  private checkFields({ kind, event, version, step }: ReadTask, given: CompleteTaskRequest): CheckedFields {
    const { definitions, messages } = this.parts;
    const definition = definitions.get(event, version);
    const [mine, others] = kind === 'correction' ? (['fields', 'output'] as const) : (['output', 'fields'] as const);
    const checked =
      kind === 'correction'
        ? checkCorrection(definition, step, given.fields ?? {}, messages)
        : checkOutput(definition, step, given[mine] ?? {});
    if (given[others] === undefined) return checked;
    return { ...checked, found: [...checked.found, { pointer: `/${others}`, code: 'unknown-field' }] };
  }

  private present(task: ReadTask, { caller, language }: Asking): TaskResponse {
    const { definitions, messages } = this.parts;
    const definition = definitions.get(task.event, task.version);
    const step = definition.steps[task.step];
    const { code, message } = task.reason ?? {};
    const words = code === undefined ? undefined : (message ?? findText(messages, code) ?? textOf('suspended'));
    return {
      id: task.id,
      instanceId: task.instanceId,
      caseNumber: caseNumber(definition, task.startedAt, task.number),
      event: task.event,
      step: task.step,
      title: step?.title[language] ?? task.step,
      ...(task.subject === 0 ? {} : { subject: task.subject }),
      kind: task.kind === 'correction' ? 'correction' : 'task',
      department: task.department,
      status: task.status,
      claimedBy: task.claimedBy === undefined ? null : this.tasks.isHeldBy(task, caller) ? 'you' : 'another',
      openedAt: task.openedAt.toISOString(),
      dueAt: task.dueAt.toISOString(),
      answeredAt: task.answeredAt?.toISOString() ?? null,
      ...(code === undefined || words === undefined ? {} : { reason: { code, message: words[language] } }),
      ...(task.kind === 'correction'
        ? { correctable: correctableFields(definition, task.step) }
        : { writes: [...(step?.writes ?? [])] }),
    };
  }
}
