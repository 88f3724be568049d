import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import type { Asking } from '../instances/case-desk';
import { PauseTaskRequest } from './pause-task.request';
import { presentTask } from './present-task';
import { TaskDesk, type ClockChange } from './task-desk';
import type { TaskResponse } from './task.response';

/** The time limit of a task, which its department pauses while a special procedure goes on. */
@Controller('api/v1/tasks')
export class TaskClockController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(TaskDesk) private readonly tasks: TaskDesk,
  ) {}

  /**
   * Pauses the time limit for a special procedure. The day on which it is paused still counts.
   *
   * With `limitDays` the due time moves by so many working days at once, and after them the days left fall again. 409
   * when it is paused already.
   */
  @Post(':id/pause')
  @HttpCode(200)
  @Allow('departmentStaff', 'supervisor')
  pause(
    @Param('id') id: string,
    @Body() { code, limitDays }: PauseTaskRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<TaskResponse> {
    return this.change(id, { change: 'paused', code, ...(typeof limitDays === 'number' ? { limitDays } : {}) }, asking);
  }

  /**
   * Lets the time limit run again: the due time moves by the working days that were used, this one included.
   *
   * 409 when it runs.
   */
  @Post(':id/resume')
  @HttpCode(200)
  @Allow('departmentStaff', 'supervisor')
  resume(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<TaskResponse> {
    return this.change(id, { change: 'resumed' }, asking);
  }

  private async change(id: string, change: ClockChange, { caller, language }: Asking): Promise<TaskResponse> {
    const task = await this.tasks.changeClock(id, change, caller);
    const isMine = this.tasks.isHeldBy(task, caller);
    const wording = { language, messages: this.parts.messages, isMine, isOverseer: caller.role === 'supervisor' };
    return presentTask(this.parts.definitions.get(task.event, task.version), task, wording);
  }
}
