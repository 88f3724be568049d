import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import type { ReadDepartment } from '../../engine/department-list';
import { defaultPolicy, isOpen, opensAt, type DepartmentPolicy } from '../../engine/department-policy';
import { Allow } from '../access/access.decorator';
import { CurrentAsking, CurrentLanguage } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { cursorOf, placeOf } from '../forms/cursor';
import { DEFAULT_LIMIT, PageRequest } from '../forms/page.request';
import type { Asking } from '../instances/case-desk';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import { DepartmentPolicyRequest } from './department.request';
import type { DepartmentPage, DepartmentResponse } from './department.response';

const DEPARTMENT_PLACE = /^[\w-]{1,100}$/;

@Controller('api/v1/departments')
export class DepartmentsController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** Every department that some step speaks to: what protects it, and how it stands. */
  @Get()
  @Allow('operator', 'supervisor', 'auditor')
  async list(
    @Query() { cursor, limit = DEFAULT_LIMIT }: PageRequest,
    @CurrentLanguage() language: Language,
  ): Promise<DepartmentPage> {
    const after = placeOf(cursor, DEPARTMENT_PLACE);
    const rest = this.ids().filter((id) => after === undefined || id > after);
    const page = rest.slice(0, limit);
    const found = await this.parts.departments.read(page);
    return {
      items: found.map((one) => this.present(one, language)),
      nextCursor: cursorOf(rest.length > limit ? page.at(-1) : undefined),
    };
  }

  /** One department. */
  @Get(':id')
  @Allow('operator', 'supervisor', 'auditor')
  get(@Param('id') id: string, @CurrentLanguage() language: Language): Promise<DepartmentResponse> {
    return this.show(id, language);
  }

  /** Puts a policy in force as a whole; every worker follows within two seconds. Who did it is kept for ever. */
  @Put(':id')
  @Allow('operator')
  async put(
    @Param('id') id: string,
    @Body() body: DepartmentPolicyRequest,
    @CurrentAsking() { caller, language, requestId }: Asking,
  ): Promise<DepartmentResponse> {
    if (!this.ids().includes(id)) throw notFound();
    const { keyId, organisation, role } = caller;
    await this.parts.departments.setPolicy(id, toPolicy(body), { keyId, organisation, role, requestId });
    return this.show(id, language);
  }

  private async show(id: string, language: Language): Promise<DepartmentResponse> {
    const [found] = this.ids().includes(id) ? await this.parts.departments.read([id]) : [];
    if (found === undefined) throw notFound();
    return this.present(found, language);
  }

  private ids(): string[] {
    const steps = this.parts.definitions.all().flatMap((definition) => Object.values(definition.steps));
    return [...new Set(steps.flatMap((step) => (step.kind === 'handler' ? [step.department] : [])))].sort();
  }

  private present(department: ReadDepartment, language: Language): DepartmentResponse {
    const { id, policy, version, changedAt, changedBy, gate, waiting, incident } = department;
    const now = this.parts.now();
    return {
      ...{ id, version, waiting },
      title: this.parts.departmentTitles[id]?.[language] ?? id,
      policy: policy as DepartmentPolicyRequest,
      changedAt: changedAt?.toISOString() ?? null,
      changedBy: changedBy ?? null,
      open: isOpen(policy, now, this.parts.calendars.current()),
      opensAt: opensAt(policy, now, this.parts.calendars.current())?.toISOString() ?? null,
      breaker: gate.breaker.state,
      underWay: gate.slots.filter(({ until }) => until > now.getTime()).length,
      incident:
        incident === undefined
          ? null
          : { id: incident.id, code: incident.code, openedAt: incident.openedAt.toISOString() },
    };
  }
}

const toPolicy = ({ rate, concurrency, hours, maintenance, breaker }: DepartmentPolicyRequest): DepartmentPolicy => ({
  ...(rate === undefined || rate === null ? {} : { rate }),
  ...(concurrency === undefined || concurrency === null ? {} : { concurrency }),
  hours: hours ?? defaultPolicy.hours,
  maintenance: maintenance ?? defaultPolicy.maintenance,
  breaker: breaker ?? defaultPolicy.breaker,
});
