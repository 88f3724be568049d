import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

/** Which subject a signal is about. */
export class SignalQuery {
  /** Which child, shareholder …, from 1; needed where there are several. May stand in the body instead. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  subject?: number;
}
