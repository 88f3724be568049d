import { Controller, Get, Inject, Res } from '@nestjs/common';
import { AllowEverybody } from '../access/access.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import type { ApiResponse } from '../http';
import { HealthResponse, ReadinessResponse } from './health.response';

@Controller('health')
export class HealthController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** Answers as long as the process lives. */
  @Get('live')
  @AllowEverybody()
  live(): HealthResponse {
    return { status: 'ok' };
  }

  /** 200 when requests can be served, 503 when not yet or not any more. */
  @Get('ready')
  @AllowEverybody()
  async ready(@Res({ passthrough: true }) response: ApiResponse): Promise<ReadinessResponse> {
    const { ok, checks } = await this.parts.ready();
    if (!ok) response.status(503).setHeader('Retry-After', '2');
    return { status: ok ? 'ok' : 'unavailable', checks: { ...checks } };
  }
}
