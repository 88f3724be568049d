import { Body, Controller, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { type Beginning, type Defect, type LifeEvent } from '../../core';
import type { Started } from '../../engine/instance';
import { AllowByDefinition, CurrentCaller } from '../access/access.decorator';
import { actorOf, isApplicant, viewerOf, type Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { draftOwnerOf } from '../drafts/draft-owner';
import type { Found } from '../forms/found-defect';
import { fillForm, inputProblem } from '../forms/check-form';
import { traceContextOf } from '../forms/trace-context';
import type { ApiRequest, ApiResponse } from '../http';
import { notFound, Problem } from '../problems/problem';
import { idempotencyKeyOf } from './idempotency-key';
import { linksOf, startOf } from './present-case';
import { StartInstanceRequest } from './start-instance.request';
import type { StartInstanceResponse } from './start-instance.response';

@Controller('api/v1/life-events')
export class StartInstanceController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /**
   * Reports a life event: one form, and every department does its part.
   *
   * 201 for a new case; 200 with the same case when the same birth, person or company has been reported before; 503
   * while the record of what happens cannot be anchored outside the database.
   */
  @Post(':event/instances')
  @AllowByDefinition()
  async start(
    @Param('event') event: string,
    @Query() { draft }: StartInstanceRequest,
    @Body() body: unknown,
    @CurrentCaller() caller: Caller,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<StartInstanceResponse> {
    const definition = this.parts.definitions.find(event);
    if (definition === undefined) throw notFound();
    if (!definition.trigger.by.includes(caller.role)) throw new Problem(403, 'role-not-allowed');
    if (this.parts.isAccepting?.() === false) {
      throw new Problem(503, 'not-accepting', { headers: { 'Retry-After': '60' } });
    }
    const key = idempotencyKeyOf(request.headers['idempotency-key']);
    const beginning = this.begin(definition, body);
    this.requireOwnMatter(caller, beginning);
    const idempotency =
      key === undefined ? {} : { idempotency: { caller: caller.keyId, key, digest: this.digest(event, request) } };
    const startedBy = actorOf(caller);
    const traced = traceContextOf(request.headers);
    const started = await this.parts.starter.start({ definition, beginning, startedBy, ...idempotency, ...traced });
    if (started.kind === 'conflict') throw new Problem(422, 'idempotency-key-reused');
    if (draft !== undefined) await this.takeAway(draft, caller);
    response.status(started.kind === 'created' ? 201 : 200);
    response.setHeader('Location', linksOf(started.id, null).self);
    return this.answer(started, caller);
  }

  /**
   * Not in the transaction of the start, which many reports share: the case counts, and a draft that is left behind is
   * taken away by the same report sent again, by its owner, or by the sweep.
   */
  private async takeAway(draft: string, caller: Caller): Promise<void> {
    await this.parts.drafts.remove(draftOwnerOf(caller), draft).catch(() => {
      this.parts.log.warn({ draft }, 'a draft was not taken away after its report');
    });
  }

  private begin({ trigger }: LifeEvent, body: unknown): Beginning {
    const { messages } = this.parts;
    const { filled, found } = fillForm(trigger.form, body ?? {}, messages);
    const now = this.parts.now();
    const across = found.length === 0 ? trigger.check(filled as never, now) : crossDefects(trigger, filled, found, now);
    if (found.length + across.length > 0) throw inputProblem([...found, ...across], messages);
    return trigger.begin(filled as never, now);
  }

  /** Citizens and entrepreneurs apply for themselves: their own number must stand among the persons of the case. */
  private requireOwnMatter(caller: Caller, { persons }: Beginning): void {
    if (!isApplicant(caller)) return;
    const own = persons.some(({ idNumber }) => this.parts.reader.personIndex(idNumber) === caller.personIndex);
    if (!own) throw new Problem(403, 'not-your-matter');
  }

  private digest(event: string, { rawBody }: ApiRequest): string {
    return this.parts.reader.digest(Buffer.concat([Buffer.from(`${event}\n`), rawBody ?? Buffer.alloc(0)]));
  }

  private async answer({ kind, id }: Started, caller: Caller): Promise<StartInstanceResponse> {
    const { reader, definitions } = this.parts;
    const head = await reader.getHead(id);
    const exists = kind === 'created' || (await reader.find(id, viewerOf(caller))) !== undefined;
    const trackingCode = exists ? head.trackingCode : null;
    const definition = definitions.get(head.event, head.version);
    return { ...startOf(head, { definition }), trackingCode, links: linksOf(id, trackingCode) };
  }
}

/**
 * What the rules across fields can say of a form that has faults of its own: everything is to be told at once. A place
 * that is faulty by itself is not named twice, and a form too broken for the rules has only its own faults.
 */
function crossDefects({ check }: LifeEvent['trigger'], filled: object, found: readonly Found[], now: Date): Defect[] {
  const places = new Set(found.map(({ pointer }) => pointer));
  try {
    return check(filled as never, now).filter(({ pointer }) => !places.has(pointer));
  } catch {
    return [];
  }
}
