import { ApiProperty } from '@nestjs/swagger';
import { ReasonResponse } from '../instances/instance.response';

/** Work for a person. Personal fields are not in it: the case shows them, to whom they may be shown. */
export class TaskResponse {
  /** Its id: that of the step execution. */
  id: string;

  /** The case it belongs to. */
  @ApiProperty({ format: 'uuid' })
  instanceId: string;

  /** The number of the case. */
  caseNumber: string;

  /** Name of the life event. */
  event: string;

  /** The step. */
  step: string;

  /** Title of the step in the caller's language. */
  title: string;

  /** Which child, shareholder …, from 1. */
  subject?: number;

  /** A task of a department, or a correction that the applicant owes. */
  kind: 'task' | 'correction';

  /** The department whose step it is. */
  department: string;

  /** How it stands. */
  status: string;

  /** Who has claimed it. */
  @ApiProperty({ type: 'string', enum: ['you', 'another', null], nullable: true })
  claimedBy: 'you' | 'another' | null;

  /** When it came up. */
  @ApiProperty({ format: 'date-time' })
  openedAt: string;

  /** When it is due. */
  @ApiProperty({ format: 'date-time' })
  dueAt: string;

  /** When it was answered. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  answeredAt: string | null;

  /** Why the applicant is asked to correct something. */
  reason?: ReasonResponse;

  /** Paths of the fields that a correction may change. */
  correctable?: string[];

  /** Paths of the fields that completing the task must bring. */
  writes?: string[];
}

/** A page of tasks, the most urgent first. */
export class TaskPage {
  /** The tasks. */
  items: TaskResponse[];

  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}
