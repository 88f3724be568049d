import type { FieldPath, LifeEvent } from './definition';

/** The case record: nested fields by name, subjects as a list. Personal data lives here and nowhere else. */
export type CaseRecord = Readonly<Record<string, unknown>>;

/** Fields by path, as they travel to and from a department. */
export type Fields = Readonly<Record<FieldPath, unknown>>;

/** A change to the record: absolute paths, subjects by index (`children.0.idNumber`). */
export type RecordPart = Readonly<Record<string, unknown>>;

/** A field must be known and is not: the definition or the input is wrong, so the step cannot be asked for. */
export class MissingFieldError extends Error {
  readonly code = 'field-missing';

  constructor(readonly field: FieldPath) {
    super(`The case does not know "${field}" yet`);
    this.name = 'MissingFieldError';
  }
}

/** `child.name` of the second child → `children.1.name`. */
export function absolutePath(definition: LifeEvent, path: FieldPath, subject: number): string {
  const word = definition.subject;
  if (word === undefined || !path.startsWith(`${word.name}.`)) return path;
  return `${word.list}.${subject - 1}.${path.slice(word.name.length + 1)}`;
}

/**
 * Exactly the fields that `reads` declares, nothing else. A field marked `?` is left out when unknown; any other that
 * is unknown throws MissingFieldError.
 */
export function projectFields(
  definition: LifeEvent,
  record: CaseRecord,
  reads: readonly FieldPath[],
  subject: number,
): Fields {
  const fields: Record<string, unknown> = {};
  for (const read of reads) {
    const path = read.replace(/\?$/, '');
    const value = valueAt(record, absolutePath(definition, path, subject));
    if (value !== undefined && value !== null) fields[path] = value;
    else if (!read.endsWith('?')) throw new MissingFieldError(path);
  }
  return fields;
}

/** What of these fields was known in another record before, and is something else now. */
export function changedFields(
  definition: LifeEvent,
  { before, now }: { readonly before: CaseRecord; readonly now: CaseRecord },
  reads: readonly FieldPath[],
  subject: number,
): Fields {
  const optional = reads.map((path) => (path.endsWith('?') ? path : `${path}?`));
  const [old, current] = [before, now].map((record) => projectFields(definition, record, optional, subject));
  const isOther = ([path, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(current?.[path]);
  return Object.fromEntries(Object.entries(old as Fields).filter(isOther));
}

/** What a step's output adds to the record. Fields that it does not declare in `writes` are left out. */
export function toRecordPart(
  definition: LifeEvent,
  writes: readonly FieldPath[],
  output: Fields,
  subject: number,
): RecordPart {
  const part: Record<string, unknown> = {};
  for (const path of writes) {
    if (Object.hasOwn(output, path)) part[absolutePath(definition, path, subject)] = output[path];
  }
  return part;
}

/** The record after all its parts, in order; a later part overrides an earlier one. What was given is not changed. */
export function foldRecord(first: CaseRecord, parts: readonly RecordPart[]): CaseRecord {
  let record: object = first;
  for (const part of parts) {
    for (const [path, value] of Object.entries(part)) record = withValue(record, path.split('.'), 0, value);
  }
  return record as CaseRecord;
}

/** A copy of `target` with one value set: only what lies on the path is copied. */
function withValue(target: unknown, path: readonly string[], at: number, value: unknown): object {
  const copy: object = Array.isArray(target) ? [...(target as unknown[])] : isObject(target) ? { ...target } : {};
  const name = path[at] as string;
  const inner = Object.hasOwn(copy, name) ? (copy as Record<string, unknown>)[name] : undefined;
  const next = at === path.length - 1 ? value : withValue(inner, path, at + 1, value);
  // Defined, not assigned: a field called `__proto__` is a field like any other.
  return Object.defineProperty(copy, name, { value: next, enumerable: true, configurable: true, writable: true });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export function valueAt(record: CaseRecord, path: string): unknown {
  let value: unknown = record;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
