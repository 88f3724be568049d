import { ApiProperty } from '@nestjs/swagger';

/** What waits for one department, over all workers. Each step that waits is in exactly one of the four numbers. */
export class QueueResponse {
  /** The department's id. */
  department: string;

  /** What it is called, in the caller's language. */
  title: string;

  /** Steps that a worker could take now: the depth of the queue. */
  ready: number;

  /** With a worker. */
  inFlight: number;

  /** The department has taken them and owes the answer. */
  awaitingAnswer: number;

  /** To be tried again, or asked about, later. */
  later: number;

  /** For how many seconds the oldest of them has been open, in business time; null when nothing waits. */
  @ApiProperty({ type: 'number', nullable: true })
  oldestSeconds: number | null;
}

/** What waits everywhere at this moment. */
export class QueueList {
  /** Every department that some step speaks to, by id. */
  items: QueueResponse[];

  /** For how many seconds the oldest due timer has been due; 0 when none is. */
  timerLagSeconds: number;

  /** For how many seconds the oldest message that has not moved its case has been waiting; 0 when none is. */
  oldestMessageSeconds: number;
}
