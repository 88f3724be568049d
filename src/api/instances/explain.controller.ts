import { Controller, Get, Inject, Param } from '@nestjs/common';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { sightOf } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { CaseDesk, type Asking } from './case-desk';
import { explainRow } from './explain-row';
import type { ExplanationResponse } from './explanation.response';
import { WHOEVER_HAS_CASES } from './instances.controller';

@Controller('api/v1/instances')
export class ExplainController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly desk: CaseDesk,
  ) {}

  /** Why a case waits, on whom, since when, what unblocks it and how much time is left; of one that has ended, how. */
  @Get(':id/explain')
  @Allow(...WHOEVER_HAS_CASES)
  async explain(@Param('id') id: string, @CurrentAsking() { caller }: Asking): Promise<ExplanationResponse> {
    return explainRow(await this.desk.find(id, caller), sightOf(caller), this.parts);
  }
}
