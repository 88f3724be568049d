import { IsBoolean, IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';

/** How a training department misbehaves. It replaces what was set before as a whole: what is left out is as it should be. */
export class TrainingFaultsRequest {
  /** Every answer takes so much longer, in milliseconds, up to a minute. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(60_000)
  slowMs?: number;

  /** Share of calls, 0 to 1, that fail as if the department were overloaded: they are tried again. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  failRate?: number;

  /** Share of calls, 0 to 1, that are not understood: each opens an incident. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  breakRate?: number;

  /** Share of calls, 0 to 1, that are refused as the department may refuse an application. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  refuseRate?: number;

  /** Nothing is answered but that the department is closed. */
  @IsOptional()
  @IsBoolean()
  closed?: boolean;
}
