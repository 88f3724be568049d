import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { ReadIncident } from '../../engine/incident-list';
import { Allow, CurrentCaller } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { actorOf, type Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { cursorOf, INSTANT_AND_UUID, placeOf, UUID_PLACE } from '../forms/cursor';
import { DEFAULT_LIMIT } from '../forms/page.request';
import { CaseDesk, type Asking } from '../instances/case-desk';
import { deliverFolded, type Delivered } from '../instances/deliver-folded';
import type { InstanceResponse } from '../instances/instance.response';
import { notFound, Problem } from '../problems/problem';
import { BulkRepairRequest, ListIncidentsRequest, RepairRequest } from './incident.request';
import type { BulkRepairResponse, IncidentPage, IncidentResponse } from './incident.response';

const MOST_GROUPS = 50;

/** Incidents that one call settles: a cause that has held up forty thousand cases is let go in steps, not at once. */
const MOST_AT_ONCE = 200;

const keyOf = (id: string, repair: Repair): string => `incident:${id}:${repair}`;

type Repair = 'retried' | 'skipped' | 'resolved';

@Controller('api/v1/incidents')
export class IncidentsController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly desk: CaseDesk,
  ) {}

  /** What cannot go on without an operator, oldest first, and counted by cause. */
  @Get()
  @Allow('operator', 'supervisor', 'auditor')
  async list(@Query() request: ListIncidentsRequest): Promise<IncidentPage> {
    const { cursor, limit = DEFAULT_LIMIT, fingerprint, status } = request;
    const after = placeOf(cursor, INSTANT_AND_UUID);
    const filter = { closed: status === 'closed', ...(fingerprint === undefined ? {} : { fingerprint }) };
    const [page, groups] = await Promise.all([
      this.parts.incidents.list(filter, { limit, ...(after === undefined ? {} : { after }) }),
      this.parts.incidents.groups(MOST_GROUPS),
    ]);
    return {
      items: page.items.map(presentIncident),
      nextCursor: cursorOf(page.next),
      groups: groups.map(({ oldest, ...group }) => ({ ...group, oldest: oldest.toISOString() })),
    };
  }

  /** Lets the step be tried again. */
  @Post(':id/retry')
  @HttpCode(202)
  @Allow('operator')
  retry(
    @Param('id') id: string,
    @Body() body: RepairRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    return this.repair(id, 'retried', body, asking);
  }

  /** Leaves the step out; what needs it ends as its definition says. */
  @Post(':id/skip')
  @HttpCode(202)
  @Allow('operator')
  skip(
    @Param('id') id: string,
    @Body() body: RepairRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    return this.repair(id, 'skipped', body, asking);
  }

  /** Takes the step as done: somebody has made sure that the department did it. */
  @Post(':id/resolve')
  @HttpCode(202)
  @Allow('operator')
  resolve(
    @Param('id') id: string,
    @Body() body: RepairRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    return this.repair(id, 'resolved', body, asking);
  }

  /** Lets the steps of all open incidents of one cause be tried again, the oldest first, so many a call. */
  @Post('retry')
  @HttpCode(202)
  @Allow('operator')
  retryAll(@Body() body: BulkRepairRequest, @CurrentCaller() caller: Caller): Promise<BulkRepairResponse> {
    return this.repairAll('retried', body, caller);
  }

  /** Leaves the steps of all open incidents of one cause out. */
  @Post('skip')
  @HttpCode(202)
  @Allow('operator')
  skipAll(@Body() body: BulkRepairRequest, @CurrentCaller() caller: Caller): Promise<BulkRepairResponse> {
    return this.repairAll('skipped', body, caller);
  }

  /** Takes the steps of all open incidents of one cause as done. */
  @Post('resolve')
  @HttpCode(202)
  @Allow('operator')
  resolveAll(@Body() body: BulkRepairRequest, @CurrentCaller() caller: Caller): Promise<BulkRepairResponse> {
    return this.repairAll('resolved', body, caller);
  }

  private async repairAll(
    repair: Repair,
    { fingerprint, reason }: BulkRepairRequest,
    caller: Caller,
  ): Promise<BulkRepairResponse> {
    const page = await this.parts.incidents.list({ fingerprint }, { limit: MOST_AT_ONCE });
    const delivered = await Promise.all(page.items.map((incident) => this.deliver(incident, repair, reason, caller)));
    const settled = delivered.filter((one) => one?.kind === 'moved').length;
    const refused = delivered.filter((one) => one === undefined || one.kind === 'refused').length;
    return { settled, refused, more: page.next !== undefined };
  }

  /** Undefined for an incident of a whole case that is not to be resolved: there is no step to retry or skip. */
  private async deliver(
    { id, instanceId, region }: ReadIncident,
    repair: Repair,
    reason: string,
    caller: Caller,
  ): Promise<Delivered | undefined> {
    if (region === '' && repair !== 'resolved') return undefined;
    const body = { type: 'repair', region, repair, reason } as const;
    return deliverFolded(this.parts, instanceId, { key: keyOf(id, repair), actor: actorOf(caller), body });
  }

  private async repair(
    id: string,
    repair: Repair,
    { reason }: RepairRequest,
    asking: Asking,
  ): Promise<InstanceResponse> {
    const incident = UUID_PLACE.test(id) ? await this.parts.incidents.find(id) : undefined;
    if (incident === undefined) throw notFound();
    const { instanceId } = incident;
    if (incident.closedAt !== undefined) {
      const said = await this.parts.reader.findVerdict(instanceId, keyOf(id, repair));
      if (said === undefined || said.refused !== undefined) throw new Problem(409, 'incident-closed');
      return this.desk.show(instanceId, asking);
    }
    const delivered = await this.deliver(incident, repair, reason, asking.caller);
    if (delivered === undefined) throw new Problem(409, 'not-repairable');
    if (delivered.kind === 'refused') throw new Problem(409, 'not-expected-here');
    return this.desk.show(instanceId, asking);
  }
}

function presentIncident({ region, openedAt, closedAt, ...rest }: ReadIncident): IncidentResponse {
  const [step, subject] = region.split('@');
  const { id, instanceId, code, fingerprint } = rest;
  return {
    ...{ id, instanceId, code, fingerprint },
    ...(region === '' || step === undefined ? {} : { step }),
    ...(subject === undefined ? {} : { subject: Number(subject) }),
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
  };
}
