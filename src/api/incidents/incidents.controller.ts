import { applyDecorators, Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { ReadIncident } from '../../engine/incident-list';
import type { Repair } from '../../engine/message';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { cursorOf, INSTANT_AND_UUID, placeOf, UUID_PLACE } from '../forms/cursor';
import { DEFAULT_LIMIT } from '../forms/page.request';
import type { ApiResponse } from '../http';
import { CaseDesk, type Asking } from '../instances/case-desk';
import type { InstanceResponse } from '../instances/instance.response';
import { notFound, Problem } from '../problems/problem';
import { BulkRepairRecordResponse, DryRunResponse } from './bulk-repair.response';
import {
  BulkRepairRequest,
  BulkResolveRequest,
  ListIncidentsRequest,
  RepairRequest,
  ResolveRequest,
  RetryRequest,
} from './incident.request';
import { BulkRepairResponse, type IncidentPage, type IncidentResponse } from './incident.response';
import { RepairDesk, type Decision } from './repair-desk';

const MOST_GROUPS = 50;

/** What a decision about a whole cause may be answered with. */
const BulkAnswers = (): MethodDecorator => {
  const record = { oneOf: [BulkRepairRecordResponse, BulkRepairResponse].map((one) => ({ $ref: getSchemaPath(one) })) };
  return applyDecorators(
    ApiExtraModels(BulkRepairRecordResponse, BulkRepairResponse, DryRunResponse),
    ApiAcceptedResponse({
      description: 'The record of the bulk repair, or what this call has settled',
      schema: record,
    }),
    ApiOkResponse({ description: 'What would be done (`dryRun`)', type: DryRunResponse }),
  );
};

@Controller('api/v1/incidents')
export class IncidentsController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly desk: CaseDesk,
    @Inject(RepairDesk) private readonly repairs: RepairDesk,
  ) {}

  /** What cannot go on without an operator, oldest first, and counted by cause. */
  @Get()
  @Allow('operator', 'supervisor', 'auditor')
  async list(@Query() request: ListIncidentsRequest): Promise<IncidentPage> {
    const { cursor, limit = DEFAULT_LIMIT, fingerprint, instance, status } = request;
    const after = placeOf(cursor, INSTANT_AND_UUID);
    const filter = {
      closed: status === 'closed',
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(instance === undefined ? {} : { instanceId: instance }),
    };
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

  /** Lets the step be tried again, where wanted with fields put right before. */
  @Post(':id/retry')
  @HttpCode(202)
  @Allow('operator')
  retry(
    @Param('id') id: string,
    @Body() body: RetryRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    return this.repair(id, decisionOf('retried', body), asking);
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
    return this.repair(id, decisionOf('skipped', body), asking);
  }

  /** Takes the step as done, with what it would have brought: somebody has made sure that the department did it. */
  @Post(':id/resolve')
  @HttpCode(202)
  @Allow('operator')
  resolve(
    @Param('id') id: string,
    @Body() body: ResolveRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<InstanceResponse> {
    return this.repair(id, decisionOf('resolved', body), asking);
  }

  /**
   * Lets the steps of all open incidents of one cause be tried again.
   *
   * With `ramp`, true or false: opens the record of a bulk repair, which goes on by itself; 409 when the cause has
   * another one under way. With `dryRun` (200): counts. With neither: settles the oldest of them in this call.
   */
  @Post('retry')
  @HttpCode(202)
  @Allow('operator')
  @BulkAnswers()
  retryAll(
    @Body() body: BulkRepairRequest,
    @CurrentAsking() asking: Asking,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<BulkAnswer> {
    return this.repairAll(body, decisionOf('retried', body), asking, response);
  }

  /** Leaves the steps of all open incidents of one cause out; the forms of the answer are those of a retry. */
  @Post('skip')
  @HttpCode(202)
  @Allow('operator')
  @BulkAnswers()
  skipAll(
    @Body() body: BulkRepairRequest,
    @CurrentAsking() asking: Asking,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<BulkAnswer> {
    return this.repairAll(body, decisionOf('skipped', body), asking, response);
  }

  /** Takes the steps of all open incidents of one cause as done; the forms of the answer are those of a retry. */
  @Post('resolve')
  @HttpCode(202)
  @Allow('operator')
  @BulkAnswers()
  resolveAll(
    @Body() body: BulkResolveRequest,
    @CurrentAsking() asking: Asking,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<BulkAnswer> {
    return this.repairAll(body, decisionOf('resolved', body), asking, response);
  }

  private async repairAll(
    { fingerprint, dryRun, ramp }: BulkRepairRequest,
    decision: Decision,
    { caller, language }: Asking,
    response: ApiResponse,
  ): Promise<BulkAnswer> {
    if (dryRun === true) {
      response.status(200);
      return this.repairs.count(fingerprint, decision);
    }
    const bare = typeof ramp !== 'boolean' && decision.output === undefined && decision.found === undefined;
    if (bare) return this.repairs.repairPage(fingerprint, decision, caller);
    return this.repairs.open(fingerprint, decision, { caller, language, ramp: ramp === true });
  }

  private async repair(id: string, decision: Decision, asking: Asking): Promise<InstanceResponse> {
    const incident = UUID_PLACE.test(id) ? await this.parts.incidents.find(id) : undefined;
    if (incident === undefined) throw notFound();
    const { instanceId } = incident;
    const message = this.repairs.messageFor(incident, decision, asking.caller);
    if (incident.closedAt !== undefined) {
      const said = await this.parts.reader.findVerdict(instanceId, message.key);
      if (said === undefined || said.refused !== undefined) throw new Problem(409, 'incident-closed');
      return this.desk.show(instanceId, asking);
    }
    const delivered = await this.repairs.deliver(incident, message);
    if (delivered.kind === 'refused') throw new Problem(409, 'not-expected-here');
    return this.desk.show(instanceId, asking);
  }
}

type BulkAnswer = BulkRepairResponse | BulkRepairRecordResponse | DryRunResponse;

/** Null says no more than nothing. */
const decisionOf = (repair: Repair, { reason, found, fields, output }: RetryRequest & ResolveRequest): Decision => ({
  repair,
  reason,
  ...(found === undefined || found === null ? {} : { found }),
  ...(fields === undefined || fields === null ? {} : { fields }),
  ...(output === undefined || output === null ? {} : { output }),
});

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
