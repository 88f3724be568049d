import { Problem } from '../problems/problem';

/** The caller's `Idempotency-Key`: 1 to 200 printable characters, or none at all. */
export function idempotencyKeyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/.test(header)) return header;
  throw new Problem(400, 'idempotency-key-invalid');
}
