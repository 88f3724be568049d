import { Body, Controller, HttpCode, Put, Req } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem';
import { Sandbox } from '../sandbox';
import { mustBeLoopback } from './loopback';

/** For training, from the machine itself: rules that depend on the day go by the time set here. */
@Controller('clock')
export class ClockController {
  constructor(private readonly sandbox: Sandbox) {}

  @Put()
  @HttpCode(204)
  set(@Body() body: unknown, @Req() request: IncomingMessage): void {
    mustBeLoopback(request);
    const { now } = (body ?? {}) as { now?: unknown };
    const at = typeof now === 'string' ? new Date(now) : undefined;
    if (at === undefined || Number.isNaN(at.getTime())) throw new Problem(400, 'now-invalid', '"now" must be a time');
    this.sandbox.clock.set(at);
  }
}
