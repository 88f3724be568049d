import { InvariantError, PermanentFailure } from '../core';

/** SQLSTATE classes 22 and 23: what was to be written cannot be stored, now or later. */
const UNSTORABLE = /^2[23][0-9A-Z]{3}$/;

/** The stable code of an error that one payload has caused. */
export function poisonCode(error: unknown, otherwise: string): string {
  return error instanceof InvariantError || error instanceof PermanentFailure ? error.code : otherwise;
}

/**
 * True for an error that the same payload would cause again, however often it came: it must be set aside, or it would
 * be repeated for ever. False for whatever may pass, such as a lost connection, and for a definition that this process
 * does not know yet.
 */
export function isPoison(error: unknown): boolean {
  if (error instanceof InvariantError) return true;
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return true;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && UNSTORABLE.test(code);
}
