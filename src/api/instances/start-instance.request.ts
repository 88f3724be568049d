import { IsOptional, IsUUID } from 'class-validator';

/** From what a report was made. */
export class StartInstanceRequest {
  /** The draft that it was written in; once the case is on disk, the draft is taken away. */
  @IsOptional()
  @IsUUID(undefined, { message: 'value-invalid' })
  draft?: string;
}
