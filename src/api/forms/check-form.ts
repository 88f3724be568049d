import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { Defect, Text } from '../../core';
import { findText, textOf } from '../messages/texts';
import type { TextCode } from '../messages/zh-CN';
import { Problem, type ReportedDefect } from '../problems/problem';
import { cleanJson, pointerTo } from './clean-json';
import type { Found } from './found-defect';

type Messages = Readonly<Record<string, Text>>;

/** What class-validator's own constraints are called outside, by a name that outlives the library. */
const CODES: Readonly<Record<string, TextCode>> = {
  whitelistValidation: 'unknown-field',
  unknownValue: 'object-required',
  nestedValidation: 'object-required',
  isObject: 'object-required',
  isArray: 'list-required',
  isString: 'text-required',
  isNotEmpty: 'text-required',
  minLength: 'text-required',
  isLength: 'text-too-long',
  maxLength: 'text-too-long',
  isIn: 'choice-unknown',
  isEnum: 'choice-unknown',
  isBoolean: 'yes-or-no-required',
  isBooleanString: 'yes-or-no-required',
  isInt: 'number-required',
  isNumber: 'number-required',
  isNumberString: 'number-required',
  min: 'number-out-of-range',
  max: 'number-out-of-range',
  isDefined: 'field-required',
};

/** The form that a body fills in; what is wrong with it is thrown, every defect at once. */
export function checkForm<Form extends object>(form: new () => Form, body: unknown, messages: Messages): Form {
  const { filled, found } = fillForm(form, body, messages);
  if (found.length > 0) throw inputProblem(found, messages);
  return filled;
}

/** A filled form and its defects, each place named once. */
export function fillForm<Form extends object>(
  form: new () => Form,
  body: unknown,
  messages: Messages,
): { filled: Form; found: Found[] } {
  requireObject(body);
  const { value, found } = cleanJson(body);
  const filled = plainToInstance(form, value);
  const errors = validateSync(filled, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  const places = new Set(found.map(({ pointer }) => pointer));
  const more = foundIn(errors, '', messages).filter(({ pointer }) => !places.has(pointer));
  return { filled, found: [...found, ...more] };
}

export function requireObject(body: unknown): asserts body is Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return;
  throw inputProblem([{ pointer: '', code: 'body-not-object' }], {});
}

function foundIn(errors: readonly ValidationError[], above: string, messages: Messages): Found[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const pointer = property === undefined ? above : pointerTo(above, property);
    const codes = new Set(Object.entries(constraints).map(([name, message]) => codeOf(name, message, messages)));
    const own = [...codes].map((code) => ({ pointer, code }));
    // What is no object at all has no members that could be missing.
    return own.length > 0 ? own : foundIn(children, pointer, messages);
  });
}

function codeOf(constraint: string, message: string, messages: Messages): string {
  if (findText(messages, message) !== undefined) return message;
  return CODES[constraint] ?? 'value-invalid';
}

/** The problem document for what was found, in both languages. */
export function inputProblem(found: readonly (Found | Defect)[], messages: Messages): Problem {
  const errors = found.map((one): ReportedDefect => {
    const { pointer, code } = one;
    const message = 'message' in one ? one.message : (findText(messages, code) ?? textOf('value-invalid'));
    return { pointer, code, message };
  });
  return new Problem(400, 'invalid-input', { errors });
}
