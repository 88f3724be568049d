import { IsOptional, ValidateBy } from 'class-validator';
import { parseDuration } from '../../core';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));

const Checked = (name: string, code: string, validate: (value: unknown) => boolean): PropertyDecorator =>
  ValidateBy({ name, validator: { validate, defaultMessage: () => code } });

/** Where a clock that stands still is moved to: one of the two. */
export class MoveClockRequest {
  /** The time it is to be, with an offset. @example "2026-03-02T09:00:00+08:00" */
  @IsOptional()
  @Checked('instant', 'instant-invalid', isInstant)
  now?: string;

  /** So much further, as an ISO 8601 duration; months and years by the calendar. @example "P1D" */
  @IsOptional()
  @Checked('duration', 'duration-invalid', (value) => typeof value === 'string' && parseDuration(value) !== undefined)
  advance?: string;
}
