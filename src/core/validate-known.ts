import { factsOf } from './condition';
import type { LifeEvent } from './definition';

/** What is said about fields of the trigger must speak of fields that it brings or may leave out, and of declared facts. */
export function knownDefects(definition: LifeEvent): string[] {
  const { provides, knownWhen = {} } = definition.trigger;
  const { publicName } = definition;
  const isProvided = publicName === undefined || provides.includes(publicName);
  const nameless = isProvided ? [] : [`shows the name "${publicName}" to the public, which its trigger does not bring`];
  const unknown = Object.entries(knownWhen).flatMap(([path, condition]) => {
    if (!provides.includes(`${path}?`)) return [`says when "${path}" is known, which is no field that may be missing`];
    return factsOf(condition).flatMap(({ fact, is }) => {
      const values = definition.facts[fact];
      if (values !== undefined && values.includes(is)) return [];
      return [`says when "${path}" is known by fact "${fact}" = "${String(is)}", which is not declared`];
    });
  });
  return [...nameless, ...unknown];
}
