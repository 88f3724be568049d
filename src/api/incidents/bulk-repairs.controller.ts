import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { BulkRepair, BulkRepairOrder } from '../../engine/bulk-repair';
import { Allow } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { cursorOf, INSTANT_AND_UUID, placeOf, UUID_PLACE } from '../forms/cursor';
import { DEFAULT_LIMIT, PageRequest } from '../forms/page.request';
import type { Language } from '../messages/language';
import { notFound, Problem } from '../problems/problem';
import type { BulkRepairPage, BulkRepairRecordResponse } from './bulk-repair.response';
import { presentRepair } from './present-repair';

@Controller('api/v1/bulk-repairs')
export class BulkRepairsController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** Repairs of all incidents of a cause, the newest first, those that are over too. */
  @Get()
  @Allow('operator', 'supervisor', 'auditor')
  async list(
    @Query() { cursor, limit = DEFAULT_LIMIT }: PageRequest,
    @CurrentLanguage() language: Language,
  ): Promise<BulkRepairPage> {
    const after = placeOf(cursor, INSTANT_AND_UUID);
    const page = await this.parts.bulkRepairs.list({ limit, ...(after === undefined ? {} : { after }) });
    return { items: page.items.map((one) => presentRepair(one, language)), nextCursor: cursorOf(page.next) };
  }

  /** How far a bulk repair has come. */
  @Get(':id')
  @Allow('operator', 'supervisor', 'auditor')
  async find(@Param('id') id: string, @CurrentLanguage() language: Language): Promise<BulkRepairRecordResponse> {
    return presentRepair(await this.get(id), language);
  }

  /** Lets nothing more go for now; what was let go goes on. 409 when it is over. */
  @Post(':id/pause')
  @HttpCode(200)
  @Allow('operator')
  pause(@Param('id') id: string, @CurrentLanguage() language: Language): Promise<BulkRepairRecordResponse> {
    return this.order(id, 'pause', language);
  }

  /** Goes on; one that has paused itself goes on with its next stage. 409 when it is over. */
  @Post(':id/resume')
  @HttpCode(200)
  @Allow('operator')
  resume(@Param('id') id: string, @CurrentLanguage() language: Language): Promise<BulkRepairRecordResponse> {
    return this.order(id, 'resume', language);
  }

  /** Lets nothing more go, for good; what was let go goes on. 409 when it is over. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Allow('operator')
  cancel(@Param('id') id: string, @CurrentLanguage() language: Language): Promise<BulkRepairRecordResponse> {
    return this.order(id, 'cancel', language);
  }

  private async order(id: string, order: BulkRepairOrder, language: Language): Promise<BulkRepairRecordResponse> {
    await this.get(id);
    if (!(await this.parts.bulkRepairs.order(id, order))) throw new Problem(409, 'repair-over');
    this.parts.carryOnRepairs();
    return presentRepair(await this.get(id), language);
  }

  private async get(id: string): Promise<BulkRepair> {
    const repair = UUID_PLACE.test(id) ? await this.parts.bulkRepairs.find(id) : undefined;
    if (repair === undefined) throw notFound();
    return repair;
  }
}
