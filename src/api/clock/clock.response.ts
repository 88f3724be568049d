import { ApiProperty } from '@nestjs/swagger';

/** The time by which cases live. */
export class ClockResponse {
  /** `system`: it is the database's own; `manual`: it stands still until it is moved, for training and tests. */
  @ApiProperty({ enum: ['system', 'manual'] })
  mode: string;

  /** What time it is, in Asia/Shanghai. @example "2026-03-02T09:00:00.000+08:00" */
  @ApiProperty()
  now: string;
}
