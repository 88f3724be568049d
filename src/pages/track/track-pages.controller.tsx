import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowEverybody } from '../../api/access/access.decorator';
import { PARTS, type ApiParts } from '../../api/api-parts';
import type { ApiRequest, ApiResponse } from '../../api/http';
import { notFound } from '../../api/problems/problem';
import { PageFilter } from '../frame/page.filter';
import { seeOther, sendPage } from '../frame/send-page';
import { CurrentVisit, type Visit } from '../frame/visit';
import { PAGES, type PagesParts } from '../pages-parts';
import { tellCase } from '../parts/told-case';
import { StartPage } from '../start/start-page';
import { MaskedNames } from './masked-names';
import { ReceiptPage } from './receipt-page';
import { TrackPage } from './track-page';
import { trackingCodeOf } from './tracking-code';

/** What the QR code on the receipt points to. */
@ApiExcludeController()
@UseFilters(PageFilter)
@Controller('t')
export class TrackPagesController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(PAGES) private readonly pages: PagesParts,
    @Inject(MaskedNames) private readonly names: MaskedNames,
  ) {}

  /** The box on the start page leads here, and from here to the case; a code that is none is said so beside the box. */
  @Get()
  @AllowEverybody()
  find(@Query('code') typed: unknown, @CurrentVisit() visit: Visit, @Res() response: ApiResponse): void {
    const code = typeof typed === 'string' ? trackingCodeOf(typed) : undefined;
    if (code === undefined) sendPage(response, visit, <StartPage visit={visit} isCodeWrong />, 400);
    else seeOther(response, `/t/${code}`);
  }

  /** How far a case is, for whoever holds its code: no login, a masked name. */
  @Get(':code')
  @AllowEverybody()
  async show(
    @Param('code') code: string,
    @CurrentVisit() visit: Visit,
    @Req() { requestId }: ApiRequest,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const { told, name } = await this.tell(code, requestId);
    sendPage(response, visit, <TrackPage visit={visit} told={told} name={name} />);
  }

  /** The receipt, to be printed and kept. */
  @Get(':code/receipt')
  @AllowEverybody()
  async receipt(
    @Param('code') code: string,
    @CurrentVisit() visit: Visit,
    @Req() { requestId }: ApiRequest,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const { told, name } = await this.tell(code, requestId);
    const address = `${this.pages.publicUrl}/t/${told.trackingCode}`;
    sendPage(response, visit, <ReceiptPage visit={visit} told={told} name={name} address={address} />);
  }

  private async tell(typed: string, requestId: string) {
    const code = trackingCodeOf(typed);
    const row = code === undefined ? undefined : await this.parts.reader.findByTrackingCode(code);
    if (row === undefined) throw notFound();
    const [told, name] = await Promise.all([tellCase(row, this.parts), this.names.of(row, requestId)]);
    return { told, name };
  }
}
