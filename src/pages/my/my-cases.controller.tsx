import { Controller, Get, Inject, Param, Query, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../../api/access/access.decorator';
import { viewerOf } from '../../api/access/caller';
import { PARTS, type ApiParts } from '../../api/api-parts';
import { cursorOf, placeOf, UUID_PLACE } from '../../api/forms/cursor';
import type { ApiResponse } from '../../api/http';
import { CaseDesk, type Asking } from '../../api/instances/case-desk';
import { PageAsking } from '../frame/asking';
import { PageFilter } from '../frame/page.filter';
import { sendPage } from '../frame/send-page';
import { CurrentVisit, type Visit } from '../frame/visit';
import { PAGES, type PagesParts } from '../pages-parts';
import { tellCase } from '../parts/told-case';
import { DisclosuresPage } from './disclosures-page';
import { DocumentsPage } from './documents-page';
import { FAMILY } from './family';
import { MyCasePage } from './my-case-page';
import { MyCasesPage } from './my-cases-page';

const ON_A_PAGE = 20;

/** The cases of whoever is logged in: those that they are a person of. */
@ApiExcludeController()
@UseFilters(PageFilter)
@Controller('my')
export class MyCasesController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(PAGES) private readonly pages: PagesParts,
    @Inject(CaseDesk) private readonly desk: CaseDesk,
  ) {}

  /** Newest first. */
  @Get()
  @Allow(...FAMILY)
  async list(
    @Query('cursor') cursor: unknown,
    @PageAsking() { caller }: Asking,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const after = placeOf(typeof cursor === 'string' ? cursor : undefined, UUID_PLACE);
    const page = { limit: ON_A_PAGE, ...(after === undefined ? {} : { after }) };
    const { items, next } = await this.parts.reader.list(viewerOf(caller), {}, page);
    const told = await Promise.all(items.map((row) => tellCase(row, this.parts)));
    sendPage(response, visit, <MyCasesPage visit={visit} cases={told} next={cursorOf(next)} />);
  }

  /** How one case stands, and what can be done about it. */
  @Get(':id')
  @Allow(...FAMILY)
  async show(
    @Param('id') id: string,
    @PageAsking() { caller }: Asking,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const told = await tellCase(await this.desk.find(id, caller), this.parts);
    sendPage(response, visit, <MyCasePage visit={visit} told={told} />);
  }

  /** What the departments have issued. Logged as a disclosure to whoever looks, like every view of the record. */
  @Get(':id/documents')
  @Allow(...FAMILY)
  async documents(
    @Param('id') id: string,
    @PageAsking() asking: Asking,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const row = await this.desk.find(id, asking.caller);
    const { definition } = this.desk.chartOf(row);
    const shown = await this.desk.show(row.id, asking);
    sendPage(response, visit, <DocumentsPage visit={visit} shown={shown} definition={definition} />);
  }

  /** Who has seen which fields, for which step, and on what ground. */
  @Get(':id/disclosures')
  @Allow(...FAMILY)
  async disclosures(
    @Param('id') id: string,
    @PageAsking() { caller }: Asking,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const row = await this.desk.find(id, caller);
    const entries = await this.pages.disclosures.list(row.id, caller.personIndex);
    const said = { visit, entries, id: row.id, chart: this.desk.chartOf(row), messages: this.parts.messages };
    sendPage(response, visit, <DisclosuresPage {...said} />);
  }
}
