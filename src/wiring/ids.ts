import { randomBytes } from 'node:crypto';
import type { Ids } from '../engine/start-instance';

/** Letters and digits that cannot be mistaken for one another on paper. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** UUIDv7 (RFC 9562): sorts by time, so that rows of one hour lie together. */
export function uuidV7(now = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** 16 characters, about 79 bits: a tracking code is a key to a limited view, so it must not be guessed. */
function trackingCode(): string {
  let code = '';
  while (code.length < 16) {
    for (const byte of randomBytes(24)) if (byte < 248 && code.length < 16) code += ALPHABET[byte % ALPHABET.length];
  }
  return code;
}

export const randomIds: Ids = { uuid: () => uuidV7(), trackingCode };
