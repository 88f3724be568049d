import { daysOf } from './clock';
import type { LifeEvent, Role } from './definition';

/** Roles that see the list of deadlines: to any other an escalation would go unseen. */
const WATCHERS: readonly Role[] = ['supervisor', 'operator', 'auditor', 'departmentStaff'];

/** What is wrong with the time limits of a step, or of a life event as a whole. */
export function limitDefects({
  limit,
  warnDays,
  escalateTo,
}: Pick<LifeEvent, 'limit' | 'warnDays' | 'escalateTo'>): string[] {
  const { legal, promised } = limit ?? {};
  const defects = [legal, promised].flatMap((one) =>
    one?.kind === 'workingDays' && !(Number.isInteger(one.days) && one.days > 0)
      ? [`a limit must be a whole number of working days from 1, not ${one.days}`]
      : [],
  );
  if (legal !== undefined && promised !== undefined && daysOf(promised) > daysOf(legal)) {
    defects.push('promises longer than the law allows');
  }
  if (escalateTo !== undefined && !WATCHERS.includes(escalateTo)) {
    defects.push(`escalates to "${escalateTo}", who sees no deadlines: name one of ${WATCHERS.join(', ')}`);
  }
  if (warnDays === undefined) return defects;
  if (legal === undefined) defects.push('warns of a limit that it does not have');
  else if (!Number.isInteger(warnDays) || warnDays < 0) {
    defects.push(`warnDays must be a whole number of working days from 0, not ${warnDays}`);
  } else if (warnDays > daysOf(promised ?? legal)) {
    defects.push(`warns ${warnDays} working days before the end of a promise of ${daysOf(promised ?? legal)}`);
  }
  return defects;
}
