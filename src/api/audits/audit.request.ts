import { IsOptional, IsUUID } from 'class-validator';

/** What is to be checked. */
export class AuditCheckRequest {
  /** Only this case; as many as a few seconds allow when left out. */
  @IsOptional()
  @IsUUID(undefined, { message: 'value-invalid' })
  instance?: string;
}
