import type { BulkRepair } from '../../engine/bulk-repair';
import type { Language } from '../messages/language';
import { textOf } from '../messages/texts';
import type { BulkRepairRecordResponse } from './bulk-repair.response';

const verbs = { retried: 'retry', skipped: 'skip', resolved: 'resolve' } as const;

/** A bulk repair as it is shown. */
export function presentRepair(
  { actor: _actor, found: _found, repair, pausedBecause, stages, stage, startedAt, finishedAt, ...rest }: BulkRepair,
  language: Language,
): BulkRepairRecordResponse {
  const { id, fingerprint, reason, state, total, letGo, done, failed, failedAgain, passedOver } = rest;
  const code = pausedBecause === undefined ? undefined : (`paused-${pausedBecause}` as const);
  return {
    ...{ id, fingerprint, repair: verbs[repair], reason, state },
    paused: code === undefined ? null : { code, message: textOf(code)[language] },
    stage: stages[stage - 1] ?? 100,
    stages: [...stages],
    ...{ total, letGo, done, failed, failedAgain, passedOver },
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
