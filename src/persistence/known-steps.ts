import type { LifeEvent, Text } from '../core';
import type { Definitions } from '../engine/definitions';

/**
 * What the published definitions say there can be, so that a list asks its index for each value by name: every version
 * that cases live on is known to every process.
 */

type Choice = readonly string[] | undefined;

const isIn = (choice: Choice, value: string): boolean => choice === undefined || choice.includes(value);

/** Departments that have steps, as far as all of the choices leave them. */
export function departmentsWithin(definitions: Definitions, choices: readonly Choice[]): string[] {
  const all = definitions.all().flatMap(({ steps }) => Object.values(steps).map(departmentOf));
  return [...new Set(all)].filter(
    (one): one is string => one !== undefined && choices.every((choice) => isIn(choice, one)),
  );
}

/** Steps of which, in one of the languages, the title has these words in it. */
export function stepsCalled(definitions: Definitions, words: string): string[] {
  const sought = words.toLowerCase();
  const isCalled = (title: Text): boolean =>
    [title['zh-CN'], title.en].some((one) => one.toLowerCase().includes(sought));
  const found = definitions
    .all()
    .flatMap(({ steps }) => Object.entries(steps))
    .filter(([, { title }]) => isCalled(title));
  return [...new Set(found.map(([id]) => id))];
}

/** Departments that execute this step of this event. */
export function departmentsOf(
  definitions: Definitions,
  only: { readonly event?: string; readonly step?: string },
): string[] {
  const all = versionsWithin(definitions, undefined, only.event).flatMap(({ steps }) => Object.entries(steps));
  const found = all.flatMap(([id, step]) => ((only.step ?? id) === id ? (departmentOf(step) ?? []) : []));
  return [...new Set(found)];
}

/** Steps that a department executes, in these versions (`name@version`), of this event and department. */
export function stepsWithin(
  definitions: Definitions,
  versions: Choice,
  { event, department, step }: { readonly event?: string; readonly department?: string; readonly step?: string },
): string[] {
  const all = versionsWithin(definitions, versions, event).flatMap(({ steps }) => Object.entries(steps));
  const found = all.filter(([id, parts]) => {
    const of = departmentOf(parts);
    return of !== undefined && (department ?? of) === of && (step ?? id) === id;
  });
  return [...new Set(found.map(([id]) => id))];
}

export const versionsWithin = (definitions: Definitions, versions: Choice, event?: string): LifeEvent[] =>
  definitions.all().filter(({ name, version }) => (event ?? name) === name && isIn(versions, `${name}@${version}`));

const departmentOf = (step: LifeEvent['steps'][string]): string | undefined =>
  step.kind === 'wait' ? undefined : step.department;
