import { matterOf, type HandlerStep } from '../core';
import type { DepartmentCall } from './department-gateway';
import type { ClaimedExecution } from './execution-store';

/** What a department is asked for by an execution. Pure. */
export function callOf(claimed: ClaimedExecution, step: HandlerStep, traceparent: string | undefined): DepartmentCall {
  const { id, instanceId, caseNumber, subject, fields, undoes, amends } = claimed;
  return {
    department: step.department,
    matter: matterOf(step, undoes !== undefined ? 'undo' : amends !== undefined ? 'amend' : undefined),
    idempotencyKey: id,
    caseId: instanceId,
    caseNumber,
    step: claimed.step,
    subject,
    fields: 'missing' in fields || 'unreadable' in fields ? {} : fields,
    ...(undoes === undefined ? {} : { undoes }),
    ...(amends === undefined ? {} : { amends }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
