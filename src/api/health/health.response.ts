import { ApiProperty } from '@nestjs/swagger';

/** The process lives. */
export class HealthResponse {
  /** Always `ok`. */
  status: 'ok';
}

/** Whether requests can be served. */
export class ReadinessResponse {
  /** Whether all that was looked at is well. */
  status: 'ok' | 'unavailable';

  /** What was looked at, by name. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  checks: Record<string, string>;
}
