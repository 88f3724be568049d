import type { TaskFilter } from '../engine/task-list';
import type { Values } from './question';
import { BUSINESS_NOW } from './sql/business-clock';
import { EXECUTION_LEVEL } from './sql/clocks';

/**
 * What is asked of each task `e` that an index gives, beyond what it is found by: of a department's tasks never more are
 * looked at than are open there, or have ended in one way.
 */
export function taskConditions({ event, step, overdue, level, heldBy }: TaskFilter, values: Values): string[] {
  return [
    ...(step === undefined ? [] : [`e.step = ${values.add(step, 'text')}`]),
    ...(event === undefined
      ? []
      : [`(select i.event = ${values.add(event, 'text')} from instance i where i.id = e.instance_id)`]),
    // The level is what is said of a clock that stands still too; a due time is simply past.
    ...(overdue === true ? [`e.due_at <= coalesce(e.answered_at, ${BUSINESS_NOW})`] : []),
    ...(level === undefined ? [] : [`coalesce(${EXECUTION_LEVEL('e')}, 'normal') = ${values.add(level, 'text')}`]),
    ...(heldBy === undefined ? [] : [inHandsOf(heldBy, values)]),
  ];
}

function inHandsOf(heldBy: NonNullable<TaskFilter['heldBy']>, values: Values): string {
  if (heldBy.kind === 'nobody') return 'e.claimed_by is null';
  const holder = values.add(heldBy.holder, 'text');
  return heldBy.kind === 'holder' ? `e.claimed_by = ${holder}` : `e.claimed_by <> ${holder}`;
}
