import { ApiProperty } from '@nestjs/swagger';

/** A fact that moved the case, or a message that was refused. */
export class HistoryRowResponse {
  /** Place in the history, from 1, without gaps. */
  seq: number;

  /** What happened, in the past tense. @example "step.completed" */
  type: string;

  /** The step it happened to; absent for the case as a whole. */
  step?: string;

  /** Which child, shareholder …, from 1. */
  subject?: number;

  /** When. */
  @ApiProperty({ format: 'date-time' })
  at: string;

  /** Which organisation, department or role did it, or the engine itself. */
  actor: string;

  /** Who that is, in the caller's language; the code where it has no name. */
  actorName: string;

  /** Why, as a stable code. */
  code?: string;

  /** What the code says, in the caller's language; the code where there are no words for it. */
  reason?: string;

  /** SHA-256 over this row and the hash before it, hex. */
  hash: string;
}

/** A page of a history, oldest first. */
export class HistoryPage {
  /** The rows. */
  items: HistoryRowResponse[];

  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}
