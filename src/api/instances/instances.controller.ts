import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { CaseFilter } from '../../engine/case-reader';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { sightOf, viewerOf } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { cursorOf, NUMBER_PLACE, placeOf, UUID_PLACE } from '../forms/cursor';
import { DEFAULT_LIMIT, PageRequest } from '../forms/page.request';
import { nameOfActor } from '../messages/actor-texts';
import { findText } from '../messages/texts';
import { CaseDesk, type Asking } from './case-desk';
import type { HistoryPage } from './history.response';
import type { InstancePage, InstanceResponse } from './instance.response';
import { ListInstancesRequest } from './list-instances.request';
import { searchOf } from './search-of';

export const WHOEVER_HAS_CASES = [
  ...(['hospital', 'socialSecurityStaff', 'departmentStaff', 'departmentSystem', 'citizen', 'entrepreneur'] as const),
  ...(['agent', 'supervisor', 'auditor', 'operator'] as const),
] as const;

@Controller('api/v1/instances')
export class InstancesController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly desk: CaseDesk,
  ) {}

  /** The cases that exist for the caller, newest first. Personal fields are shown one case at a time only. */
  @Get()
  @Allow(...WHOEVER_HAS_CASES)
  async list(@Query() request: ListInstancesRequest, @CurrentAsking() asking: Asking): Promise<InstancePage> {
    const { cursor, limit = DEFAULT_LIMIT } = request;
    const after = placeOf(cursor, UUID_PLACE);
    const filter = filterOf(request, asking);
    const viewer = viewerOf(asking.caller);
    const page = await this.parts.reader.list(viewer, filter, { limit, ...(after === undefined ? {} : { after }) });
    return { items: page.items.map((row) => this.desk.present(row, asking)), nextCursor: cursorOf(page.next) };
  }

  /** One case as it stands, cut to what the caller may see. */
  @Get(':id')
  @Allow(...WHOEVER_HAS_CASES)
  get(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<InstanceResponse> {
    return this.desk.show(id, asking);
  }

  /** What has happened to a case, with the hashes that chain it; departments see the rows of their own steps. */
  @Get(':id/history')
  @Allow(...WHOEVER_HAS_CASES)
  async history(
    @Param('id') id: string,
    @Query() { cursor, limit = DEFAULT_LIMIT }: PageRequest,
    @CurrentAsking() { caller, language }: Asking,
  ): Promise<HistoryPage> {
    const after = Number(placeOf(cursor, NUMBER_PLACE) ?? 0);
    const row = await this.desk.find(id, caller);
    const chart = this.desk.chartOf(row);
    const sight = sightOf(caller);
    const rows = await this.parts.reader.history(row.id, { after, limit });
    const items = rows.flatMap(({ at, region: regionId, ...rest }) => {
      const region = regionId === undefined ? undefined : chart.byId.get(regionId);
      const step = region === undefined ? undefined : chart.definition.steps[region.step];
      const department = step === undefined || step.kind === 'wait' ? undefined : step.department;
      const isOthers =
        department !== undefined && sight.kind === 'departments' && !sight.departments.includes(department);
      if (isOthers) return [];
      const where =
        region === undefined ? {} : { step: region.step, ...(region.subject === 0 ? {} : { subject: region.subject }) };
      const { messages } = this.parts;
      const { actor, code } = rest;
      const words = {
        actorName: nameOfActor(messages, actor)[language],
        ...(code === undefined ? {} : { reason: findText(messages, code)?.[language] ?? code }),
      };
      return [{ ...rest, ...where, ...words, at: at.toISOString() }];
    });
    const last = rows.at(-1);
    return { items, nextCursor: rows.length < limit || last === undefined ? null : cursorOf(String(last.seq)) };
  }
}

function filterOf(request: ListInstancesRequest, { caller }: Asking): CaseFilter {
  const { event, status, step, department, overdue, level, q } = request;
  return {
    ...(event === undefined ? {} : { event }),
    ...(status === undefined ? {} : { status }),
    ...(step === undefined ? {} : { step }),
    ...(department === undefined ? {} : { department }),
    ...(overdue === 'true' ? { overdue: true } : {}),
    ...(level === undefined ? {} : { level }),
    ...(q === undefined || q.trim() === '' ? {} : { search: searchOf(q.trim(), caller) }),
  };
}
