import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { daysOf, deadline, findCalendarDefects, workingDays } from '../../core';
import { Allow, CurrentCaller } from '../access/access.decorator';
import { actorOf, type Caller } from '../access/caller';
import { WHOEVER_HAS_A_KEY } from '../access/everyone';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { notFound } from '../problems/problem';
import { CalendarDaysRequest, DeadlineRequest, ImportYearRequest } from './calendar.request';
import type { CalendarYearResponse, DeadlineResponse } from './calendar.response';

@Controller('api/v1/calendar')
export class CalendarController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** When a limit in working days is due, by the calendar in use. */
  @Get('deadline')
  @Allow(...WHOEVER_HAS_A_KEY)
  deadline(@Query() { from, workingDays: days }: DeadlineRequest): DeadlineResponse {
    return { ...deadline(this.parts.calendars.current(), from, workingDays(days)) };
  }

  /** A year of the calendar in use, day by day. */
  @Get('days')
  @Allow(...WHOEVER_HAS_A_KEY)
  days(@Query() { year }: CalendarDaysRequest): CalendarYearResponse {
    return this.present(year);
  }

  /**
   * Imports a year from its notice; the newest version of a year counts, and every deadline that goes by another
   * calendar is computed anew. Sent again with the same content it changes nothing.
   */
  @Put('years/:year')
  @Allow('catalogueAdmin')
  async import(
    @Param('year') given: string,
    @Body() { daysOff, makeUpDays, source }: ImportYearRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<CalendarYearResponse> {
    if (!/^\d{4}$/.test(given)) throw notFound();
    const year = { year: Number(given), daysOff, makeUpDays, source };
    const defects = findCalendarDefects(year);
    if (defects.length > 0) throw inputProblem(defects, this.parts.messages);
    const { version } = await this.parts.calendars.import(year, actorOf(caller));
    this.parts.log.info(
      { year: year.year, version, source, keyId: caller.keyId },
      'a year of the calendar was imported',
    );
    return this.present(year.year);
  }

  private present(year: number): CalendarYearResponse {
    const { calendars } = this.parts;
    const calendar = calendars.current();
    const { source, version, importedBy, importedAt } = calendars.importedYear(year) ?? {};
    return {
      year,
      covered: calendar.years.has(year),
      calendarVersion: calendar.version,
      source: source ?? null,
      version: version ?? null,
      importedBy: importedBy ?? null,
      importedAt: importedAt?.toISOString() ?? null,
      days: daysOf(year).map((date) => ({ date, kind: calendar.kindOf(date) })),
    };
  }
}
