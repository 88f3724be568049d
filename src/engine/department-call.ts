import { matterOf, type HandlerStep } from '../core';
import type { DepartmentCall } from './department-gateway';
import type { ClaimedExecution } from './execution-store';

/** What a department is asked for by an execution. Pure. */
export function callOf(claimed: ClaimedExecution, step: HandlerStep, traceparent: string | undefined): DepartmentCall {
  const { id, instanceId, caseNumber, subject, fields, undoes } = claimed;
  return {
    department: step.department,
    matter: matterOf(step, undoes === undefined ? undefined : 'undo'),
    idempotencyKey: id,
    caseId: instanceId,
    caseNumber,
    step: claimed.step,
    subject,
    fields: 'missing' in fields || 'unreadable' in fields ? {} : fields,
    ...(undoes === undefined ? {} : { undoes }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
