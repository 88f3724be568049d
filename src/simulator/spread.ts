import 'reflect-metadata';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsPositive, ValidateIf } from 'class-validator';

/** How a length of time is spread. */
export class Spread {
  @IsIn(['constant', 'exponential', 'logNormal', 'empirical'])
  readonly kind: 'constant' | 'exponential' | 'logNormal' | 'empirical';

  /** `minutes` when left out. */
  @IsOptional()
  @IsIn(['seconds', 'minutes', 'hours', 'days'])
  readonly unit?: 'seconds' | 'minutes' | 'hours' | 'days';

  @ValidateIf(({ kind, value }: Spread) => kind === 'constant' || value !== undefined)
  @IsPositive()
  readonly value?: number;

  @ValidateIf(({ kind, mean }: Spread) => kind === 'exponential' || mean !== undefined)
  @IsPositive()
  readonly mean?: number;

  @ValidateIf(({ kind, median }: Spread) => kind === 'logNormal' || median !== undefined)
  @IsPositive()
  readonly median?: number;

  /** The length that 95 of 100 do not exceed; above the median. */
  @ValidateIf(({ kind, p95 }: Spread) => kind === 'logNormal' || p95 !== undefined)
  @IsPositive()
  readonly p95?: number;

  /** Lengths that were measured; each is as likely as any other. */
  @ValidateIf(({ kind, values }: Spread) => kind === 'empirical' || values !== undefined)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100_000)
  @IsPositive({ each: true })
  readonly values?: number[];
}
