import { Controller, Get, Inject, Param } from '@nestjs/common';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { CaseDesk, type Asking } from './case-desk';
import type { InstanceResponse } from './instance.response';

@Controller('api/v1/instances')
export class InstancesController {
  constructor(@Inject(CaseDesk) private readonly desk: CaseDesk) {}

  /** One case as it stands, cut to what the caller may see. */
  @Get(':id')
  @Allow(
    ...(['hospital', 'socialSecurityStaff', 'departmentStaff', 'departmentSystem', 'citizen', 'entrepreneur'] as const),
    ...(['agent', 'supervisor', 'auditor', 'operator'] as const),
  )
  get(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<InstanceResponse> {
    return this.desk.show(id, asking);
  }
}
