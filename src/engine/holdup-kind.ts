import type { ReadExecution } from './case-reader';
import { isOpen, opensAt, type DepartmentPolicy } from './department-policy';
import type { Gate } from './department-gate';
import type { ExecutionStatus } from './instance';
import type { Reckoning } from './stored-clock';

/** Why something does not go on, as a stable code. What it means and what unblocks it stands in the messages. */
export const holdupKinds = [
  /** Steps it needs have not ended. */
  'needs-steps',
  /** The department is about to be called. */
  'department-next',
  /** The department is called again after an attempt that failed. */
  'department-again',
  /** The department is closed: outside its hours, or during maintenance. */
  'department-closed',
  /** The department does not answer; nobody calls until it does. */
  'department-silent',
  /** The department is being called, or has said that it answers later. */
  'department-working',
  /** Nobody knows whether the department has done it; it is asked by key. */
  'outcome-unknown',
  'task-open',
  'task-claimed',
  'correction',
  /** Another officer is asked before the decision. */
  'advice',
  /** A second person looks at the decision. */
  'second-person',
  'incident',
  'signal',
  'date',
  /** Nothing is open that could move the case. */
  'stalled',
] as const;
export type HoldupKind = (typeof holdupKinds)[number];

/** How a department can be called at the moment. */
export type DepartmentState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'closed'; readonly until?: Date }
  | { readonly kind: 'silent'; readonly since?: Date; readonly until?: Date };

/** How a department stands, by its policy and by its gate. */
export function departmentState(
  { policy, gate, incident }: { policy: DepartmentPolicy; gate: Gate; incident?: { readonly openedAt: Date } },
  { now, calendar }: Reckoning,
): DepartmentState {
  if (!isOpen(policy, now, calendar)) {
    const until = opensAt(policy, now, calendar);
    return { kind: 'closed', ...(until === undefined ? {} : { until }) };
  }
  const { breaker } = gate;
  if (breaker.state !== 'open') return { kind: 'ready' };
  return { kind: 'silent', until: new Date(breaker.probeAt), ...(incident && { since: incident.openedAt }) };
}

interface DepartmentHoldup {
  readonly kind: HoldupKind;
  readonly until?: Date;
}

/** Why a matter that lies with a department does not go on. */
export function holdupOfDepartment(
  execution: ReadExecution | undefined,
  department: DepartmentState,
): DepartmentHoldup {
  switch (execution?.status) {
    case 'running':
    case 'accepted':
      return { kind: 'department-working' };
    case 'unknown':
      return { kind: 'outcome-unknown' };
    default: {
      if (department.kind !== 'ready') {
        const until = department.until === undefined ? {} : { until: department.until };
        return { kind: `department-${department.kind}`, ...until };
      }
      return { kind: (execution?.attempts ?? 0) > 0 ? 'department-again' : 'department-next' };
    }
  }
}

export const holdupOfTask = (status: ExecutionStatus | undefined): HoldupKind =>
  status === 'claimed' ? 'task-claimed' : 'task-open';
