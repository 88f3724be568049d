import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsString, Max, MaxLength, Min, ValidateBy } from 'class-validator';
import { FIRST_YEAR, isCivilDate, LAST_YEAR } from '../../core';

const isDayInRange = (value: unknown): boolean =>
  typeof value === 'string' &&
  isCivilDate(value) &&
  Number(value.slice(0, 4)) >= FIRST_YEAR &&
  Number(value.slice(0, 4)) <= LAST_YEAR;

const Day = (): PropertyDecorator =>
  ValidateBy({ name: 'day', validator: { validate: isDayInRange, defaultMessage: () => 'day-invalid' } });

/** Texts, no more than a year has days; what is wrong with each of them is looked at afterwards. */
const ListOfDays = (): PropertyDecorator =>
  ValidateBy({
    name: 'days',
    validator: {
      validate: (value) => Array.isArray(value) && value.length <= 366 && value.every((day) => typeof day === 'string'),
      defaultMessage: () => 'list-required',
    },
  });

/** Which limit is asked about. */
export class DeadlineRequest {
  /** The day of acceptance, in Asia/Shanghai; it is not counted. @example "2026-02-13" */
  @Day()
  from: string;

  /** Length of the limit in working days, 0 to 2000. @example 3 */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(2_000)
  workingDays: number;
}

/** Which year. */
export class CalendarDaysRequest {
  /** From 2000 to 2100. @example 2026 */
  @Type(() => Number)
  @IsInt()
  @Min(FIRST_YEAR)
  @Max(LAST_YEAR)
  year: number;
}

/** What the State Council's notice says about a year. */
export class ImportYearRequest {
  /** Every day that is off by the notice, weekends within a holiday included. @example ["2027-01-01"] */
  @ListOfDays()
  daysOff: string[];

  /** Weekends that are worked instead (调休). @example ["2027-02-20"] */
  @ListOfDays()
  makeUpDays: string[];

  /** The notice: its number or address. @example "国办发明电〔2026〕8号" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  source: string;
}

/** A file with a year, as `one-thing calendar import` takes it. */
export class CalendarYearFile extends ImportYearRequest {
  /** The year. @example 2027 */
  @IsInt()
  year: number;
}
