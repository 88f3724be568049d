import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';

/** To which version a case is to be moved. */
export class MigrateRequest {
  /** The version it stands in, as whoever asks has seen it: one that has moved meanwhile is not moved again. */
  @IsInt()
  @Min(1)
  @Max(100_000)
  from: number;

  /** The version it is to follow. */
  @IsInt()
  @Min(1)
  @Max(100_000)
  to: number;

  /** Only tells what would become of it, and does nothing. */
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}
