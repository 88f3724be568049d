import { Controller, Get, Inject, Param } from '@nestjs/common';
import { AllowEverybody } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { endedStatuses, mattersOf } from '../instances/case-matters';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import type { TrackResponse } from './track.response';

@Controller('api/v1/track')
export class TrackController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** How far a case is, for whoever holds its code: no login, no names. */
  @Get(':trackingCode')
  @AllowEverybody()
  async track(@Param('trackingCode') code: string, @CurrentLanguage() language: Language): Promise<TrackResponse> {
    const row = /^[\w-]{8,64}$/.test(code) ? await this.parts.reader.findByTrackingCode(code) : undefined;
    if (row === undefined) throw notFound();
    const chart = this.parts.definitions.chart(row.event, row.version, row.subjects);
    const matters = mattersOf(chart, row);
    return {
      title: chart.definition.title[language],
      status: row.status,
      progress: { done: matters.filter(({ status }) => endedStatuses.includes(status)).length, total: matters.length },
      steps: matters.map(({ region, parts, status, execution }) => ({
        title: parts.title[language],
        ...(region.subject === 0 ? {} : { subject: region.subject }),
        status,
        dueAt: execution?.dueAt.toISOString() ?? null,
      })),
    };
  }
}
