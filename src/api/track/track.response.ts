import { ApiProperty } from '@nestjs/swagger';
import { Progress } from '../instances/instance.response';

/** A matter as the public view shows it. */
export class TrackedStep {
  /** Title in the reader's language. */
  title: string;

  /** Which child, shareholder …, from 1. */
  subject?: number;

  /** How it stands. */
  status: string;

  /** When it is due. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  dueAt: string | null;
}

/** What the code behind the QR shows: how far the case is, and nothing about whom it concerns. */
export class TrackResponse {
  /** Title of the life event in the reader's language. */
  title: string;

  /** How the case stands. */
  status: string;

  /** How far it has come. */
  progress: Progress;

  /** Its matters. */
  steps: TrackedStep[];
}
