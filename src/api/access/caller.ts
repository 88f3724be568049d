import type { Role } from '../../core';
import type { ApiKeyHolder } from '../../engine/api-keys';
import type { Viewer } from '../../engine/case-reader';

/** Who calls: the holder of a key in force. */
export type Caller = ApiKeyHolder;

/** Roles that apply for others and then see what they have sent. */
const SENDERS: readonly Role[] = ['hospital', 'socialSecurityStaff'];
/** Roles whose own matters the cases are. */
const APPLICANTS: readonly Role[] = ['citizen', 'entrepreneur'];
const DEPARTMENTS: readonly Role[] = ['departmentStaff', 'departmentSystem'];
const OVERSEERS: readonly Role[] = ['supervisor', 'auditor', 'operator'];

/** Which cases exist for a caller (RELIABILITY.md 5.1). An agent's cases come with mandates, which are not kept yet. */
export function viewerOf({ role, organisation, departments, personIndex }: Caller): Viewer {
  if (SENDERS.includes(role)) return { kind: 'startedBy', organisation };
  if (DEPARTMENTS.includes(role)) return { kind: 'stepsOf', departments };
  if (APPLICANTS.includes(role) && personIndex !== undefined) return { kind: 'person', personIndex };
  return { kind: OVERSEERS.includes(role) ? 'everyCase' : 'noCase' };
}

/** What a caller sees of the cases that exist for it. */
export type Sight =
  /** Status only, no personal field. */
  | { readonly kind: 'status' }
  /** What every matter has brought. */
  | { readonly kind: 'own' }
  /** Its own steps in full, of the others that they exist and how they stand. */
  | { readonly kind: 'departments'; readonly departments: readonly string[] };

export function sightOf({ role, departments }: Caller): Sight {
  if (APPLICANTS.includes(role)) return { kind: 'own' };
  return DEPARTMENTS.includes(role) ? { kind: 'departments', departments } : { kind: 'status' };
}

/** How a caller stands in history: its organisation, and for persons no more than their role. */
export const actorOf = ({ role, organisation }: Caller): string => (APPLICANTS.includes(role) ? role : organisation);

/** True for roles that act in a matter of their own, not for an organisation. */
export const isApplicant = ({ role }: Caller): boolean => APPLICANTS.includes(role);
