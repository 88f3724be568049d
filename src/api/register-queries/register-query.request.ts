import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';

/** What a register is asked by. */
export class RegisterQueryRequest {
  /** By path, exactly the fields that the query asks by. @example { "mother.idNumber": "…", "mother.name": "…" } */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  @IsObject()
  fields: Record<string, unknown>;
}
