import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { MaintenanceWindow, OpeningHours } from '../engine/department-policy';
import { Spread } from './spread';

const HOURS_AND_MINUTES = /^([01]\d|2[0-3]):[0-5]\d$/;
const until24 = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
/** Numbers from 0 to 1. */
export const chance = { maxDecimalPlaces: 12 };

export class Hours implements OpeningHours {
  @IsIn(['working', 'all'])
  readonly days: 'working' | 'all';

  @IsOptional()
  @IsArray()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(7, { each: true })
  readonly weekdays?: number[];

  @Matches(HOURS_AND_MINUTES)
  readonly from: string;

  @Matches(until24)
  readonly until: string;
}

export class Outage implements MaintenanceWindow {
  @IsISO8601({ strict: true })
  readonly from: string;

  @IsISO8601({ strict: true })
  readonly until: string;
}

/** Who works somewhere, and when. */
class Staff {
  /** How many work at the same time; any number when left out: a machine. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000)
  readonly clerks?: number;

  /** When it is open; always, when left out. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => Hours)
  readonly hours?: Hours[];

  @IsObject()
  @ValidateNested()
  @Type(() => Spread)
  readonly answerTime: Spread;
}

/** What people call something. */
export class Title {
  @IsString()
  @MaxLength(100)
  readonly 'zh-CN': string;

  @IsString()
  @MaxLength(100)
  readonly en: string;
}

export class Department extends Staff {
  /** What it is called in reports; its code when left out. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Title)
  readonly title?: Title;

  /** When it cannot be reached: what is under way is lost and tried again. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => Outage)
  readonly outages?: Outage[];

  /** The chance that an attempt fails. */
  @IsOptional()
  @IsNumber(chance)
  @Min(0)
  @Max(1)
  readonly fails?: number;
}

export class Operators extends Staff {
  /** How often an incident is tried again, skipped or resolved by hand, as weights. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  readonly retried?: number;

  @IsOptional()
  @IsNumber()
  @Min(0)
  readonly skipped?: number;

  @IsOptional()
  @IsNumber()
  @Min(0)
  readonly resolved?: number;
}

/** How people outside the departments take their time: by the clock, day and night. */
export class Person {
  @IsObject()
  @ValidateNested()
  @Type(() => Spread)
  readonly answerTime: Spread;

  /** The chance that the applicant gives up, or that an officer advises against. */
  @IsOptional()
  @IsNumber(chance)
  @Min(0)
  @Max(1)
  readonly declines?: number;
}
