import type { Viewer } from '../engine/case-reader';
import type { Definitions } from '../engine/definitions';

/** The values of `SCOPE`, in its order; undefined when nothing is to be seen. */
export type ScopeValues = readonly [startedBy: string | null, versions: string[] | null, person: Buffer | null];

/** Which instances `i` a viewer may see, with its three values as parameters from `first` on. */
export const scopeCondition = (first: number): string => `
  ($${first}::text is null or i.started_by = $${first})
  and ($${first + 1}::text[] is null or i.event || '@' || i.version = any($${first + 1}))
  and ($${first + 2}::bytea is null or exists (
    select from case_person p where p.person_index = $${first + 2} and p.instance_id = i.id))`;

/** A department sees the cases whose definition has a step of it, also when that step goes to its counter at once. */
export function scopeValues(viewer: Viewer, definitions: Definitions): ScopeValues | undefined {
  switch (viewer.kind) {
    case 'everyCase':
      return [null, null, null];
    case 'startedBy':
      return [viewer.organisation, null, null];
    case 'person':
      return [null, null, Buffer.from(viewer.personIndex, 'base64')];
    case 'stepsOf':
      return [null, versionsWith(definitions, viewer.departments), null];
    case 'noCase':
      return undefined;
  }
}

const versionsWith = (definitions: Definitions, departments: readonly string[]): string[] =>
  definitions
    .all()
    .filter(({ steps }) =>
      Object.values(steps).some((step) => step.kind !== 'wait' && departments.includes(step.department)),
    )
    .map(({ name, version }) => `${name}@${version}`);
