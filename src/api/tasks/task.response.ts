import { ApiProperty } from '@nestjs/swagger';
import type { Act } from '../../core';
import { ReasonResponse } from '../instances/instance.response';
import { WorkResponse } from './work.response';

/** One thing that the applicant is to put right. */
export class AskedDefectResponse extends ReasonResponse {
  /** Path of the field. @example "reader.address" */
  field: string;
}

/** Whom the holder of a task may ask before deciding, and in which words. */
export class EscalationResponse {
  /** Roles that may be asked. */
  roles: string[];

  /** What they may be asked. */
  questions: ReasonResponse[];

  /** What they may answer. */
  advice: ReasonResponse[];
}

/** Work for a person. Personal fields are not in it: the case shows them, to whom they may be shown. */
export class TaskResponse extends WorkResponse {
  /**
   * `task`: of a department. `correction`: the applicant owes it. `escalation`: a colleague's question. `review`: a
   * decision that a second person must confirm.
   */
  @ApiProperty({ enum: ['task', 'correction', 'escalation', 'review'] })
  kind: 'task' | 'correction' | 'escalation' | 'review';

  /**
   * `undo`: the step's effect is to be taken back; `amend`: its result is to be put right because something it was made
   * from was corrected; either may be left for a reason. Absent for the step's own matter.
   */
  @ApiProperty({ enum: ['undo', 'amend'], required: false })
  act?: Act;

  /** How it stands. */
  status: string;

  /** Who has claimed it. */
  @ApiProperty({ type: 'string', enum: ['you', 'another', null], nullable: true })
  claimedBy: 'you' | 'another' | null;

  /** Id of the key that has claimed it: for a supervisor. */
  holder?: string;

  /** When it came up. */
  @ApiProperty({ format: 'date-time' })
  openedAt: string;

  /** When it is due. */
  @ApiProperty({ format: 'date-time' })
  dueAt: string;

  /** Whether its time limit runs: not while the applicant corrects, nor during a special procedure. */
  @ApiProperty({ enum: ['running', 'paused', 'stopped'] })
  clock: 'running' | 'paused' | 'stopped';

  /** How near its limit is. */
  @ApiProperty({ enum: ['normal', 'warning', 'yellow', 'red'] })
  level: string;

  /** When it was answered. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  answeredAt: string | null;

  /** Why it came up: why something is to be corrected, what is asked, what was advised, why a decision came back. */
  reason?: ReasonResponse;

  /** Of a correction: everything that is to be put right. */
  defects?: AskedDefectResponse[];

  /** Paths of the fields that a correction may change, or that a correction may be asked for. */
  correctable?: string[];

  /** The only reasons with which it can be refused; when absent, it cannot be refused. */
  reasons?: ReasonResponse[];

  /** Whom its holder may ask; absent where nobody can be asked. */
  escalation?: EscalationResponse;

  /** Two persons decide: the first proposes, the second confirms. */
  fourEyes?: boolean;

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
