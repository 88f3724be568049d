import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { addDuration, instantOn, LAST_YEAR, parseDuration } from '../../core';
import { Allow } from '../access/access.decorator';
import { WHOEVER_HAS_A_KEY } from '../access/everyone';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { defect } from '../forms/found-defect';
import { Problem } from '../problems/problem';
import { MoveClockRequest } from './clock.request';
import type { ClockResponse } from './clock.response';

const LAST_INSTANT = instantOn(`${LAST_YEAR}-12-31`, '24:00');
const SHANGHAI_MS = 8 * 3_600_000;

@Controller('api/v1/clock')
export class ClockController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** What time it is for the cases, and whether it can be moved. */
  @Get()
  @Allow(...WHOEVER_HAS_A_KEY)
  async get(): Promise<ClockResponse> {
    const { clock } = this.parts.clock;
    if (clock.mode === 'manual') await clock.follow();
    return this.present(clock.now());
  }

  /**
   * Moves a clock that stands still, never backwards (409). Timers due on the way fire at their own time and in order
   * before this returns. With a clock that runs by itself: 403.
   */
  @Put()
  @Allow(...WHOEVER_HAS_A_KEY)
  async move(@Body() request: MoveClockRequest): Promise<ClockResponse> {
    const { clock } = this.parts;
    if (clock.clock.mode !== 'manual') throw new Problem(403, 'clock-not-manual');
    const target = this.targetOf(request);
    const moved = await clock.move(target);
    if (moved.kind === 'backwards') throw new Problem(409, 'clock-backwards');
    if (moved.kind === 'running') throw new Problem(403, 'clock-not-manual');
    this.parts.log.info({ now: moved.now }, 'the clock was moved');
    return this.present(moved.now);
  }

  private targetOf({ now, advance }: MoveClockRequest): (from: Date) => Date {
    if ((now === undefined) === (advance === undefined)) throw this.problem('', 'now-or-advance');
    const duration = advance === undefined ? undefined : parseDuration(advance);
    const target = (from: Date): Date =>
      duration === undefined ? new Date(now as string) : addDuration(from, duration);
    if (target(this.parts.clock.clock.now()) > LAST_INSTANT) {
      throw this.problem(now === undefined ? '/advance' : '/now', 'number-out-of-range');
    }
    return target;
  }

  private problem(...found: Parameters<typeof defect>): Problem {
    return inputProblem([defect(...found)], this.parts.messages);
  }

  private present(now: Date): ClockResponse {
    const local = new Date(now.getTime() + SHANGHAI_MS).toISOString().replace('Z', '+08:00');
    return { mode: this.parts.clock.clock.mode, now: local };
  }
}
