import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { instanceStatuses } from '../../engine/instance';
import type { MatterStatus } from './case-matters';

const FIELDS = { type: 'object', additionalProperties: true } as const;

/** Where to go from here. */
export class InstanceLinks {
  /** The instance itself. */
  self: string;

  /** Its history. */
  history: string;

  /** The limited public view, without login. */
  track: string | null;
}

/** How far a case has come, in matters. */
export class Progress {
  /** Matters that have ended, in whatever way. */
  done: number;

  /** All matters of the case. */
  total: number;
}

/** What is repeated in this case, such as the children of a birth. */
export class SubjectCount {
  /** The word for it. @example "child" */
  name: string;

  /** How many there are. */
  count: number;
}

/** Why a matter was refused, skipped, handed to the counter or held up. */
export class ReasonResponse {
  /** Stable code. @example "household-outside-city" */
  code: string;

  /** The same in words, in the caller's language. */
  message: string;
}

/** A matter that belongs to another department: that it exists and how it stands. */
export class OtherStepResponse {
  /** The step's id in the definition. @example "birthCertificate" */
  id: string;

  /** Title in the caller's language. */
  title: string;

  /** Which child, shareholder …, from 1; absent for a matter of the whole case. */
  subject?: number;

  /** How it stands. */
  @ApiProperty({
    enum: [
      ...['waiting', 'ready', 'dispatched', 'running', 'suspended', 'completed', 'refused', 'notApplicable'],
      ...['skipped', 'failed', 'manual', 'compensating', 'compensated'],
    ],
  })
  status: MatterStatus;
}

/** A matter of the case, once per subject where it is repeated. */
export class StepResponse extends OtherStepResponse {
  /** The department that does it. */
  department: string;

  /** When its newest visit was opened. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  startedAt: string | null;

  /** When it ended. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  completedAt: string | null;

  /** When it is due, by the official working-day calendar. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  dueAt: string | null;

  /** Whether its time limit runs; it pauses while the applicant corrects and during special procedures. */
  @ApiProperty({ enum: ['running', 'paused', 'stopped'] })
  clock: 'running' | 'paused' | 'stopped';

  /**
   * How near its limit is: `warning` shortly before the promise ends, `yellow` when it is broken, `red` when the
   * statutory limit has passed. Null before it was begun.
   */
  @ApiProperty({ type: 'string', enum: ['normal', 'warning', 'yellow', 'red', null], nullable: true })
  level: string | null;

  /** How often the department has been called in its newest visit. */
  attempts: number;

  /** True while its result, which stands, is put right because something it was made from was corrected. */
  isCorrecting?: boolean;

  /** Why it stands as it stands. */
  reason?: ReasonResponse;

  /** What it has brought, by field path, as far as the caller may see it. */
  @ApiProperty({ ...FIELDS, selfRequired: false })
  output?: Readonly<Record<string, unknown>>;

  /** What it reads, by field path: for its own department, while the matter lies with it. */
  @ApiProperty({ ...FIELDS, selfRequired: false })
  fields?: Readonly<Record<string, unknown>>;
}

/** A case: one run of a life event for one person or family, cut to what the caller may see. */
@ApiExtraModels(StepResponse, OtherStepResponse)
export class InstanceResponse {
  /** Unguessable id. */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The number people use. @example "NB-20261118-0000001" */
  caseNumber: string;

  /** Name of the life event. @example "newborn" */
  event: string;

  /** Version of the definition it runs on. */
  definitionVersion: number;

  /** How the case stands. */
  @ApiProperty({ enum: instanceStatuses })
  status: string;

  /** How it ended; null while it runs. */
  outcome: string | null;

  /** What is repeated in it; null when nothing is. */
  @ApiProperty({ type: () => SubjectCount, nullable: true })
  subject: SubjectCount | null;

  /** When it was accepted. */
  @ApiProperty({ format: 'date-time' })
  startedAt: string;

  /** When it ended. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  completedAt: string | null;

  /** When the whole case is due; where no limit is set for it, the latest due time of its matters so far. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  dueAt: string | null;

  /** Whether the limit of the whole case runs: not while no department owes anything. Null where none is set. */
  @ApiProperty({ type: 'string', enum: ['running', 'paused', 'stopped', null], nullable: true })
  clock: 'running' | 'paused' | 'stopped' | null;

  /** How near that limit is. Null where none is set. */
  @ApiProperty({ type: 'string', enum: ['normal', 'warning', 'yellow', 'red', null], nullable: true })
  level: string | null;

  /** How far it has come. */
  progress: Progress;

  /** Its matters, in the order of the definition; those of other departments in short form. */
  @ApiProperty({
    type: 'array',
    items: { anyOf: [{ $ref: getSchemaPath(StepResponse) }, { $ref: getSchemaPath(OtherStepResponse) }] },
  })
  steps: (StepResponse | OtherStepResponse)[];

  /** Code behind the QR: shows the limited public view. */
  trackingCode: string;

  /** Where to go from here. */
  links: InstanceLinks;
}

/** A page of cases, newest first. */
export class InstancePage {
  /** The cases. */
  items: InstanceResponse[];

  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}
