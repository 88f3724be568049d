import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';

const Checked = (name: string, code: string, isGood: (value: unknown, form: object) => boolean): PropertyDecorator =>
  ValidateBy({
    name,
    validator: {
      validate: (value, args) => isGood(value, args?.object ?? {}),
      defaultMessage: () => code,
    },
  });

const TIME = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const TimeOfDay = (): PropertyDecorator =>
  Checked('timeOfDay', 'time-of-day-invalid', (value) => typeof value === 'string' && TIME.test(value));

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const Instant = (): PropertyDecorator =>
  Checked(
    'instant',
    'instant-invalid',
    (value) => typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
  );

/** Only where both can be read: what is no time is a defect of its own. */
const AfterFrom = (toNumber: (text: string) => number): PropertyDecorator =>
  Checked('afterFrom', 'until-not-after-from', (until, form) => {
    const { from } = form as { from?: unknown };
    if (typeof from !== 'string' || typeof until !== 'string') return true;
    const [begin, end] = [toNumber(from), toNumber(until)];
    return Number.isNaN(begin) || Number.isNaN(end) || begin < end;
  });

/** So many calls a second. */
export class RateRequest {
  /** On the average, over all workers. */
  @IsNumber()
  @Min(0.001)
  @Max(10_000)
  perSecond: number;

  /** How many may come at once after a pause. */
  @IsInt()
  @Min(1)
  @Max(100_000)
  burst: number;
}

/** A stretch of a day on which the department is open, in Asia/Shanghai; one over midnight is written as two. */
export class OpeningHoursRequest {
  /** Official working days only, make-up days (调休) included, or all days. */
  @IsIn(['working', 'all'])
  days: 'working' | 'all';

  /** Only on these weekdays, 1 is Monday and 7 Sunday; all when left out. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(7)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(7, { each: true })
  weekdays?: number[];

  /** @example "09:00" */
  @TimeOfDay()
  from: string;

  /** The end of the day is 24:00. @example "17:30" */
  @TimeOfDay()
  @AfterFrom((text) => (TIME.test(text) ? Number(text.replace(':', '')) : NaN))
  until: string;
}

/** When the department is closed whatever its hours say. */
export class MaintenanceRequest {
  /** ISO 8601, with its offset. @example "2026-03-02T22:00:00+08:00" */
  @Instant()
  from: string;

  /** The first instant that no longer belongs to it. @example "2026-03-03T02:00:00+08:00" */
  @Instant()
  @AfterFrom((text) => Date.parse(text))
  until: string;
}

/** When a department that does not answer is left in peace. */
export class BreakerRequest {
  /** After so many calls in a row without an answer. */
  @IsInt()
  @Min(1)
  @Max(1_000)
  failures: number;

  /** For so many milliseconds at first; each probe that fails doubles it. */
  @IsInt()
  @Min(100)
  @Max(3_600_000)
  openForMs: number;

  /** The longest that it may become, in milliseconds. */
  @IsInt()
  @Min(100)
  @Max(86_400_000)
  longestMs: number;
}

/** What protects a department. It replaces the policy in force as a whole: what is left out has no limit. */
export class DepartmentPolicyRequest {
  /** How fast it may be called. */
  @IsOptional()
  @ValidateNested()
  @Type(() => RateRequest)
  rate?: RateRequest;

  /** Calls under way at the same time, over all workers. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  concurrency?: number;

  /** When it is open; always, when left out or empty. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => OpeningHoursRequest)
  hours?: OpeningHoursRequest[];

  /** When it is closed whatever its hours say. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => MaintenanceRequest)
  maintenance?: MaintenanceRequest[];

  /** After 20 failures in a row for 5 seconds to 5 minutes, when left out. */
  @IsOptional()
  @ValidateNested()
  @Type(() => BreakerRequest)
  breaker?: BreakerRequest;
}
