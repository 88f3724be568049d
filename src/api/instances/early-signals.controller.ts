import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { CaseAddress } from '../../core';
import { keepDaysOf } from '../../engine/early-signals';
import { AllowByDefinition } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { actorOf, viewerOf, type Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { fillForm, requireObject } from '../forms/check-form';
import { defect, type Found } from '../forms/found-defect';
import { traceContextOf } from '../forms/trace-context';
import type { ApiRequest } from '../http';
import { notFound } from '../problems/problem';
import { CaseDesk, type Asking } from './case-desk';
import { idempotencyKeyOf } from './idempotency-key';
import { SignalDesk, type AwaitedSignal, type SaidSignal } from './signal-desk';
import type { SignalResponse } from './signal.response';

@Controller('api/v1/life-events')
export class EarlySignalsController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly cases: CaseDesk,
    @Inject(SignalDesk) private readonly signals: SignalDesk,
  ) {}

  /**
   * Tells something to a case that is named by what makes it one, in `businessKey`, and need not exist yet.
   *
   * Where there is no such case for the caller, the definition says what becomes of it: it waits for the case, is ignored,
   * or is answered 404. What waits is checked again with the facts of the case when that begins. 409 when the case does
   * not, or no longer, wait for it.
   */
  @Post(':event/signals/:signal')
  @HttpCode(202)
  @AllowByDefinition()
  async send(
    @Param('event') event: string,
    @Param('signal') name: string,
    @Body() body: unknown,
    @CurrentAsking() asking: Asking,
    @Req() request: ApiRequest,
  ): Promise<SignalResponse> {
    const { caller } = asking;
    const definition = this.parts.definitions.find(event);
    const address = definition?.trigger.address;
    if (definition === undefined || address === undefined) throw notFound();
    const awaited = this.signals.find(definition, name, caller);
    requireObject(body ?? {});
    const { businessKey: told, subject: given, ...words } = (body ?? {}) as Record<string, unknown>;
    const { parts, found } = this.read(address, told);
    const idempotencyKey = idempotencyKeyOf(request.headers['idempotency-key']);
    const sending = { words, idempotencyKey, ...traceContextOf(request.headers) };
    const row = parts && (await this.parts.reader.findByBusinessKey(event, parts, viewerOf(caller)));
    if (row !== undefined) {
      const known = this.signals.find(this.cases.chartOf(row).definition, name, caller);
      const subject = this.signals.subjectOf(known, given, row.subjects);
      const { kind } = await this.signals.tell(row, known, { ...sending, subject }, caller);
      const status = kind === 'ignored' ? 'ignored' : kind === 'kept' ? 'waiting' : 'received';
      return { status, keptUntil: null, instance: await this.cases.show(row.id, asking) };
    }
    const subject = this.signals.subjectOf(awaited, given, definition.subject?.atMost ?? 1);
    const said = { ...sending, subject };
    const fields = this.signals.check(awaited, said, undefined, found);
    // Without defects there is a key.
    return this.keep(awaited, said, { businessKey: parts ?? [], fields }, caller);
  }

  private async keep(
    awaited: AwaitedSignal,
    said: SaidSignal,
    { businessKey, fields }: { businessKey: readonly string[]; fields: Readonly<Record<string, unknown>> },
    caller: Caller,
  ): Promise<SignalResponse> {
    const { definition, name: signal, step, wait } = awaited;
    const viewer = viewerOf(caller);
    if (wait.otherwise === 'reject' || viewer.kind === 'noCase') throw notFound();
    const until = await this.parts.early.keep({
      ...{ id: randomUUID(), event: definition.name, businessKey, signal, step, viewer },
      subject: said.subject as number,
      messageKey: this.signals.messageKey(awaited, said, caller),
      actor: actorOf(caller),
      keepDays: keepDaysOf(definition, signal),
      ...(wait.otherwise === 'ignore' ? {} : { said: { body: said.words, fields } }),
    });
    return wait.otherwise === 'ignore'
      ? { status: 'ignored', keptUntil: null, instance: null }
      : { status: 'waiting', keptUntil: until.toISOString(), instance: null };
  }

  /** The business key, or what is wrong with what was said of it. */
  private read({ form, businessKey }: CaseAddress, told: unknown): { parts?: readonly string[]; found: Found[] } {
    if (typeof told !== 'object' || told === null || Array.isArray(told)) {
      return { found: [defect('/businessKey', 'object-required')] };
    }
    const { filled, found } = fillForm(form, told, this.parts.messages);
    if (found.length === 0) return { parts: businessKey(filled as never), found };
    return { found: found.map(({ pointer, code }) => ({ pointer: `/businessKey${pointer}`, code })) };
  }
}
