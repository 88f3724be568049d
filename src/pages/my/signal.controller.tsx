import { Body, Controller, Get, Inject, Param, Post, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { readState, regionId } from '../../core';
import { Allow } from '../../api/access/access.decorator';
import type { ApiResponse } from '../../api/http';
import { CaseDesk, type Asking } from '../../api/instances/case-desk';
import { SignalDesk } from '../../api/instances/signal-desk';
import { notFound, Problem } from '../../api/problems/problem';
import { fieldsOfSignal, valueOf, type AskedField } from '../forms/asked-field';
import { withFaults } from '../forms/faults';
import { PageAsking } from '../frame/asking';
import { formOf } from '../frame/form-body';
import { PageFilter } from '../frame/page.filter';
import { seeOther, sendPage } from '../frame/send-page';
import { CurrentVisit, type Visit } from '../frame/visit';
import { FAMILY } from './family';
import { SignalPage } from './signal-page';

/** What a case waits to be told by the family, such as the name of a child. */
@ApiExcludeController()
@UseFilters(PageFilter)
@Controller('my/:id/signals/:signal/:subject')
export class SignalController {
  constructor(
    @Inject(CaseDesk) private readonly desk: CaseDesk,
    @Inject(SignalDesk) private readonly signals: SignalDesk,
  ) {}

  /** The form, as the definition has it. 409 when the case does not wait for it, or no longer. */
  @Get()
  @Allow(...FAMILY)
  async show(
    @Param() place: Place,
    @PageAsking() asking: Asking,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const { row, awaited, subject } = await this.find(place, asking);
    if (readState(row.state).regions[regionId(awaited.step, subject)] !== 'active') {
      throw new Problem(409, 'not-expected-here');
    }
    const fields = fieldsOfSignal(awaited.definition, awaited.name, visit.language);
    this.send(response, visit, place, awaited.wait.title[visit.language], fields);
  }

  /** Tells it; every defect stands beside its field. */
  @Post()
  @Allow(...FAMILY)
  async tell(
    @Param() place: Place,
    @Body() body: unknown,
    @PageAsking() asking: Asking,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const { language } = visit;
    const { row, awaited, subject } = await this.find(place, asking);
    const fields = fieldsOfSignal(awaited.definition, awaited.name, language, formOf(body));
    const values = fields.map(({ name, about, text }) => [name, valueOf(about, text)] as const);
    const words = Object.fromEntries(values.filter(([, value]) => value !== undefined));
    try {
      await this.signals.tell(row, awaited, { words, subject, idempotencyKey: undefined }, asking.caller);
    } catch (error) {
      const faulty = withFaults(fields, error, '', language);
      if (faulty === undefined) throw error;
      this.send(response, visit, place, awaited.wait.title[language], faulty, 400);
      return;
    }
    seeOther(response, `/my/${row.id}`);
  }

  private async find({ id, signal, subject: given }: Place, { caller }: Asking) {
    const row = await this.desk.find(id, caller);
    const awaited = this.signals.find(this.desk.chartOf(row).definition, signal, caller);
    const subject = this.signals.subjectOf(awaited, Number(given), row.subjects);
    if (subject === undefined || String(subject) !== given) throw notFound();
    return { row, awaited, subject };
  }

  private send(
    response: ApiResponse,
    visit: Visit,
    { id, subject }: Place,
    title: string,
    fields: readonly AskedField[],
    status = 200,
  ): void {
    sendPage(response, visit, <SignalPage {...{ visit, id, subject, title, fields }} />, status);
  }
}

interface Place {
  readonly id: string;
  readonly signal: string;
  readonly subject: string;
}
