import type { ChartVerdict, Verdict } from './judge-message';
import type { StoredExecution } from './instance';
import type { Answer } from './message';
import type { Holder, TaskDecision } from './task-decision';

/** Where a decision is kept, sealed, until a second person has looked at it. */
export const proposalPlace = (region: string): string => `proposed:${region}`;

/** Where the texts are kept, sealed, that say what the applicant is to put right. */
export const defectsPlace = (region: string): string => `defects:${region}`;

/** Why this person may not decide this; undefined when nothing speaks against it. */
export function objectionTo({ claimedBy, askedBy }: StoredExecution, by: Holder): string | undefined {
  if (askedBy === by) return 'same-person';
  return claimedBy === undefined || claimedBy === by ? undefined : 'held-by-another';
}

/** Says what a person's decision about an open task asks for. Whether its region is where it fits, the chart says. */
export function judgeDecision(
  execution: StoredExecution,
  by: Holder,
  decision: TaskDecision,
  answered: (answer: Answer) => ChartVerdict,
): Verdict {
  const { id, region, askedBy, claimedBy } = execution;
  if (decision.kind === 'reassigned') {
    const { to } = decision;
    if (to !== undefined && to === askedBy) return { kind: 'refused', code: 'same-person' };
    return { kind: 'reassigned', id, row: 'task.reassigned', detail: { by, from: claimedBy, to }, holder: to };
  }
  const objection = objectionTo(execution, by);
  if (objection !== undefined) return { kind: 'refused', code: objection };
  const event = { kind: 'event', type: `${region}.${decision.kind}` } as const;
  const passedOn = { closes: { id, status: 'passedOn' } } as const;
  switch (decision.kind) {
    case 'proposed': {
      const opening = { askedBy: by };
      return {
        ...{ ...event, ...passedOn, opening },
        ...{ row: 'decision.proposed', detail: { by }, seals: proposalPlace(region) },
      };
    }
    case 'confirmed':
      return { ...answered(decision.answer), detail: { by, proposedBy: askedBy } };
    case 'sentBack': {
      const reason = { code: decision.code };
      const opening = { reason, ...backTo(askedBy) };
      return { ...event, ...passedOn, row: 'decision.sentBack', reason, opening, detail: { by } };
    }
    case 'correctionRequested': {
      const reason = { code: 'correction-requested', defects: decision.defects };
      return {
        ...{ ...event, ...passedOn, row: 'correction.requested', opening: { reason }, seals: defectsPlace(region) },
        detail: { by, defects: decision.defects.map(({ field, code }) => `${field} ${code}`) },
      };
    }
    case 'escalated': {
      const { role, code } = decision;
      const reason = { code };
      return {
        ...{ ...event, ...passedOn, row: 'task.escalated', reason, opening: { role, askedBy: by, reason } },
        detail: { by, role },
      };
    }
    case 'returned': {
      const reason = { code: decision.code };
      const detail = { by, askedBy };
      if (!decision.approve) return { ...answered({ outcome: 'refused', reason }), detail };
      const opening = { reason, ...backTo(askedBy) };
      return { ...event, closes: { id, status: 'completed' }, row: 'task.returned', reason, opening, detail };
    }
  }
}

const backTo = (holder: Holder | undefined): { claimedBy?: Holder } =>
  holder === undefined ? {} : { claimedBy: holder };
