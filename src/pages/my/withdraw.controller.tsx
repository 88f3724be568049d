import { Controller, Get, Inject, Param, Post, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../../api/access/access.decorator';
import { PARTS, type ApiParts } from '../../api/api-parts';
import type { ApiResponse } from '../../api/http';
import type { Asking } from '../../api/instances/case-desk';
import { TakingBackDesk } from '../../api/instances/taking-back-desk';
import { PageAsking } from '../frame/asking';
import { PageFilter } from '../frame/page.filter';
import { seeOther, sendPage } from '../frame/send-page';
import { CurrentVisit, type Visit } from '../frame/visit';
import { FAMILY } from './family';
import { WithdrawPage } from './withdraw-page';

const WITHDRAWN = { asked: { kind: 'withdrawn' }, reason: 'withdrawn-by-applicant' } as const;

/** Taking a case back: first what that would do, then the button. */
@ApiExcludeController()
@UseFilters(PageFilter)
@Controller('my/:id/withdraw')
export class WithdrawController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(TakingBackDesk) private readonly desk: TakingBackDesk,
  ) {}

  @Get()
  @Allow(...FAMILY)
  async show(
    @Param('id') id: string,
    @PageAsking() asking: Asking,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const { plan, instance } = await this.desk.takeBack(id, { ...WITHDRAWN, dryRun: true, said: undefined }, asking);
    const matters = new Set(instance.steps.map((step) => step.id));
    // Waits and what is only told later are no matters to anybody, unless something is done about them.
    const told = plan.filter((line) => matters.has(line.id) || line.action !== 'cancel');
    sendPage(response, visit, <WithdrawPage visit={visit} id={instance.id} plan={told} parts={this.parts} />);
  }

  /** The same form sent twice withdraws once: it is told under the case itself. */
  @Post()
  @Allow(...FAMILY)
  async withdraw(@Param('id') id: string, @PageAsking() asking: Asking, @Res() response: ApiResponse): Promise<void> {
    await this.desk.takeBack(id, { ...WITHDRAWN, dryRun: false, said: `page ${id}` }, asking);
    seeOther(response, `/my/${id}`);
  }
}
