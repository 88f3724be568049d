import { formFields, type FormField } from '../../core';
import { pointerTo } from '../forms/clean-json';
import { defect, type Found } from '../forms/found-defect';

type Form = new () => object;

const LONGEST_TEXT = 1_000;

/**
 * What is wrong with a form that is not finished: fields that it does not have, and values of another kind than they
 * take. What is missing or only half typed is not. Pointers begin at `above`.
 */
export const checkDraft = (form: Form, content: Readonly<Record<string, unknown>>, above: string): Found[] =>
  checkFields(formFields(form), content, above);

function checkFields(fields: readonly FormField[], content: object, above: string): Found[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return Object.entries(content).flatMap(([name, value]) => {
    const field = byName.get(name);
    const at = pointerTo(above, name);
    if (field === undefined) return [defect(at, 'unknown-field')];
    return value === undefined || value === null ? [] : checkField(field, value, at);
  });
}

function checkField(field: FormField, value: unknown, at: string): Found[] {
  switch (field.kind) {
    case 'section':
      return isObject(value) ? checkFields(formFields(field.form()), value, at) : [defect(at, 'object-required')];
    case 'list':
      return checkList(field, value, at);
    case 'number':
      return typeof value === 'number' ? [] : [defect(at, 'number-required')];
    case 'yesNo':
      return typeof value === 'boolean' ? [] : [defect(at, 'yes-or-no-required')];
    case 'choice':
      return field.choices.some((choice) => choice === value) ? [] : [defect(at, 'choice-unknown')];
    default:
      if (typeof value !== 'string') return [defect(at, 'text-required')];
      return value.length > LONGEST_TEXT ? [defect(at, 'text-too-long')] : [];
  }
}

function checkList(field: Extract<FormField, { kind: 'list' }>, value: unknown, at: string): Found[] {
  if (!Array.isArray(value)) return [defect(at, 'list-required')];
  if (value.length > field.to) return [defect(at, 'list-too-long')];
  const fields = formFields(field.form());
  return value.flatMap((entry: unknown, n) => {
    const place = `${at}/${n}`;
    return isObject(entry) ? checkFields(fields, entry, place) : [defect(place, 'object-required')];
  });
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
