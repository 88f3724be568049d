import type { Chart } from './chart';
import type { FieldPath, LifeEvent } from './definition';
import { readRegion } from './outcome';

/** Fields that a step of the new version will read, while in this case nobody has brought them and nobody will. */
export function absentFields(from: Chart, to: Chart, regions: Readonly<Record<string, string>>): string[] {
  const reasons: string[] = [];
  for (const { id, step, subject } of to.regions) {
    if (!isToCome(regions[id])) continue;
    for (const read of to.definition.steps[step]?.reads ?? []) {
      if (read.endsWith('?') || isThere(from, to, regions, read, subject)) continue;
      reasons.push(`step "${step}" reads "${read}", which version ${from.definition.version} has not asked for`);
    }
  }
  return reasons;
}

const isToCome = (at: string | undefined): boolean => {
  const { status, reason } = readRegion(at ?? '');
  return reason === undefined && !['completed', 'refused'].includes(status);
};

function isThere(
  from: Chart,
  to: Chart,
  regions: Readonly<Record<string, string>>,
  field: FieldPath,
  subject: number,
): boolean {
  if (from.definition.trigger.provides.includes(field)) return true;
  const writer = writerOf(to.definition, field);
  if (writer === undefined) return false;
  return to.regions
    .filter(({ step, subject: of }) => step === writer && (of === 0 || of === subject))
    .every(({ id }) => regions[id] !== 'completed' || writerOf(from.definition, field) === writer);
}

const writerOf = ({ steps }: LifeEvent, field: FieldPath): string | undefined =>
  Object.keys(steps).find((step) => steps[step]?.writes.includes(field));
