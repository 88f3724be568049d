import { ApiProperty } from '@nestjs/swagger';

/** The day on which a limit is due. */
export class DeadlineResponse {
  /** The last day of the limit, in Asia/Shanghai. @example "2026-02-25" */
  @ApiProperty()
  due: string;

  /** True when the count crosses a year whose holidays are not published yet: it counts plain weekdays there. */
  @ApiProperty()
  provisional: boolean;

  /** Which calendar was used. @example "CN-2026.1+2027.1" */
  @ApiProperty()
  calendarVersion: string;
}

/** One day of the calendar. */
export class CalendarDayResponse {
  /** The day. @example "2026-02-14" */
  @ApiProperty()
  date: string;

  /** `makeUpDay` is a weekend that is worked (调休); `holiday` a day off by notice, weekends within it included. */
  @ApiProperty({ enum: ['workingDay', 'makeUpDay', 'weekend', 'holiday'] })
  kind: string;
}

/** A year of the working-day calendar. */
export class CalendarYearResponse {
  @ApiProperty()
  year: number;

  /** False: its notice is not published or not imported, and deadlines that cross it are provisional. */
  @ApiProperty()
  covered: boolean;

  /** Which calendar this is. @example "CN-2026.1" */
  @ApiProperty()
  calendarVersion: string;

  /** The notice that an imported year is taken from; null for a year of this release, or for none. */
  @ApiProperty({ type: 'string', nullable: true })
  source: string | null;

  /** Version of an imported year, from 1. */
  @ApiProperty({ type: 'number', nullable: true })
  version: number | null;

  /** Who has imported it. */
  @ApiProperty({ type: 'string', nullable: true })
  importedBy: string | null;

  /** When. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  importedAt: string | null;

  /** Every day of the year, in order. */
  @ApiProperty({ type: () => [CalendarDayResponse] })
  days: CalendarDayResponse[];
}
