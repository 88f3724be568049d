import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { Facts } from '../core';
import { Spread } from './spread';
import { chance, Department, Operators, Person } from './staff';

/** A scenario as it stands in its file. docs/simulation.md says what each field means; what is left out has the value named there. */

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export class Arrivals {
  @IsIn(['poisson', 'file'])
  readonly kind: 'poisson' | 'file';

  /** How many cases come on the average within the days of the scenario. */
  @ValidateIf(({ kind }: Arrivals) => kind === 'poisson')
  @IsNumber()
  @IsPositive()
  @Max(10_000_000)
  readonly cases?: number;

  /** How the cases are spread over the hours of a day, as 24 weights; evenly when left out. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(24)
  @ArrayMaxSize(24)
  @IsNumber({}, { each: true })
  @Min(0, { each: true })
  readonly hours?: number[];

  /** The same over the days of a week, from Monday. A public holiday counts as a Sunday, a make-up day as a Monday. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(7)
  @ArrayMaxSize(7)
  @IsNumber({}, { each: true })
  @Min(0, { each: true })
  readonly week?: number[];

  /** A text file with an instant a line, beside the scenario. */
  @ValidateIf(({ kind }: Arrivals) => kind === 'file')
  @IsString()
  @MaxLength(1_000)
  readonly file?: string;
}

/** What makes some of the cases differ from the others. */
export class Situation {
  @IsString()
  @MaxLength(100)
  readonly name: string;

  @IsNumber()
  @Min(0)
  readonly weight: number;

  /** How many subjects; 1 when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(99)
  readonly subjects?: number;

  /** Every fact that the definition declares; a fact of a subject holds for each of them. */
  @IsObject()
  readonly facts: Facts;

  /** Dates that timers count from: so many days after the case comes in, before it when below zero. */
  @IsOptional()
  @IsObject()
  readonly dates?: Readonly<Record<string, number>>;
}

export class StepLoad {
  /** Instead of the department's. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Spread)
  readonly answerTime?: Spread;

  /** Instead of the department's. */
  @IsOptional()
  @IsNumber(chance)
  @Min(0)
  @Max(1)
  readonly fails?: number;

  /** The chance of each refusal, by its code in the definition; `otherwise` for any that it does not name. */
  @IsOptional()
  @IsObject()
  readonly refusals?: Readonly<Record<string, number>>;

  /** Of a task: the chance that the applicant is asked to put something right. */
  @IsOptional()
  @IsNumber(chance)
  @Min(0)
  @Max(1)
  readonly asksApplicant?: number;

  /** Of a task: the chance that another officer is asked. */
  @IsOptional()
  @IsNumber(chance)
  @Min(0)
  @Max(1)
  readonly escalates?: number;

  /** Of a task that two decide: the chance that the second sends it back. */
  @IsOptional()
  @IsNumber(chance)
  @Min(0)
  @Max(1)
  readonly sendsBack?: number;
}

export class SignalLoad {
  /** From when the case waits for it, by the clock, day and night. */
  @IsObject()
  @ValidateNested()
  @Type(() => Spread)
  readonly after: Spread;

  /** The chance that it never comes. */
  @IsOptional()
  @IsNumber(chance)
  @Min(0)
  @Max(1)
  readonly never?: number;
}

export class EventLoad {
  @IsObject()
  @ValidateNested()
  @Type(() => Arrivals)
  readonly arrivals: Arrivals;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => Situation)
  readonly situations: Situation[];

  @IsOptional()
  @ValidateNested()
  @Type(() => StepLoad)
  readonly steps?: Map<string, StepLoad>;

  @IsOptional()
  @ValidateNested()
  @Type(() => SignalLoad)
  readonly signals?: Map<string, SignalLoad>;
}

export class Scenario {
  /** Where the fields are described; not read. */
  @IsOptional()
  @IsString()
  readonly $schema?: string;

  /** The first day of the scenario, in Asia/Shanghai. */
  @Matches(DAY)
  readonly from: string;

  /** The last one, included. */
  @Matches(DAY)
  readonly until: string;

  /** Cases come for so many days before the first day too and are not counted: nobody begins with an empty desk. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000)
  readonly warmUpDays?: number;

  /** For so many days after the last one the cases are watched. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000)
  readonly watchDays?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  readonly seed?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => EventLoad)
  readonly events: Map<string, EventLoad>;

  @IsObject()
  @ValidateNested()
  @Type(() => Department)
  readonly departments: Map<string, Department>;

  /** Who puts right what a department has found wanting. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Person)
  readonly applicant?: Person;

  /** Who is asked when a colleague does not know. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Person)
  readonly officer?: Person;

  /** Who repairs what has failed. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Operators)
  readonly operators?: Operators;
}
