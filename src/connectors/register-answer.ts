import type { FieldPath } from '../core';
import type { RegisterAnswer } from '../engine/registers';

const LONGEST = 500;

/** Reads what a register says: only fields that were asked for, and only plain values. Anything else is no answer. */
export function parseRegisterAnswer(text: string, brings: readonly FieldPath[]): RegisterAnswer {
  const { outcome, fields } = parseObject(text);
  if (outcome === 'not-found') return { kind: 'notFound' };
  if (outcome !== 'found' || typeof fields !== 'object' || fields === null) return { kind: 'unavailable' };
  const told = Object.entries(fields).flatMap(([path, value]: [string, unknown]) =>
    brings.includes(path) && isPlain(value) ? [[path, value] as const] : [],
  );
  return { kind: 'found', fields: Object.fromEntries(told) };
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' ? value.length <= LONGEST : typeof value === 'number' || typeof value === 'boolean';

function parseObject(text: string): { outcome?: unknown; fields?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as { outcome?: unknown; fields?: unknown };
  } catch {
    return {};
  }
}
