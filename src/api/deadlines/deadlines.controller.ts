import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { LifeEvent } from '../../core';
import { caseNumber } from '../../engine/case-number';
import type { ReadDeadline } from '../../engine/deadline-list';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { viewerOf } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { cursorOf, INSTANT_AND_EXECUTION, placeOf } from '../forms/cursor';
import { DEFAULT_LIMIT } from '../forms/page.request';
import type { Asking } from '../instances/case-desk';
import type { Language } from '../messages/language';
import { ListDeadlinesRequest } from './deadline.request';
import type { DeadlinePage, DeadlineResponse } from './deadline.response';

@Controller('api/v1/deadlines')
export class DeadlinesController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /**
   * Open work whose limit is near or has passed, the most urgent first; staff see that of their departments.
   *
   * It is told as the clocks stand, not as the last round has found them. What waits for an operator is in it.
   */
  @Get()
  @Allow('supervisor', 'operator', 'auditor', 'departmentStaff')
  async list(
    @Query() { level, department, cursor, limit = DEFAULT_LIMIT }: ListDeadlinesRequest,
    @CurrentAsking() { caller, language }: Asking,
  ): Promise<DeadlinePage> {
    const after = placeOf(cursor, INSTANT_AND_EXECUTION);
    const filter = { ...(level === undefined ? {} : { level }), ...(department === undefined ? {} : { department }) };
    const place = { limit, ...(after === undefined ? {} : { after }) };
    const { items, next } = await this.parts.deadlines.list(viewerOf(caller), filter, place);
    return {
      items: items.map((one) => {
        const { event, version } = one.instance;
        return presentDeadline(this.parts.definitions.get(event, version), one, language);
      }),
      nextCursor: cursorOf(next),
    };
  }
}

function presentDeadline(definition: LifeEvent, deadline: ReadDeadline, language: Language): DeadlineResponse {
  const { id, instance, step, subject, kind, department, level, paused, provisional } = deadline;
  const parts = definition.steps[step];
  return {
    id,
    instanceId: instance.id,
    caseNumber: caseNumber(definition, instance.startedAt, instance.number),
    event: instance.event,
    step,
    title: parts?.title[language] ?? step,
    ...(subject === 0 ? {} : { subject }),
    ...{ kind, department, level },
    clock: paused ? 'paused' : 'running',
    dueAt: deadline.dueAt.toISOString(),
    statutoryDueAt: deadline.statutoryDueAt.toISOString(),
    provisional,
    escalatedTo: (parts === undefined || parts.kind === 'wait' ? undefined : parts.escalateTo) ?? 'supervisor',
  };
}
