import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { AllowLocalOr } from '../access/access.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import type { ApiResponse } from '../http';

@Controller('metrics')
export class MetricsController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /**
   * What this process counts and what waits over all of them, for Prometheus. Without a key from this machine only, and
   * not through a proxy; from elsewhere with an operator's or supervisor's.
   */
  @Get()
  @AllowLocalOr('operator', 'supervisor')
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'Prometheus text format', schema: { type: 'string' } })
  async page(@Res({ passthrough: true }) response: ApiResponse): Promise<string> {
    const { contentType, page } = this.parts.metrics;
    const text = await page();
    response.setHeader('Content-Type', contentType);
    return text;
  }
}
