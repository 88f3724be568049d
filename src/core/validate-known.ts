import { factsOf } from './condition';
import type { LifeEvent } from './definition';

/** What is said about fields that the trigger may leave out must speak of such a field, and of declared facts. */
export function knownDefects(definition: LifeEvent): string[] {
  const { provides, knownWhen = {} } = definition.trigger;
  return Object.entries(knownWhen).flatMap(([path, condition]) => {
    if (!provides.includes(`${path}?`)) return [`says when "${path}" is known, which is no field that may be missing`];
    return factsOf(condition).flatMap(({ fact, is }) => {
      const values = definition.facts[fact];
      if (values !== undefined && values.includes(is)) return [];
      return [`says when "${path}" is known by fact "${fact}" = "${String(is)}", which is not declared`];
    });
  });
}
