import type { HandlerStep, LifeEvent } from '../../core';

/**
 * What a definition says about undoing, as far as its language has it: who undoes a step is who has done it; what
 * reads the result of a step that can be undone, and leaves a result of its own, can be undone too; and there is an
 * order in which all of it can be undone, the last first.
 */
export function undoDefects(definition: LifeEvent): string[] {
  const steps = Object.entries(definition.steps).flatMap(([id, step]) =>
    step.kind === 'handler' ? [[id, step] as const] : [],
  );
  const defects: string[] = [];
  for (const [id, step] of steps) {
    if (step.undo === undefined) continue;
    const [department] = step.undo.split('.');
    if (department !== step.department) defects.push(`"${id}" is undone by "${step.undo}", another department`);
    for (const [other, reader] of steps) {
      if (buildsOn(reader, step) && reader.undo === undefined && reader.completes === undefined) {
        defects.push(`"${other}" is built on what "${id}" brings and is left behind when "${id}" is undone`);
      }
    }
  }
  return [...defects, ...orderDefects(definition)];
}

const buildsOn = (reader: HandlerStep, step: HandlerStep): boolean =>
  reader.writes.length > 0 && reader.reads.some((read) => step.writes.includes(read.replace(/\?$/, '')));

/** The order of undoing: no step before one that needs it. Undefined where steps need each other in a circle. */
export function undoOrder(definition: LifeEvent): string[] | undefined {
  const left = new Set(Object.keys(definition.steps));
  const order: string[] = [];
  while (left.size > 0) {
    const free = [...left].find((id) => ![...left].some((other) => needs(definition, other, id)));
    if (free === undefined) return undefined;
    left.delete(free);
    order.push(free);
  }
  return order.filter((id) => {
    const step = definition.steps[id];
    return step?.kind === 'handler' && step.undo !== undefined;
  });
}

const needs = (definition: LifeEvent, id: string, needed: string): boolean =>
  definition.steps[id]?.needs.some(({ step }) => step === needed) ?? false;

const orderDefects = (definition: LifeEvent): string[] =>
  undoOrder(definition) === undefined ? ['there is no order in which its steps can be undone'] : [];
