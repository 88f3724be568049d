import type { LifeEvent } from '../../core';
import { describeReport, describeSignal } from '../../api/definitions/describe-form';
import type { FormFieldResponse } from '../../api/definitions/form.response';
import type { Language } from '../../api/messages/language';

/** A field as a page asks it: what the definition's form says of it, what stands in it, and what is wrong with that. */
export interface AskedField {
  /** Its name in what is sent: of a form its own, of a correction its path in the case record. */
  readonly name: string;
  readonly about: FormFieldResponse;
  /** As it stands in the box. */
  readonly text: string;
  readonly fault?: string;
}

/** The fields of a signal's form, empty or as they were sent. */
export const fieldsOfSignal = (
  definition: LifeEvent,
  signal: string,
  language: Language,
  sent: Readonly<Record<string, string>> = {},
): AskedField[] =>
  describeSignal(definition, signal, language).map(({ hint, ...about }) => ({
    name: about.name,
    // What helps with the report ("may be left out for now") does not hold for what is asked for here.
    about: hint === undefined || !about.optional ? about : { ...about, hint },
    text: sent[about.name] ?? '',
  }));

/** The fields of the record at these paths, as the definition's forms ask them. */
export function fieldsAt(definition: LifeEvent, paths: readonly string[], language: Language): FormFieldResponse[] {
  const signals = Object.keys(definition.signals).flatMap((name) => describeSignal(definition, name, language));
  const asked = new Map([...signals, ...flat(describeReport(definition, language))].map((one) => [one.path, one]));
  return paths.flatMap((path) => asked.get(path) ?? []);
}

const flat = (fields: readonly FormFieldResponse[]): FormFieldResponse[] =>
  fields.flatMap((field) => (field.fields === undefined ? [field] : flat(field.fields)));

/** What a box says, as the form takes it; undefined for one that is left empty and may be. */
export function valueOf({ kind, optional }: FormFieldResponse, text: string): unknown {
  const typed = text.trim();
  if (typed === '') return optional ? undefined : '';
  if (kind === 'yesNo') return typed === 'true';
  if (kind === 'number') return /^\d{1,9}$/.test(typed) ? Number(typed) : typed;
  return kind === 'moment' && LOCAL.test(typed) ? `${typed}+08:00` : typed;
}

/** A civil time in Asia/Shanghai, as browsers that know such boxes send it. */
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** A value of the record as it stands in its box. */
export function textFor({ kind }: FormFieldResponse, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return '';
  if (kind !== 'moment' || Number.isNaN(Date.parse(value))) return value;
  return new Date(Date.parse(value) + SHANGHAI_MS).toISOString().slice(0, 16);
}

const SHANGHAI_MS = 8 * 3_600_000;
