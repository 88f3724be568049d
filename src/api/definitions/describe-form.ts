import { formFields, type CorrectionsDefinition, type FormField, type LifeEvent } from '../../core';
import type { Language } from '../messages/language';
import type { FormFieldResponse } from './form.response';

type Form = new () => object;

/** The form by which a life event is reported, in one language. Pure. */
export const describeReport = (definition: LifeEvent, language: Language): FormFieldResponse[] =>
  describe(definition, definition.trigger.form, '', language);

/** What a signal asks for: of each field also the path at which the step that waits for it keeps it. */
export function describeSignal(definition: LifeEvent, name: string, language: Language): FormFieldResponse[] {
  const form = definition.signals[name]?.form;
  const waits = Object.values(definition.steps).filter((step) => step.kind === 'wait' && step.signal === name);
  const paths = waits.flatMap(({ writes }) => writes);
  return (form === undefined ? [] : formFields(form)).map((field) => {
    const path = paths.find((one) => one.split('.').at(-1) === field.name) ?? field.name;
    return describeOne(definition, field, path, language);
  });
}

/**
 * What may be put right: a field of the form is called as the path of the record that it corrects, run together
 * (`motherName` is `mother.name`), or as the last part of it; a section stands for what is below its path.
 */
export function describeCorrection(
  definition: LifeEvent,
  { form, provides }: CorrectionsDefinition,
  language: Language,
): FormFieldResponse[] {
  const runTogether = (path: string): string => path.replace(/\.(.)/g, (_, first: string) => first.toUpperCase());
  return formFields(form).map((field) => {
    const isSection = provides.some((path) => path.startsWith(`${field.name}.`));
    const path =
      provides.find((one) => runTogether(one) === field.name) ??
      (isSection ? undefined : provides.find((one) => one.split('.').at(-1) === field.name));
    return describeOne(definition, field, path ?? field.name, language);
  });
}

/** What completing a task asks for; where it has no form, the fields that it writes. Undefined: it is no task. */
export function describeTask(definition: LifeEvent, id: string, language: Language): FormFieldResponse[] | undefined {
  const step = definition.steps[id];
  if (step?.kind !== 'task') return undefined;
  const form = definition.forms?.[id]?.form;
  if (form !== undefined) return describe(definition, form, '', language);
  return step.writes.map((path) => ({
    ...{ name: path, path, kind: 'text' as const, title: titleOf(definition, path, language) },
    optional: false,
  }));
}

/** What the fields of the record are called. */
export const titlesOf = ({ words = {} }: LifeEvent, language: Language): Record<string, string> =>
  Object.fromEntries(Object.entries(words).map(([path, { title }]) => [path, title[language]]));

const describe = (definition: LifeEvent, form: Form, above: string, language: Language): FormFieldResponse[] =>
  formFields(form).map((field) => describeOne(definition, field, pathOf(definition, above, field.name), language));

function describeOne(
  definition: LifeEvent,
  { name, optional, askedWhen, ...kind }: FormField,
  path: string,
  language: Language,
): FormFieldResponse {
  const words = definition.words?.[path];
  const hint = words?.hint?.[language];
  const described = {
    ...{ name, path, kind: kind.kind, title: titleOf(definition, path, language), optional },
    ...(hint === undefined ? {} : { hint }),
    ...(askedWhen === undefined ? {} : { askedWhen }),
  };
  switch (kind.kind) {
    case 'choice': {
      const title = (value: string): string => words?.choices?.[value]?.[language] ?? value;
      return { ...described, choices: kind.choices.map((value) => ({ value, title: title(value) })) };
    }
    case 'number':
      return { ...described, from: kind.from, to: kind.to };
    case 'text':
      return kind.longest === undefined ? described : { ...described, longest: kind.longest };
    case 'section':
      return { ...described, fields: describe(definition, kind.form(), path, language) };
    case 'list':
      return {
        ...described,
        ...{ from: kind.from, to: kind.to, fields: describe(definition, kind.form(), path, language) },
      };
    default:
      return described;
  }
}

/** A list of the form is in the record what is repeated: `children` holds what every step calls `child`. */
function pathOf({ subject }: LifeEvent, above: string, name: string): string {
  const path = above === '' ? name : `${above}.${name}`;
  return subject !== undefined && path === subject.list ? subject.name : path;
}

const titleOf = ({ words }: LifeEvent, path: string, language: Language): string =>
  words?.[path]?.title[language] ?? path;
