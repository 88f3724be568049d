import { Type } from 'class-transformer';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsObject, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const LAST_VERSION = 2_000_000_000;

/** What stands in a form that is not finished. */
class DraftContentRequest {
  /**
   * The body that would be sent, with whatever is still missing, at most 32 kB. Nothing is asked of it but that its
   * fields exist and hold the kind of value they take.
   */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @IsObject()
  content: Record<string, unknown>;
}

/** A form that somebody has begun. */
export class BeginDraftRequest extends DraftContentRequest {
  /** The life event whose form it is. @example "newborn" */
  @IsString()
  @MaxLength(64)
  event: string;
}

/** The form as it stands now. */
export class SaveDraftRequest extends DraftContentRequest {
  /** The version it goes on from: when it is another by now, nothing is saved. @example 3 */
  @IsInt()
  @Min(1)
  @Max(LAST_VERSION)
  version: number;
}

/** Which version of a draft is thrown away. */
export class RemoveDraftRequest {
  /** Only if it still is this one; whichever it is when left out. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LAST_VERSION)
  version?: number;
}
