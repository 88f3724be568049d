import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { caseNumber } from '../../engine/case-number';
import type { IncidentCause } from '../../engine/incident-list';
import { Allow } from '../access/access.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { cursorOf, placeOf } from '../forms/cursor';
import { DEFAULT_LIMIT, PageRequest } from '../forms/page.request';
import { notFound } from '../problems/problem';
import type { IncidentCausePage, IncidentCauseResponse } from './incident-cause.response';
import { departmentOf } from './repair-desk';

const COUNT_AND_FINGERPRINT = /^\d{1,9} .{1,200}$/su;

@Controller('api/v1/incidents/causes')
export class IncidentCausesController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** What holds cases up, one entry for one cause, however many cases. */
  @Get()
  @Allow('operator', 'supervisor', 'auditor')
  async list(@Query() { cursor, limit = DEFAULT_LIMIT }: PageRequest): Promise<IncidentCausePage> {
    const after = placeOf(cursor, COUNT_AND_FINGERPRINT);
    const page = await this.parts.incidents.causes({ limit, ...(after === undefined ? {} : { after }) });
    return { items: page.items.map((cause) => this.present(cause)), nextCursor: cursorOf(page.next) };
  }

  /** One cause; 404 when it holds no case up any more. Its incidents are listed by `GET /incidents?fingerprint=`. */
  @Get(':fingerprint')
  @Allow('operator', 'supervisor', 'auditor')
  async find(@Param('fingerprint') fingerprint: string): Promise<IncidentCauseResponse> {
    const cause = await this.parts.incidents.findCause(fingerprint);
    if (cause === undefined) throw notFound();
    return this.present(cause);
  }

  private present({ fingerprint, code, count, oldest, newest, at, samples }: IncidentCause): IncidentCauseResponse {
    const { definitions } = this.parts;
    const steps = at.map((one) => ({
      event: one.event ?? null,
      step: one.step === '' ? null : one.step,
      department: departmentOf(definitions, one) ?? null,
      count: one.count,
    }));
    return {
      ...{ fingerprint, code, count, oldest: oldest.toISOString(), newest: newest.toISOString() },
      departments: named(steps.map(({ department }) => department)),
      steps: named(steps.map(({ step }) => step)),
      events: named(steps.map(({ event }) => event)),
      at: steps,
      sampleCaseNumbers: samples.flatMap(({ event, version, startedAt, number }) =>
        definitions.knows(event, version) ? caseNumber(definitions.get(event, version), startedAt, number) : [],
      ),
    };
  }
}

const named = (names: readonly (string | null)[]): string[] =>
  [...new Set(names)].filter((name) => name !== null).sort();
