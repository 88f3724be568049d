import { IsIn, IsOptional, IsUUID } from 'class-validator';

/** Which picture of a life event. */
export class ChartRequest {
  /** Its language; that of `Accept-Language` when left out. */
  @IsOptional()
  @IsIn(['zh-CN', 'en'])
  lang?: 'zh-CN' | 'en';

  /** A case of this life event: each step shows how it stands there, and the version is the one it runs on. */
  @IsOptional()
  @IsUUID(undefined, { message: 'value-invalid' })
  instance?: string;
}

/** The same, drawn. */
export class DiagramRequest extends ChartRequest {
  /** Light or dark; `auto`, when left out, follows whoever looks at it. */
  @IsOptional()
  @IsIn(['auto', 'light', 'dark'])
  theme?: 'auto' | 'light' | 'dark';
}
