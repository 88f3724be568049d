import { Body, Controller, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { AllowByDefinition } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { requireObject } from '../forms/check-form';
import { traceContextOf } from '../forms/trace-context';
import type { ApiRequest } from '../http';
import { CaseDesk, type Asking } from './case-desk';
import { idempotencyKeyOf } from './idempotency-key';
import type { InstanceResponse } from './instance.response';
import { SignalDesk } from './signal-desk';
import { SignalQuery } from './signal.request';

@Controller('api/v1/instances')
export class SignalsController {
  constructor(
    @Inject(CaseDesk) private readonly desk: CaseDesk,
    @Inject(SignalDesk) private readonly signals: SignalDesk,
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
    const awaited = this.signals.find(this.desk.chartOf(row).definition, name, caller);
    requireObject(body ?? {});
    const { subject: inBody, ...words } = (body ?? {}) as Record<string, unknown>;
    const subject = this.signals.subjectOf(awaited, query.subject ?? inBody, row.subjects);
    const idempotencyKey = idempotencyKeyOf(request.headers['idempotency-key']);
    await this.signals.tell(
      row,
      awaited,
      { words, subject, idempotencyKey, ...traceContextOf(request.headers) },
      caller,
    );
    return this.desk.show(row.id, asking);
  }
}
