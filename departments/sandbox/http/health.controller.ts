import { Controller, Get } from '@nestjs/common';
import { Sandbox } from '../sandbox';

/** Registered before the departments' routes, one of which is called health too; theirs all have a second part. */
@Controller('health')
export class HealthController {
  constructor(private readonly sandbox: Sandbox) {}

  @Get()
  async ready(): Promise<{ status: 'ok' }> {
    await this.sandbox.pool.query('select 1');
    return { status: 'ok' };
  }
}
