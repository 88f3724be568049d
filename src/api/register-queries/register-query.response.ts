import { ApiProperty } from '@nestjs/swagger';

/** What a register has said. */
export class RegisterQueryResponse {
  /** `notFound` when nobody is known by this number under this name; which of the two it is is not said. */
  @ApiProperty({ enum: ['found', 'notFound'] })
  outcome: 'found' | 'notFound';

  /** By path, what the form can be filled in with; nothing when nobody was found. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  fields: Readonly<Record<string, unknown>>;
}
