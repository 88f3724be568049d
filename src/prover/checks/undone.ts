import {
  readRegion,
  readState,
  TAKEN_BACK,
  undoFact,
  wayBack,
  type Chart,
  type HandlerStep,
  type LifeEvent,
} from '../../core';
import { holds, type Facts } from '../../core/condition';
import { ancestors } from '../../core/dependencies';
import type { Guard } from '../../core/chart';
import type { Check, Found } from '../found';
import { isOver, stateAt } from '../graph';

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
      if (buildsOn(reader, step) && wayBack(reader) === undefined && reader.completes === undefined) {
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

/**
 * What was taken back and has done something, or may have, is undone, told of, or kept for a reason that is written
 * down: it neither stays as it was nor is dropped in silence.
 */
export const undone: Check = (exploration, region) => {
  const { id } = region;
  const { chart } = exploration.slice;
  const step = chart.definition.steps[region.step];
  const way = step === undefined ? undefined : wayBack(step);
  if (way === undefined) return [];
  const found: Found[] = [];
  const isStruck = (at: number): boolean => readState(exploration.worlds[at]?.state ?? '').facts[undoFact(id)] === true;
  const left = exploration.worlds.findIndex(
    (_, at) => isStruck(at) && isOver(exploration, at, id) && stateAt(exploration, at, id) === 'completed',
  );
  if (left >= 0) found.push({ claim: 'undone', text: `"${id}" stays as it is although it is taken back`, at: left });
  const dropped = [...exploration.edges, ...exploration.strikes].find(
    ({ from, to }) =>
      MAY_HAVE_DONE.has(stateAt(exploration, from, id)) &&
      readRegion(stateAt(exploration, to, id)).status === 'skipped' &&
      isStruck(to),
  );
  if (dropped !== undefined) {
    found.push({ claim: 'undone', text: `"${id}" may have done something that nobody undoes`, edge: dropped });
  }
  return found;
};

const MAY_HAVE_DONE = new Set(['active', 'failed', 'completed']);

/**
 * The last first: nothing is undone while anything that stands on it, and is taken back too, is not at rest; and nothing
 * waits for what is. Looked at in the guards of the chart as a whole, since the part around a region holds only what it
 * stands on itself.
 */
export function undoneInOrder(chart: Chart): { readonly text: string }[] {
  const found: { text: string }[] = [];
  for (const region of chart.regions) {
    const step = chart.definition.steps[region.step];
    const matter = step === undefined ? undefined : wayBack(step)?.matter;
    if (matter === undefined) continue;
    const back = chart.states[region.id]?.states['completed']?.always ?? [];
    const goes = (regions: Readonly<Record<string, string>>, facts: Facts): boolean =>
      back.some(({ guard }) => guard === undefined || isMet(chart.guards[guard] as Guard, regions, facts));
    const above = chart.regions.filter((other) => ancestors(chart, other).has(region.id));
    const facts = Object.fromEntries([region, ...above].map(({ id }) => [undoFact(id), true]));
    const atRest = Object.fromEntries(above.map(({ id }) => [id, TAKEN_BACK]));
    for (const { id, step: name } of above) {
      const leaves = chart.definition.steps[name];
      const hasWay = leaves !== undefined && wayBack(leaves) !== undefined;
      for (const [state, { type }] of Object.entries(chart.states[id]?.states ?? {})) {
        const isBusy = type !== 'final' || (state === 'completed' && hasWay);
        const isFree = goes({ ...atRest, [id]: state }, facts);
        if (isFree && isBusy)
          found.push({ text: `"${region.id}" is undone while "${id}" still stands on it ("${state}")` });
        if (!isFree && !isBusy)
          found.push({ text: `"${region.id}" is never undone once "${id}" has ended as "${state}"` });
      }
    }
  }
  return found;
}

function isMet(guard: Guard, regions: Readonly<Record<string, string>>, facts: Facts): boolean {
  if ('in' in guard) return guard.states.includes(regions[guard.in] ?? '');
  if ('holds' in guard) return holds(guard.holds, facts);
  return 'all' in guard
    ? guard.all.every((part) => isMet(part, regions, facts))
    : guard.any.some((part) => isMet(part, regions, facts));
}
