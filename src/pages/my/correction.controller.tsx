import { Body, Controller, Get, Inject, Param, Post, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../../api/access/access.decorator';
import { PARTS, type ApiParts } from '../../api/api-parts';
import type { ApiResponse } from '../../api/http';
import type { Asking } from '../../api/instances/case-desk';
import { notFound, Problem } from '../../api/problems/problem';
import { CorrectionDesk } from '../../api/tasks/correction-desk';
import { TaskDesk } from '../../api/tasks/task-desk';
import { correctableFields } from '../../api/tasks/task-fields';
import type { AskedDefectResponse } from '../../api/tasks/task.response';
import type { ReadTask } from '../../engine/task-list';
import { fieldsAt, textFor, valueOf, type AskedField } from '../forms/asked-field';
import { withFaults } from '../forms/faults';
import { PageAsking } from '../frame/asking';
import { formOf } from '../frame/form-body';
import { PageFilter } from '../frame/page.filter';
import { seeOther, sendPage } from '../frame/send-page';
import { CurrentVisit, type Visit } from '../frame/visit';
import { CorrectionPage } from './correction-page';
import { FAMILY } from './family';

interface Place {
  readonly id: string;
  readonly task: string;
}

/** What a department has found wanting, to be put right by the family. */
@ApiExcludeController()
@UseFilters(PageFilter)
@Controller('my/:id/corrections/:task')
export class CorrectionController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(TaskDesk) private readonly tasks: TaskDesk,
    @Inject(CorrectionDesk) private readonly corrections: CorrectionDesk,
  ) {}

  /** Everything that is to be put right, each beside its field, filled in with what stands on record. */
  @Get()
  @Allow(...FAMILY)
  async show(
    @Param() place: Place,
    @PageAsking() asking: Asking,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const task = await this.find(place, asking);
    const { fields, defects } = await this.read(task, asking, visit);
    this.send(response, visit, task, fields, defects);
  }

  /** Sends what was changed. */
  @Post()
  @Allow(...FAMILY)
  async complete(
    @Param() place: Place,
    @Body() body: unknown,
    @PageAsking() asking: Asking,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const task = await this.find(place, asking);
    const sent = formOf(body);
    const { fields, defects } = await this.read(task, asking, visit);
    const filled = fields.map((field) => ({ ...field, text: sent[field.name] ?? field.text }));
    const changed = filled.filter(({ text }, at) => text !== fields[at]?.text);
    if (changed.length === 0) {
      this.send(response, visit, task, filled, defects, { status: 400, news: visit.say('correction-nothing') });
      return;
    }
    try {
      const values = changed.map(
        ({ name, about, text }) => [name, valueOf({ ...about, optional: false }, text)] as const,
      );
      await this.corrections.complete(task, Object.fromEntries(values), asking);
    } catch (error) {
      const faulty = withFaults(filled, error, '/fields', visit.language);
      if (faulty === undefined) throw error;
      this.send(response, visit, task, faulty, defects, { status: 400 });
      return;
    }
    seeOther(response, `/my/${task.instanceId}`);
  }

  private async find({ id, task: taskId }: Place, { caller }: Asking): Promise<ReadTask> {
    const task = await this.tasks.getOf(['correction'], taskId, caller);
    if (task.instanceId !== id) throw notFound();
    if (task.answeredAt !== undefined) throw new Problem(409, 'task-closed');
    return task;
  }

  private async read(task: ReadTask, asking: Asking, { language }: Visit) {
    const { fields: present, defects } = await this.corrections.read(task, asking);
    const definition = this.parts.definitions.get(task.event, task.version);
    const asked = fieldsAt(definition, correctableFields(definition, task.step), language);
    // What helps with the report is about an empty box; here stands what was said, and what is wrong with it.
    const fields = asked.map(({ hint: _, ...about }): AskedField => {
      return { name: about.path, about, text: textFor(about, present?.[about.path]) };
    });
    return { fields, defects };
  }

  private send(
    response: ApiResponse,
    visit: Visit,
    task: ReadTask,
    fields: readonly AskedField[],
    defects: readonly AskedDefectResponse[],
    { status = 200, news }: { readonly status?: number; readonly news?: string } = {},
  ): void {
    const { definition, messages } = this.wordsOf(task);
    const step = definition.steps[task.step];
    const title = step?.title[visit.language] ?? task.step;
    const reason = messages[task.reason?.code ?? '']?.[visit.language] ?? task.reason?.message?.[visit.language];
    const id = task.instanceId;
    sendPage(response, visit, <CorrectionPage {...{ visit, id, title, reason, fields, defects, news }} />, status);
  }

  private wordsOf({ event, version }: ReadTask) {
    return { definition: this.parts.definitions.get(event, version), messages: this.parts.messages };
  }
}
