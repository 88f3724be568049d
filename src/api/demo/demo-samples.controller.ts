import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Allow } from '../access/access.decorator';
import { WHOEVER_HAS_A_KEY } from '../access/everyone';
import { PARTS, type ApiParts } from '../api-parts';
import { notFound } from '../problems/problem';

@Controller('api/v1/demo')
export class DemoSamplesController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /**
   * A report that can be sent as it is, about somebody of the demo city: another one each time. 404 where there is no
   * demo, and for an event without samples.
   */
  @Get('samples/:event')
  @Allow(...WHOEVER_HAS_A_KEY)
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  sample(@Param('event') event: string): object {
    const sample = this.parts.demoSample?.(event);
    if (sample === undefined) throw notFound();
    return sample;
  }
}
