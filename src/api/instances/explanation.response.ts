import { ApiProperty } from '@nestjs/swagger';
import { holdupKinds } from '../../engine/holdup-kind';
import { endedStatuses, type MatterStatus } from './case-matters';

/** The same in both languages, whatever the caller's is. */
export class TextResponse {
  /** In Chinese. */
  'zh-CN': string;

  /** In English. */
  en: string;
}

/** A step of the case, once per subject where it is repeated. */
export class StepNamed {
  /** The step's id in the definition. @example "householdRegistration" */
  step: string;

  /** Its title. */
  title: TextResponse;

  /** Which child, shareholder …, from 1; absent for a step of the whole case. */
  subject?: number;
}

/** Who must act. */
export class ActorResponse {
  /** A department, whoever holds one of some roles, the applicant, an operator; `nobody` where a date does it. */
  @ApiProperty({ enum: ['department', 'roles', 'applicant', 'operator', 'nobody'] })
  kind: string;

  /** Which department. */
  department?: string;

  /** Which roles; of a department's task the role it lies with. */
  roles?: string[];

  /** The same in words. */
  name: TextResponse;
}

/** What is left of one limit. */
export class LimitLeftResponse {
  /** Working days left at the end of today: 0 on the last day, below zero when the limit has passed. */
  workingDays: number;

  /** The end of its last day; while the clock stands still, as if it resumed at once. */
  @ApiProperty({ format: 'date-time' })
  dueAt: string;
}

/** Why the days left stand still, and since when. */
export class PauseResponse {
  /** A special procedure, `correction`, or `nothing-owed` for a case in which no department owes anything. */
  @ApiProperty({ type: 'string', nullable: true })
  code: string | null;

  /** The same in words. */
  @ApiProperty({ type: TextResponse, nullable: true })
  text: TextResponse | null;

  /** The day on which it was paused. */
  @ApiProperty({ format: 'date' })
  since: string;
}

/** What is left of the limits, counted on the official working-day calendar. */
export class TimeLeftResponse {
  /** `warning` shortly before the promise ends, `yellow` when it is broken, `red` when the law's limit has passed. */
  @ApiProperty({ enum: ['normal', 'warning', 'yellow', 'red'] })
  level: string;

  /** Of what the law allows. */
  legal: LimitLeftResponse;

  /** Of what was promised; the same as `legal` where nothing was. */
  promised: LimitLeftResponse;

  /** Null while the clock runs. */
  @ApiProperty({ type: PauseResponse, nullable: true })
  pause: PauseResponse | null;

  /** True when a limit crosses a year whose holidays are not published yet. */
  provisional: boolean;

  /** The calendar that counted. */
  calendarVersion: string;
}

/** A timer that is set. */
export class TimerSet {
  /** Its id in the definition. @example "day20" */
  timer: string;

  /** When it fires. */
  @ApiProperty({ format: 'date-time' })
  at: string;
}

/** A stable code and what it means. */
export class ReasonExplained {
  /** Stable code. @example "attempts-used-up" */
  code: string;

  /** The same in words. */
  text: TextResponse;
}

/** One thing that the case waits for. */
export class HoldupResponse {
  /** The step that does not go on; null for the case as a whole. */
  @ApiProperty({ type: StepNamed, nullable: true })
  step: StepNamed | null;

  /** What kind of wait it is, as a stable code. */
  @ApiProperty({ enum: holdupKinds })
  kind: string;

  /** Why it does not go on. */
  why: TextResponse;

  /** What unblocks it. */
  unblockedBy: TextResponse;

  /** Who must act; for a step that waits for others, whoever must act on those. */
  on: ActorResponse[];

  /** The steps that must end first. */
  after: StepNamed[];

  /** Since when; null for a step of another department. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  since: string | null;

  /** When it goes on, or is tried again, without anybody's help; null where nobody can know. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  until: string | null;

  /** Timers that are set, the next one first. */
  timers: TimerSet[];

  /** Why: of an incident, of a refusal that asks for a correction. */
  @ApiProperty({ type: ReasonExplained, nullable: true })
  reason: ReasonExplained | null;

  /** What is left of its limits; null before it has begun, where it has none, and for a step of another department. */
  @ApiProperty({ type: TimeLeftResponse, nullable: true })
  time: TimeLeftResponse | null;
}

/** How a step has ended. */
export class EndedStepResponse extends StepNamed {
  /** How. */
  @ApiProperty({ enum: endedStatuses })
  status: MatterStatus;

  /** Why it ended otherwise than done; null where it was done. */
  @ApiProperty({ type: ReasonExplained, nullable: true })
  reason: ReasonExplained | null;
}

/** Why a case waits, on whom, since when, what unblocks it and how much time is left; of one that has ended, how. */
export class ExplanationResponse {
  /** The instance's id. */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The number on screen and on paper. */
  caseNumber: string;

  /** The life event. */
  event: string;

  /** Status of the case. */
  status: string;

  /** The same in words. */
  text: TextResponse;

  /** The time for which this is said. */
  @ApiProperty({ format: 'date-time' })
  asOf: string;

  /** When the case began. */
  @ApiProperty({ format: 'date-time' })
  startedAt: string;

  /** When it ended. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  completedAt: string | null;

  /** What is left of the limits of the whole case; null where it has none, and when it has ended. */
  @ApiProperty({ type: TimeLeftResponse, nullable: true })
  time: TimeLeftResponse | null;

  /** Everything the case waits for, in the order of its definition; empty exactly when it has ended. */
  waitingFor: HoldupResponse[];

  /** The matters that have ended. */
  ended: EndedStepResponse[];
}
