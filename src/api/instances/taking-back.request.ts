import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Why an officer cancels a case. */
export const cancelReasons = ['entered-by-mistake', 'duplicate-case', 'no-longer-needed', 'applicant-asked'] as const;
/** Why what was granted is revoked (行政许可法 art. 69). */
export const revokeReasons = [
  ...(['false-certificate', 'false-statement', 'issued-by-mistake', 'ordered-by-court', 'legal-ground-gone'] as const),
] as const;

class TakeBackRequest {
  /** Only tells what would be done, and does nothing. */
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

/** Whoever has applied takes the case back. */
export class WithdrawRequest extends TakeBackRequest {}

/** An officer takes the case back. */
export class CancelRequest extends TakeBackRequest {
  /** Why. */
  @IsIn(cancelReasons)
  reason: (typeof cancelReasons)[number];
}

/** What was granted is taken back: all of the case, or one step with everything that stands on it. */
export class RevokeRequest extends TakeBackRequest {
  /** Why. */
  @IsIn(revokeReasons)
  reason: (typeof revokeReasons)[number];

  /** The step, as the definition knows it; the whole case when left out. @example "birthCertificate" */
  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  step?: string;

  /** Which child, shareholder …, from 1: for a step that is repeated per subject, where there are several. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  subject?: number;
}
