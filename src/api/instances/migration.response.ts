import { ApiProperty } from '@nestjs/swagger';
import { InstanceResponse } from './instance.response';
import { NamedStepResponse } from './taking-back.response';

/** A step with its title. */
export class TitledStepResponse extends NamedStepResponse {
  /** Title in the caller's language. */
  title: string;
}

/** What becomes of a case that is moved to another version of its definition. */
export class MigrationResponse {
  /** `planned`: nothing was done. `refused`: it cannot be moved, for the reasons told. `migrated`: it follows `to`. */
  @ApiProperty({ enum: ['planned', 'refused', 'migrated'] })
  outcome: 'planned' | 'refused' | 'migrated';

  /** The version it leaves. */
  from: number;

  /** The version it is to follow. */
  to: number;

  /** Steps in which somebody is asked who was not asked before. */
  asked: TitledStepResponse[];

  /** Steps whose open work is taken back. */
  cancelled: TitledStepResponse[];

  /** Steps in hand that go on as they are. */
  carried: TitledStepResponse[];

  /** Everything that stands against it, in English; empty when it can be moved. */
  reasons: string[];

  /** The case as it stands. */
  instance: InstanceResponse;
}
