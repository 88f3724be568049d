import type { Schema } from '../../api/client';

export type FormField = Schema<'FormFieldResponse'>;
export type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueAt(values: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), values);
}

const DAY_MS = 86_400_000;

/** Whether a field is asked, by what stands in the form so far. */
export function isAsked({ askedWhen }: FormField, values: Values, now = Date.now()): boolean {
  if (askedWhen === undefined) return true;
  const { field, is, olderThanDays, missing } = askedWhen;
  if (missing !== undefined) return valueAt(values, missing) === undefined;
  const value = field === undefined ? undefined : valueAt(values, field);
  if (is !== undefined) return value === is;
  if (olderThanDays === undefined || typeof value !== 'string' || value === '') return false;
  return now - Date.parse(toMoment(value)) > olderThanDays * DAY_MS;
}

/** A time as a browser's field has it, in the city's zone, whatever the zone of the browser. */
const toMoment = (local: string): string => (/[Z+]/.test(local) ? local : `${local}:00+08:00`);

export const toLocal = (moment: string): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
    .format(new Date(moment))
    .replace(' ', 'T');

/** What is sent: only fields that are asked and filled in, as the API takes them. */
export function toBody(fields: readonly FormField[], values: Values, all: Values = values): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = isAsked(field, all) ? bodyValue(field, values[field.name], all) : undefined;
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

function bodyValue(field: FormField, value: unknown, all: Values): unknown {
  if (field.kind === 'section') {
    // A section that must be there is sent empty, so that each of its fields is named and not the section.
    if (!isObject(value)) return field.optional ? undefined : {};
    return toBody(field.fields ?? [], value, all);
  }
  if (field.kind === 'list') {
    return Array.isArray(value)
      ? value.map((entry) => toBody(field.fields ?? [], isObject(entry) ? entry : {}, all))
      : undefined;
  }
  if (value === undefined || value === null || value === '') return undefined;
  if (field.kind === 'moment' && typeof value === 'string') return toMoment(value);
  return typeof value === 'string' ? value.trim() : value;
}

/** A body as the fields show it. */
export function fromBody(fields: readonly FormField[], body: Values): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = body[field.name];
      if (value === undefined) return [];
      if (field.kind === 'section') return isObject(value) ? [[field.name, fromBody(field.fields ?? [], value)]] : [];
      if (field.kind === 'list' && Array.isArray(value)) {
        return [[field.name, value.map((entry) => (isObject(entry) ? fromBody(field.fields ?? [], entry) : {}))]];
      }
      return [[field.name, field.kind === 'moment' && typeof value === 'string' ? toLocal(value) : value]];
    }),
  );
}

/** The field that a pointer of the API means. */
export function fieldAt(fields: readonly FormField[], pointer: string): FormField | undefined {
  const [name, ...inner] = pointer.split('/').filter((part) => part !== '' && !/^\d+$/.test(part));
  const field = fields.find((one) => one.name === name);
  return field === undefined || inner.length === 0 ? field : fieldAt(field.fields ?? [], `/${inner.join('/')}`);
}
