import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { specialProcedures, type SpecialProcedure } from '../../core';

/** A special procedure whose time is not counted (行政许可法 art. 45). */
export class PauseTaskRequest {
  /** Which one: hearing 听证, tender 招标, auction 拍卖, inspection 检验, test 检测, quarantine 检疫, appraisal 鉴定, expert review 专家评审. */
  @IsIn(specialProcedures)
  code: SpecialProcedure;

  /** Working days that it may take out of the count at most; all it lasts when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(250)
  limitDays?: number;
}
