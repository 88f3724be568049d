import { ApiProperty } from '@nestjs/swagger';
import { InstanceLinks } from './instance.response';

/** The case that a trigger has started, or has started before. */
export class StartInstanceResponse {
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
  status: string;

  /** Code behind the QR; null when the case was started by somebody else and does not exist for the caller. */
  trackingCode: string | null;

  /** Where to go from here. */
  links: InstanceLinks;
}
