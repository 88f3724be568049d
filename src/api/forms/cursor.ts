import { Problem } from '../problems/problem';
import { textOf } from '../messages/texts';

/** A place in a list as callers carry it: opaque to them, checked when it comes back. */
export const cursorOf = (place: string | undefined): string | null =>
  place === undefined ? null : Buffer.from(place).toString('base64url');

/** The place that a cursor means; a 400 for one that this list has never given out. */
export function placeOf(cursor: string | undefined, pattern: RegExp): string | undefined {
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString('utf8');
  if (pattern.test(place)) return place;
  const errors = [{ pointer: '/cursor', code: 'cursor-invalid', message: textOf('cursor-invalid') }];
  throw new Problem(400, 'invalid-input', { errors });
}

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const INSTANT = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z';

export const UUID_PLACE = new RegExp(`^${UUID}$`);
export const INSTANT_AND_UUID = new RegExp(`^${INSTANT} ${UUID}$`);
export const INSTANT_AND_EXECUTION = new RegExp(`^${INSTANT} ${UUID}-\\d{1,7}-\\d{1,3}$`);
export const NUMBER_PLACE = /^\d{1,9}$/;
