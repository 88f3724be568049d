import {
  absolutePath,
  valueAt,
  type Defect,
  type FieldPath,
  type Fields,
  type Facts,
  type LifeEvent,
  type TaskForm,
  type Text,
} from '../../core';
import { fillForm } from '../forms/check-form';
import { cleanJson, pointerTo } from '../forms/clean-json';
import { defect, type Found } from '../forms/found-defect';

type Messages = Readonly<Record<string, Text>>;

export interface CheckedFields {
  readonly fields: Fields;
  readonly found: readonly (Found | Defect)[];
}

const bare = (path: FieldPath): FieldPath => path.replace(/\?$/, '');

/** What an applicant may correct for a step: what it reads and the applicant has said, in the trigger or by a signal. */
export function correctableFields({ trigger, steps }: LifeEvent, step: string): FieldPath[] {
  const signalled = Object.values(steps).flatMap((one) =>
    one.kind === 'wait' && one.signal !== undefined ? one.writes : [],
  );
  const said = new Set([...trigger.provides, ...signalled].map(bare));
  return (steps[step]?.reads ?? []).map(bare).filter((path) => said.has(path));
}

/** Corrected fields, held to the rules of the forms that first asked for them. */
export function checkCorrection(
  definition: LifeEvent,
  step: string,
  given: Readonly<Record<string, unknown>>,
  messages: Messages,
): CheckedFields {
  const allowed = correctableFields(definition, step);
  const { value, found } = cleanJson(given);
  const fields: Record<string, unknown> = {};
  const defects = found.map((one) => ({ ...one, pointer: `/fields${one.pointer}` }));
  for (const [path, corrected] of Object.entries(value as Record<string, unknown>)) {
    const pointer = pointerTo('/fields', path);
    if (defects.some((one) => one.pointer === pointer)) continue;
    const checked = allowed.includes(path) ? checkOne(definition, path, corrected, messages) : 'field-not-correctable';
    if (typeof checked === 'string') defects.push({ pointer, code: checked });
    else fields[path] = checked.value;
  }
  return { fields, found: defects };
}

/** One field as its form takes it, or the code of what is wrong with it. What else the form misses is not asked here. */
function checkOne(definition: LifeEvent, path: FieldPath, value: unknown, messages: Messages) {
  const inRecord = absolutePath(definition, path, 1);
  const name = path.split('.').at(-1) as string;
  const forms = [
    { form: definition.trigger.form, at: inRecord },
    ...Object.values(definition.signals).map(({ form }) => ({ form, at: name })),
  ];
  for (const { form, at } of forms) {
    const { filled, found } = fillForm(form, nest(at.split('.'), value), messages);
    const pointer = `/${at.replaceAll('.', '/')}`;
    const fault = found.find((one) => one.pointer === pointer || pointer.startsWith(`${one.pointer}/`));
    if (fault === undefined) return { value: valueAt(filled as Record<string, unknown>, at) };
    if (fault.code !== 'unknown-field') return fault.code;
  }
  return 'field-not-correctable';
}

/** `children.0.name` → `{ children: [{ name }] }`. */
function nest(path: readonly string[], value: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  return head === '0' ? [nest(rest, value)] : { [head]: nest(rest, value) };
}

/** The output of a task that has a form: the form as a whole and then the rules across its fields, each fault named. */
export function checkTaskForm(
  { form, check, fields }: TaskForm,
  given: Readonly<Record<string, unknown>>,
  facts: Facts,
  messages: Messages,
): CheckedFields {
  const { filled, found } = fillForm(form, given, messages);
  const all = found.length > 0 ? found : check(filled as never, facts);
  if (all.length > 0) {
    return { fields: {}, found: all.map((one) => ({ ...one, pointer: `/output${one.pointer}` })) };
  }
  return { fields: fields(filled as never), found: [] };
}

const LONGEST_VALUE = 2_000;

/** The output of a completed task: exactly what its step writes, or some of it, as plain values. */
export function checkOutput(
  writes: readonly FieldPath[],
  given: Readonly<Record<string, unknown>>,
  needed: 'all' | 'some' = 'all',
): CheckedFields {
  const { value, found } = cleanJson(given);
  const output = value as Record<string, unknown>;
  const missing = needed === 'all' ? writes.filter((path) => !Object.hasOwn(output, path)) : [];
  const defects = [
    ...found.map((one) => ({ ...one, pointer: `/output${one.pointer}` })),
    ...missing.map((path) => defect(pointerTo('/output', path), 'field-required')),
    ...Object.entries(output).flatMap(([path, written]) => {
      const pointer = pointerTo('/output', path);
      if (!writes.includes(path)) return [defect(pointer, 'unknown-field')];
      return isPlain(written) ? [] : [defect(pointer, 'value-invalid')];
    }),
  ];
  return { fields: output, found: defects };
}

/** A value as a step may bring it. */
export const isPlain = (value: unknown): boolean =>
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_VALUE);
