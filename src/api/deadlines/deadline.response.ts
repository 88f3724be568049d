import { ApiProperty } from '@nestjs/swagger';
import { WorkResponse } from '../tasks/work.response';

/** Work of a department whose limit is near or has passed. */
export class DeadlineResponse extends WorkResponse {
  /** Who owes it: a machine of the department, a person, or the applicant who corrects. */
  @ApiProperty({ enum: ['handler', 'task', 'correction', 'escalation', 'review'] })
  kind: string;

  /** `warning`: the promise ends soon. `yellow`: it is broken. `red`: the statutory limit has passed. */
  @ApiProperty({ enum: ['warning', 'yellow', 'red'] })
  level: string;

  /** Whether its time limit runs. */
  @ApiProperty({ enum: ['running', 'paused'] })
  clock: 'running' | 'paused';

  /** The end of the day that was promised, of the statutory one where nothing was. */
  @ApiProperty({ format: 'date-time' })
  dueAt: string;

  /** The end of the day until which the law allows it. */
  @ApiProperty({ format: 'date-time' })
  statutoryDueAt: string;

  /** True when a date crosses a year whose holidays are not published yet: it is computed anew when they are. */
  provisional: boolean;

  /** The role that it is escalated to. @example "supervisor" */
  escalatedTo: string;
}

/** A page of deadlines, the most urgent first. */
export class DeadlinePage {
  /** The deadlines. */
  items: DeadlineResponse[];

  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}
