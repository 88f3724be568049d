import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsObject, IsOptional, Max, Min } from 'class-validator';

/** Why what was recorded is corrected. */
export const correctionReasons = [
  'recorded-wrongly',
  'proof-corrected',
  'ordered-by-court',
  'applicant-asked',
] as const;

/** What was recorded wrongly is put right, with every result that was made from it. */
export class CorrectRequest {
  /** Only tells what would be done, and does nothing. */
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;

  /** Why. */
  @IsIn(correctionReasons)
  reason: (typeof correctionReasons)[number];

  /** What is right, as the form of corrections of the life event has it; only what is to change. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @IsObject()
  fields: Record<string, unknown>;

  /** Which child, shareholder …, from 1: for fields of one of them, where there are several. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  subject?: number;
}
