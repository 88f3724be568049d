import { actIn, readState, regionId, type Chart, type LifeEvent, type Region, type Step } from '../../core';
import { holds } from '../../core/condition';
import type { Exploration } from '../explore';
import type { Check, Found } from '../found';
import { stateAt } from '../graph';
import { knownWhen } from '../reads';

/** What a department brings is not asked of the applicant; what the applicant brings on the way may be there at the start. */
export function askedTwice({ steps, trigger }: LifeEvent): string[] {
  const asked = new Set(trigger.provides.map((field) => field.replace(/\?$/, '')));
  return Object.entries(steps).flatMap(([id, { kind, writes }]) =>
    kind === 'wait'
      ? []
      : writes
          .filter((field) => asked.has(field))
          .map((field) => `"${field}" is asked of the applicant, although "${id}" brings it`),
  );
}

/** Whenever a step starts, every field that it must read is in the record: from the trigger, or from a step that is done. */
export const fields: Check = (exploration, region) => {
  const { chart } = exploration.slice;
  const step = chart.definition.steps[region.step] as Step;
  const found = new Map<string, Found>();
  exploration.worlds.forEach((world, at) => {
    if (!world.executions.some(({ region: open }) => open === region.id)) return;
    // What takes a step back is given what is known.
    if (actIn(stateAt(exploration, at, region.id)) !== undefined) return;
    for (const read of step.reads) {
      if (read.endsWith('?') || found.has(read) || isKnown(exploration, at, region, read)) continue;
      found.set(read, { claim: 'fields', text: `"${region.id}" reads "${read}", which nobody has written yet`, at });
    }
  });
  return [...found.values()];
};

function isKnown(exploration: Exploration, at: number, region: Region, field: string): boolean {
  const { chart } = exploration.slice;
  const { trigger, steps } = chart.definition;
  if (trigger.provides.includes(field)) return true;
  const condition = knownWhen(chart.definition, field, region.subject);
  const { facts } = readState(exploration.worlds[at]?.state ?? '');
  if (condition !== undefined && holds(condition, facts)) return true;
  return Object.keys(steps).some((id) => {
    const writer = steps[id] as Step;
    return writer.writes.includes(field) && brings(writer) && isDone(exploration, chart, at, id, writer, region);
  });
}

/** A wait that a date may end has then brought nothing. */
const brings = (step: Step): boolean => step.kind !== 'wait' || step.timers.every(({ then }) => then !== 'end');

function isDone(
  exploration: Exploration,
  chart: Chart,
  at: number,
  id: string,
  writer: Step,
  { subject }: Region,
): boolean {
  const writing = regionId(id, writer.per === undefined ? 0 : subject);
  return chart.byId.has(writing) && stateAt(exploration, at, writing) === 'completed';
}
