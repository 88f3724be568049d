import type { IncidentsAtStep } from './bulk-repair';
import type { Definitions } from './definitions';
import type { Repair } from './message';

/** Why an incident cannot be repaired in this way. */
export type RepairObstacle =
  /** There is no step to retry or skip: the case as a whole stands still. */
  | 'not-repairable'
  /** Nobody but the department can tell whether it was done, and it cannot be asked: a person must say what was found. */
  | 'finding-required'
  /** What was found is not what this repair takes for granted. */
  | 'finding-contradicts';

/** What stands against a repair of incidents at a step; undefined when nothing does. Pure. */
export function obstacleTo(
  definitions: Definitions,
  { event, version, step, code }: Omit<IncidentsAtStep, 'count'>,
  { repair, found }: { readonly repair: Repair; readonly found?: 'done' | 'notDone' },
): RepairObstacle | undefined {
  if (step === '') return repair === 'resolved' ? undefined : 'not-repairable';
  if (event === undefined || version === undefined || !definitions.knows(event, version)) return 'not-repairable';
  const parts = definitions.get(event, version).steps[step];
  if (parts === undefined || parts.kind === 'wait') return 'not-repairable';
  if (found === undefined) {
    const byHand = parts.kind === 'handler' && parts.repeat === 'byHandOnly' && code === 'outcome-unknown';
    return byHand ? 'finding-required' : undefined;
  }
  return (found === 'done') === (repair === 'resolved') ? undefined : 'finding-contradicts';
}
