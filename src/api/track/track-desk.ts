import { Inject, Injectable } from '@nestjs/common';
import type { ReadCase } from '../../engine/case-reader';
import { PARTS, type ApiParts } from '../api-parts';
import { endedStatuses, mattersOf } from '../instances/case-matters';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import type { TrackResponse } from './track.response';

/** Shows a case to whoever holds its code: no login, no names. */
@Injectable()
export class TrackDesk {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** The case of a code; a 404 for what is none. */
  async find(code: string): Promise<ReadCase> {
    const row = /^[\w-]{8,64}$/.test(code) ? await this.parts.reader.findByTrackingCode(code) : undefined;
    if (row === undefined) throw notFound();
    return row;
  }

  present(row: ReadCase, language: Language): TrackResponse {
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
