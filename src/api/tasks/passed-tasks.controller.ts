import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { valueAt, type TaskStep } from '../../core';
import { proposalPlace } from '../../engine/judge-decision';
import type { MessageBody } from '../../engine/message';
import type { Holder, Proposal, TaskDecision } from '../../engine/task-decision';
import type { ReadTask } from '../../engine/task-list';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { defect } from '../forms/found-defect';
import { CaseDesk, type Asking } from '../instances/case-desk';
import type { InstanceResponse } from '../instances/instance.response';
import {
  EscalateTaskRequest,
  ReassignTaskRequest,
  RequestCorrectionRequest,
  ReturnTaskRequest,
  SendBackRequest,
} from './pass-on-task.request';
import { CorrectionDesk } from './correction-desk';
import { presentProposal, presentTask } from './present-task';
import { requireListed } from './require-listed';
import { correctableFields } from './task-fields';
import { TaskDesk } from './task-desk';
import type { TaskFormResponse } from './task-form.response';
import type { TaskResponse } from './task.response';
import { WORKERS } from './tasks.controller';

/** Tasks on their way between people: to the applicant, to another officer, to a second pair of eyes, and back. */
@Controller('api/v1/tasks')
export class PassedTasksController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(TaskDesk) private readonly tasks: TaskDesk,
    @Inject(CaseDesk) private readonly cases: CaseDesk,
    @Inject(CorrectionDesk) private readonly corrections: CorrectionDesk,
  ) {}

  /**
   * What a correction or a review is filled in from: present values and defects, or the proposed decision.
   *
   * Whatever is personal in it is logged as a disclosure before it is shown.
   */
  @Get(':id/form')
  @Allow(...WORKERS)
  async form(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<TaskFormResponse> {
    const task = await this.tasks.getOf(['correction', 'review'], id, asking.caller);
    const wording = { language: asking.language, messages: this.parts.messages };
    if (task.kind === 'review') {
      const proposal = await this.readProposal(task, asking);
      return { fields: null, defects: [], proposal: presentProposal(proposal, wording) };
    }
    return { ...(await this.corrections.read(task, asking)), proposal: null };
  }

  /**
   * Puts a task into the hands of another officer, or back into the queue.
   *
   * A supervisor whose key names departments does so within these, and one whose key names none everywhere.
   * 422 for somebody whose work it cannot be; 409 for whoever has passed it on, and for a correction.
   */
  @Post(':id/reassign')
  @HttpCode(200)
  @Allow('supervisor')
  async reassign(
    @Param('id') id: string,
    @Body() { to }: ReassignTaskRequest,
    @CurrentAsking() { caller, language }: Asking,
  ): Promise<TaskResponse> {
    const task = await this.tasks.reassign(id, to, caller);
    const wording = { language, messages: this.parts.messages, isMine: this.tasks.isHeldBy(task, caller) };
    return presentTask(this.definitionOf(task), task, { ...wording, isOverseer: true });
  }

  /**
   * Asks the applicant to put things right: everything at once, and not again before that is answered.
   *
   * The step is suspended meanwhile and goes on as a new task.
   */
  @Post(':id/request-correction')
  @HttpCode(202)
  @Allow(...WORKERS)
  async requestCorrection(
    @Param('id') id: string,
    @Body() { defects }: RequestCorrectionRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    const task = await this.tasks.getOf(['task'], id, asking.caller);
    const correctable = correctableFields(this.definitionOf(task), task.step);
    const wrong = defects.flatMap(({ field }, n) =>
      correctable.includes(field) ? [] : [defect(`/defects/${n}/field`, 'field-not-correctable')],
    );
    if (wrong.length > 0) throw inputProblem(wrong, this.parts.messages);
    const words = defects.flatMap(({ message }, n) => (message === undefined ? [] : [[String(n), message] as const]));
    const asked = defects.map(({ field, code }) => ({ field, code }));
    const decision = { kind: 'correctionRequested', defects: asked } as const;
    return this.decide(task, asking, decision, Object.fromEntries(words));
  }

  /** Asks another officer before deciding. 422 for a role or question that the task does not list. */
  @Post(':id/escalate')
  @HttpCode(202)
  @Allow(...WORKERS)
  async escalate(
    @Param('id') id: string,
    @Body() { toRole, question }: EscalateTaskRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    const task = await this.tasks.getOf(['task'], id, asking.caller);
    const { roles = [], questions = [] } = this.stepOf(task).escalation ?? {};
    const choices = [
      { pointer: '/toRole', code: toRole, list: roles },
      { pointer: '/question', code: question, list: questions },
    ];
    requireListed(choices, this.parts.messages);
    return this.decide(task, asking, { kind: 'escalated', role: toRole, code: question });
  }

  /** Answers a colleague's question: in favour, and it goes back to who asked, or against, and the step is refused. */
  @Post(':id/return')
  @HttpCode(202)
  @Allow(...WORKERS)
  async return(
    @Param('id') id: string,
    @Body() { advice, approve }: ReturnTaskRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    const task = await this.tasks.getOf(['escalation'], id, asking.caller);
    const list = this.stepOf(task).escalation?.advice ?? [];
    requireListed([{ pointer: '/advice', code: advice, list }], this.parts.messages);
    return this.decide(task, asking, { kind: 'returned', code: advice, approve });
  }

  /** Confirms what a first person has proposed; 409 for that person. */
  @Post(':id/confirm')
  @HttpCode(202)
  @Allow(...WORKERS)
  async confirm(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<InstanceResponse> {
    const task = await this.tasks.getOf(['review'], id, asking.caller);
    const { answer, output } = await this.readProposal(task, asking);
    return this.decide(task, asking, { kind: 'confirmed', answer }, output);
  }

  /** Sends a proposed decision back to who has proposed it; 409 for that person. */
  @Post(':id/send-back')
  @HttpCode(202)
  @Allow(...WORKERS)
  async sendBack(
    @Param('id') id: string,
    @Body() { reason }: SendBackRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    const task = await this.tasks.getOf(['review'], id, asking.caller);
    return this.decide(task, asking, { kind: 'sentBack', code: reason.code });
  }

  private async decide(
    task: ReadTask,
    asking: Asking,
    decision: TaskDecision,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<InstanceResponse> {
    const body = (by: Holder): MessageBody => ({ type: 'decision', execution: task.id, by, decision });
    await this.tasks.decide(task, asking.caller, decision.kind, body, fields);
    return this.cases.show(task.instanceId, asking);
  }

  private async readProposal(task: ReadTask, asking: Asking): Promise<Proposal> {
    const record = await this.tasks.disclose(task, this.stepOf(task).writes, asking);
    return valueAt(record, proposalPlace(task.region)) as Proposal;
  }

  private definitionOf({ event, version }: ReadTask) {
    return this.parts.definitions.get(event, version);
  }

  /** Escalations and reviews come up in tasks only. */
  private stepOf(task: ReadTask): TaskStep {
    return this.definitionOf(task).steps[task.step] as TaskStep;
  }
}
