import { defect, type Found } from './found-defect';

/** Names that every object answers to: a form that asked for them would be deceived. */
const isInherited = (name: string): boolean => name in Object.prototype || name === 'prototype';

const DEEPEST = 12;

/** NUL and lone surrogates: PostgreSQL cannot keep the one, UTF-8 cannot say the other. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/**
 * A copy of what was sent that is safe to hand on, with what was left out of it as defects. It never recurses deeper
 * than any form could, whatever was sent.
 */
export function cleanJson(value: unknown): { value: unknown; found: Found[] } {
  const found: Found[] = [];
  return { value: copy(value, '', 0, found), found };
}

function copy(value: unknown, pointer: string, depth: number, found: Found[]): unknown {
  if (typeof value === 'string') {
    if (UNSTORABLE.test(value)) found.push(defect(pointer, 'text-not-plain'));
    return value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) {
    found.push(defect(pointer, 'too-deep'));
    return undefined;
  }
  if (Array.isArray(value)) return value.map((item, at) => copy(item, `${pointer}/${at}`, depth + 1, found));
  const clean: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const at = pointerTo(pointer, name);
    if (isInherited(name) || UNSTORABLE.test(name)) found.push(defect(at, 'unknown-field'));
    else clean[name] = copy(member, at, depth + 1, found);
  }
  return clean;
}

const LONGEST_NAME = 100;

/** A JSON pointer (RFC 6901) one member further; a name nobody could have meant is cut and made printable. */
export function pointerTo(pointer: string, name: string): string {
  const shown = name.slice(0, LONGEST_NAME).replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
  return `${pointer}/${shown.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
