import { ApiProperty } from '@nestjs/swagger';
import { DepartmentPolicyRequest } from './department.request';

/** The incident of a department that does not answer: one, however many cases wait for it. */
export class DepartmentIncidentResponse {
  /** Its id. */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** What is wrong, as a stable code. */
  code: string;

  /** Since when. */
  @ApiProperty({ format: 'date-time' })
  openedAt: string;
}

/** A department: what protects it, and how it stands. */
export class DepartmentResponse {
  /** Its id. */
  id: string;

  /** What it is called, in the caller's language. */
  title: string;

  /** What protects it. */
  policy: DepartmentPolicyRequest;

  /** Grows with every change; 0 while the policy is the default. */
  version: number;

  /** When the policy was last changed. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  changedAt: string | null;

  /** The organisation that last changed it. */
  @ApiProperty({ type: 'string', nullable: true })
  changedBy: string | null;

  /** False during maintenance and outside its hours. */
  open: boolean;

  /** When it opens next, now when it is open; null when that is more than two months off. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  opensAt: string | null;

  /** Closed: calls pass. Open: nobody calls. Ramping: it is let come back in steps. */
  breaker: 'closed' | 'open' | 'ramping';

  /** Calls under way that are counted: those of a department with limits, or one that is coming back. */
  underWay: number;

  /** Steps that wait for it or are under way. */
  waiting: number;

  /** Open while it does not answer. */
  @ApiProperty({ type: DepartmentIncidentResponse, nullable: true })
  incident: DepartmentIncidentResponse | null;
}

/** A page of departments, by id. */
export class DepartmentPage {
  /** The departments. */
  items: DepartmentResponse[];

  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}
