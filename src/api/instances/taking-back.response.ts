import { ApiProperty } from '@nestjs/swagger';
import { InstanceResponse, ReasonResponse } from './instance.response';

/** A step of a case, for one subject where it is repeated. */
export class NamedStepResponse {
  /** The step's id in the definition. @example "birthCertificate" */
  id: string;

  /** Which child, shareholder …, from 1. */
  subject?: number;
}

/** What becomes of one step. */
export class PlannedReversalResponse extends NamedStepResponse {
  /** Title in the caller's language. */
  title: string;

  /** The department that does it; absent where nobody need be asked. */
  department?: string;

  /**
   * `cancel`: it has done nothing, and ends. `undo`: its department takes its effect back. `notify`: its effect stays,
   * and its department is told. `keep`: its effect stays.
   */
  @ApiProperty({ enum: ['cancel', 'undo', 'notify', 'keep'] })
  action: 'cancel' | 'undo' | 'notify' | 'keep';

  /** What the department is asked for. @example "voidBirthCertificate" */
  matter?: string;

  /** Why its effect stays. */
  reason?: ReasonResponse;

  /** What comes first: the steps that stand on it. */
  after?: NamedStepResponse[];

  /** A call is out or has failed: nobody knows yet whether there is anything to take back. */
  mayHaveHappened?: boolean;

  /** By when it is due, were it asked for at this moment. */
  @ApiProperty({ format: 'date-time', required: false })
  dueAt?: string;
}

/** What was asked to be taken back, and what comes of it. */
export class ReversalResponse {
  /** `planned`: nothing was done. `proposed`: a second person must ask for the same. `takenBack`: it is under way. */
  @ApiProperty({ enum: ['planned', 'proposed', 'takenBack'] })
  outcome: 'planned' | 'proposed' | 'takenBack';

  /** What becomes of each step concerned, in an order in which it can be done. */
  plan: PlannedReversalResponse[];

  /** The case as it stands. */
  instance: InstanceResponse;
}
