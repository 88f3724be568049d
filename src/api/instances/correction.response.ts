import { ApiProperty } from '@nestjs/swagger';
import { InstanceResponse, ReasonResponse } from './instance.response';
import { NamedStepResponse } from './taking-back.response';

/** What becomes of one step. */
export class PlannedCorrectionResponse extends NamedStepResponse {
  /** Title in the caller's language. */
  title: string;

  /** The department that does it. */
  department: string;

  /** What that department is called, in the caller's language. */
  departmentName: string;

  /** `amend`: its department puts the result right by a matter. `byHand`: a person of the department does. */
  @ApiProperty({ enum: ['amend', 'byHand'] })
  action: 'amend' | 'byHand';

  /** What the department is asked for. @example "reissueBirthCertificate" */
  matter?: string;

  /** It was made from what is corrected; otherwise it follows only if what it was made from comes out differently. */
  isCertain: boolean;

  /** It is under way as it was asked for, and put right after that. */
  isInHand: boolean;

  /** What comes first: the steps from whose results it was made. */
  after: NamedStepResponse[];

  /** By when it is due, were it asked for at this moment. */
  @ApiProperty({ format: 'date-time' })
  dueAt: string;
}

/** What was asked to be corrected, and what comes of it. */
export class CorrectionResponse {
  /** `planned`: nothing was done. `corrected`: the record is right, and what was made from it is being put right. */
  @ApiProperty({ enum: ['planned', 'corrected'] })
  outcome: 'planned' | 'corrected';

  /** What becomes of each step concerned, in an order in which it can be done. */
  plan: PlannedCorrectionResponse[];

  /** The case as it stands. */
  instance: InstanceResponse;
}

/** A field that is another now. */
export class ChangedFieldResponse {
  /** Path of the field. @example "child.sex" */
  field: string;

  /** Which child, shareholder …, from 1. */
  subject?: number;

  /** What it was; absent where the caller may not see it or it was not known. */
  @ApiProperty({ type: 'string', required: false })
  former?: unknown;

  /** What it was from then on; absent where the caller may not see it. */
  @ApiProperty({ type: 'string', required: false })
  value?: unknown;
}

/** Something that has changed in a case after it was known. */
export class ChangeResponse {
  /** Place in the history of the case. */
  seq: number;

  /** When. */
  @ApiProperty({ format: 'date-time' })
  at: string;

  /** `corrected`: what was reported. `amended`: the result of a step, because of that. */
  @ApiProperty({ enum: ['corrected', 'amended'] })
  kind: 'corrected' | 'amended';

  /** The step whose result it was. */
  step?: string;

  /** Which organisation, department or role did it. */
  actor: string;

  /** Who that is, in the caller's language. */
  actorName: string;

  /** Why what was reported was corrected. */
  reason?: ReasonResponse;

  /** The fields that have changed. */
  changes: ChangedFieldResponse[];
}

/** What has changed in a case, oldest first. */
export class ChangeList {
  /** The newest 200. */
  items: ChangeResponse[];
}
