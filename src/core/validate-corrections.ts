import { correctableSteps, feeds } from './data-flow';
import type { LifeEvent } from './definition';

/** What can be put right must be what the trigger has brought, and what follows from it must come to an end. */
export function correctionDefects(definition: LifeEvent): string[] {
  const { corrections, trigger } = definition;
  if (corrections === undefined) return [];
  const provided = new Set(trigger.provides.map((path) => path.replace(/\?$/, '')));
  const defects = corrections.provides
    .filter((path) => !provided.has(path))
    .map((path) => `lets "${path}" be corrected, which the trigger does not provide`);
  for (const path of corrections.adds ?? []) {
    if (!corrections.provides.includes(path)) defects.push(`lets "${path}" be added, which cannot be corrected`);
  }
  if (corrections.by.length === 0) defects.push('lets nobody correct what can be corrected');
  const circle = findCircle(definition);
  if (circle !== undefined) {
    defects.push(`steps read each other's results in a circle: ${circle.join(' → ')}; a correction would never end`);
  }
  return defects;
}

function findCircle(definition: LifeEvent): string[] | undefined {
  const steps = [...correctableSteps(definition)];
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    for (const reader of steps) {
      const found = feeds(definition, id, reader) ? visit(reader, [...path, id]) : undefined;
      if (found !== undefined) return found;
    }
    done.add(id);
    return undefined;
  };
  for (const id of steps) {
    const found = visit(id, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
