import { Body, Controller, HttpStatus, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { AskedReversal } from '../../core';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import type { ApiRequest, ApiResponse } from '../http';
import type { Asking } from './case-desk';
import { idempotencyKeyOf } from './idempotency-key';
import { TakingBackDesk } from './taking-back-desk';
import { CancelRequest, RevokeRequest, WithdrawRequest } from './taking-back.request';
import type { ReversalResponse } from './taking-back.response';

/** Cases that are taken back: what has done nothing ends, what has an effect is undone, the last first. */
@Controller('api/v1/instances')
export class TakingBackController {
  constructor(@Inject(TakingBackDesk) private readonly desk: TakingBackDesk) {}

  /**
   * Whoever has applied takes a case back while it runs.
   *
   * 200 with the plan for a dry run, 202 otherwise; 409 when it has ended or is being taken back already.
   */
  @Post(':id/withdraw')
  @Allow('hospital', 'socialSecurityStaff', 'citizen', 'entrepreneur')
  async withdraw(
    @Param('id') id: string,
    @Body() { dryRun }: WithdrawRequest,
    @CurrentAsking() asking: Asking,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<ReversalResponse> {
    const asked = { asked: { kind: 'withdrawn' }, reason: 'withdrawn-by-applicant' } as const;
    return answered(await this.desk.takeBack(id, { ...asked, ...how(request, dryRun) }, asking), response);
  }

  /**
   * An officer takes a case back while it runs.
   *
   * 200 with the plan for a dry run, 202 otherwise; 409 when it has ended or is being taken back already.
   */
  @Post(':id/cancel')
  @Allow('supervisor')
  async cancel(
    @Param('id') id: string,
    @Body() { dryRun, reason }: CancelRequest,
    @CurrentAsking() asking: Asking,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<ReversalResponse> {
    const asked = { asked: { kind: 'cancelled' }, reason } as const;
    return answered(await this.desk.takeBack(id, { ...asked, ...how(request, dryRun) }, asking), response);
  }

  /**
   * Takes back what was granted, also of a case that has ended: all of it, or one step with what stands on it.
   *
   * Two persons decide: the first who asks proposes, the second who asks for the same for the same reason confirms. 200
   * with the plan for a dry run, 202 otherwise; 409 for the proposer who asks again, and for what is taken back already.
   */
  @Post(':id/revoke')
  @Allow('supervisor')
  async revoke(
    @Param('id') id: string,
    @Body() { dryRun, reason, step, subject }: RevokeRequest,
    @CurrentAsking() asking: Asking,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<ReversalResponse> {
    const asked: AskedReversal =
      typeof step === 'string'
        ? { kind: 'revoked', region: await this.desk.regionOf(id, step, subject ?? undefined, asking) }
        : { kind: 'revoked' };
    return answered(await this.desk.revoke(id, { asked, reason, ...how(request, dryRun) }, asking), response);
  }
}

const how = ({ headers }: ApiRequest, dryRun: boolean | undefined) => ({
  dryRun: dryRun === true,
  said: idempotencyKeyOf(headers['idempotency-key']),
});

function answered(told: ReversalResponse, response: ApiResponse): ReversalResponse {
  response.status(told.outcome === 'planned' ? HttpStatus.OK : HttpStatus.ACCEPTED);
  return told;
}
