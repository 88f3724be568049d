import { ApiProperty } from '@nestjs/swagger';

/** A draft without what stands in it. */
export class DraftResponse {
  /** Unguessable id. */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The life event. @example "newborn" */
  event: string;

  /** What it is, in the caller's language, with a masked name where one was written. @example "新生儿出生 · 李**" */
  title: string;

  /** Counts up with every save. */
  version: number;

  /** Whether the caller has saved it last, or a colleague has. */
  mine: boolean;

  /** When it was last saved. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  savedAt: string;

  /** When it is taken away unless it is saved before. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  keptUntil: string;
}

/** A draft with what stands in it. */
export class WholeDraftResponse extends DraftResponse {
  /** The form as it was last saved. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  content: Readonly<Record<string, unknown>>;
}

/** The drafts of whoever asks. */
export class DraftList {
  /** Last saved first. */
  items: DraftResponse[];
}
