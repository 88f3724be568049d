import { Controller, Get, Inject } from '@nestjs/common';
import { AllowEverybody } from '../access/access.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { notFound } from '../problems/problem';
import type { DemoAccountsResponse } from './demo-accounts.response';

@Controller('api/v1/demo')
export class DemoAccountsController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** The accounts of the demo with their passwords, for the page on which people sign in. 404 where there is no demo. */
  @Get('accounts')
  @AllowEverybody()
  list(): DemoAccountsResponse {
    const items = this.parts.demoAccounts?.();
    if (items === undefined) throw notFound();
    return { items: [...items] };
  }
}
