import type { LifeEvent, Text } from '../../core';
import { cleanJson, pointerTo } from '../forms/clean-json';
import { checkCorrection, correctableFields, isPlain, type CheckedFields } from '../tasks/task-fields';

/**
 * Fields that an operator puts right before a step is tried again: those that the step reads, and no other. What the
 * applicant has said is held to the rules of its form; what departments have brought must be a plain value.
 */
export function checkRetryFields(
  definition: LifeEvent,
  step: string,
  given: Readonly<Record<string, unknown>>,
  messages: Readonly<Record<string, Text>>,
): CheckedFields {
  const said = new Set(correctableFields(definition, step));
  const reads = new Set((definition.steps[step]?.reads ?? []).map((path) => path.replace(/\?$/, '')));
  const entries = Object.entries(given);
  const corrected = checkCorrection(
    definition,
    step,
    Object.fromEntries(entries.filter(([path]) => said.has(path))),
    messages,
  );
  const { value, found } = cleanJson(Object.fromEntries(entries.filter(([path]) => !said.has(path))));
  const brought = Object.entries(value as Record<string, unknown>);
  const faults = brought.flatMap(([path, set]) => {
    const pointer = pointerTo('/fields', path);
    if (!reads.has(path)) return [{ pointer, code: 'field-not-read' }];
    return isPlain(set) ? [] : [{ pointer, code: 'value-invalid' }];
  });
  const places = new Set(faults.map(({ pointer }) => pointer));
  const unclean = found.map((one) => ({ ...one, pointer: `/fields${one.pointer}` }));
  return {
    fields: { ...corrected.fields, ...Object.fromEntries(brought) },
    found: [...corrected.found, ...faults, ...unclean.filter(({ pointer }) => !places.has(pointer))],
  };
}
