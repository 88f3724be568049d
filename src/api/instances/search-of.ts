import { parseCaseNumber } from '../../engine/case-number';
import type { CaseSearch } from '../../engine/case-reader';
import type { Caller } from '../access/caller';

/** Roles that may look for a person, each only among the cases that exist for it. */
const MAY_SEARCH_PERSONS: readonly string[] = [
  ...['hospital', 'socialSecurityStaff', 'departmentStaff', 'citizen', 'entrepreneur'],
];

/** What it could be, whatever it was meant to be: a miss and a search that is not allowed look the same. */
export function searchOf(q: string, { role }: Caller): CaseSearch {
  const number = parseCaseNumber(q);
  if (number !== undefined) return { number };
  const code = { trackingCode: q };
  return MAY_SEARCH_PERSONS.includes(role) ? { ...code, idNumber: q, businessKey: q.split('|') } : code;
}
