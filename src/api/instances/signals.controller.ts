import { Body, Controller, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { readState, regionId, type Facts, type SignalDefinition } from '../../core';
import { AllowByDefinition } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { actorOf } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { defect } from '../forms/found-defect';
import { fillForm, inputProblem, requireObject } from '../forms/check-form';
import { traceContextOf } from '../forms/trace-context';
import type { ApiRequest } from '../http';
import { notFound, Problem } from '../problems/problem';
import { CaseDesk, type Asking } from './case-desk';
import { deliverFolded, deliverOnceMore } from './deliver-folded';
import { factsFor } from './facts-for';
import { idempotencyKeyOf } from './idempotency-key';
import type { InstanceResponse } from './instance.response';
import { SignalQuery } from './signal.request';

@Controller('api/v1/instances')
export class SignalsController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly desk: CaseDesk,
  ) {}

  /**
   * Tells a case something from outside that it waits for, such as the name the parents have chosen.
   *
   * The same signal sent again changes nothing once it has counted; one that came too early may be sent again, under an
   * idempotency key of its own if any. 409 when the case does not, or no longer, wait for it.
   */
  @Post(':id/signals/:signal')
  @HttpCode(202)
  @AllowByDefinition()
  async send(
    @Param('id') id: string,
    @Param('signal') name: string,
    @Query() query: SignalQuery,
    @Body() body: unknown,
    @CurrentAsking() asking: Asking,
    @Req() request: ApiRequest,
  ): Promise<InstanceResponse> {
    const { caller } = asking;
    const row = await this.desk.find(id, caller);
    const { definition } = this.desk.chartOf(row);
    const signal = Object.hasOwn(definition.signals, name) ? definition.signals[name] : undefined;
    const step = Object.entries(definition.steps).find(([, one]) => one.kind === 'wait' && one.signal === name);
    if (signal === undefined || step === undefined) throw notFound();
    if (!signal.by.includes(caller.role)) throw new Problem(403, 'role-not-allowed');

    requireObject(body ?? {});
    const { subject: inBody, ...rest } = (body ?? {}) as Record<string, unknown>;
    const subject = step[1].per === undefined ? 0 : subjectOf(query.subject ?? inBody, row.subjects);
    const fields = this.check(signal, rest, factsFor(definition, row, subject ?? 1), subject === undefined);
    const said = idempotencyKeyOf(request.headers['idempotency-key']);
    const digest = this.parts.reader.digest(JSON.stringify([caller.keyId, said ?? '', rest]));
    const region = regionId(step[0], subject as number);
    // What came too early may be said again as soon as the case waits for it; not under an idempotency key, which stands
    // for the first try and what that came to.
    const isAwaited = said === undefined && readState(row.state).regions[region] === 'active';
    const delivered = await (isAwaited ? deliverOnceMore : deliverFolded)(this.parts, row.id, {
      key: `signal:${name}:${subject}:${digest}`,
      actor: actorOf(caller),
      body: { type: 'signal', signal: name, region },
      fields,
      ...traceContextOf(request.headers),
    });
    if (delivered.kind === 'refused') throw new Problem(409, 'not-expected-here');
    return this.desk.show(row.id, asking);
  }

  /** The fields that the signal brings, or every defect of it at once. */
  private check(signal: SignalDefinition, body: unknown, facts: Facts, subjectIsMissing: boolean) {
    const { messages } = this.parts;
    const { filled, found } = fillForm(signal.form, body, messages);
    if (subjectIsMissing) found.push(defect('/subject', 'subject-required'));
    if (found.length > 0) throw inputProblem(found, messages);
    const defects = signal.check(filled as never, facts);
    if (defects.length > 0) throw inputProblem(defects, messages);
    return signal.fields(filled as never);
  }
}

/** Undefined when it is not said, or is none of the case's. */
function subjectOf(given: unknown, subjects: number): number | undefined {
  if (given === undefined) return subjects === 1 ? 1 : undefined;
  return Number.isInteger(given) && (given as number) >= 1 && (given as number) <= subjects
    ? (given as number)
    : undefined;
}
