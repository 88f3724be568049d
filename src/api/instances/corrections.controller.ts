import { Body, Controller, Get, HttpStatus, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Allow, AllowByDefinition } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import type { ApiRequest, ApiResponse } from '../http';
import type { Asking } from './case-desk';
import { ChangeDesk } from './change-desk';
import { CaseCorrectionDesk } from './correction-desk';
import { CorrectRequest } from './correction.request';
import type { ChangeList, CorrectionResponse } from './correction.response';
import { idempotencyKeyOf } from './idempotency-key';
import { WHOEVER_HAS_CASES } from './instances.controller';

/** Cases in which something was recorded wrongly: it is corrected, and every result that was made from it put right. */
@Controller('api/v1/instances')
export class CorrectionsController {
  constructor(
    @Inject(CaseCorrectionDesk) private readonly desk: CaseCorrectionDesk,
    @Inject(ChangeDesk) private readonly changes: ChangeDesk,
  ) {}

  /**
   * Corrects what was reported, also in a case that has ended: that runs again until all is right.
   *
   * 200 with the plan for a dry run, 202 otherwise; 409 when nothing changes thereby, and while the case is taken back.
   */
  @Post(':id/correct')
  @ApiBody({ type: CorrectRequest })
  @AllowByDefinition()
  async correct(
    @Param('id') id: string,
    @Body() body: object,
    @CurrentAsking() asking: Asking,
    @Req() { headers }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<CorrectionResponse> {
    const told = await this.desk.correct(id, body, idempotencyKeyOf(headers['idempotency-key']), asking);
    response.status(told.outcome === 'planned' ? HttpStatus.OK : HttpStatus.ACCEPTED);
    return told;
  }

  /** What was corrected in a case and what has changed because of it, with the former values as far as the caller may see them. */
  @Get(':id/changes')
  @Allow(...WHOEVER_HAS_CASES)
  list(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<ChangeList> {
    return this.changes.list(id, asking);
  }
}
