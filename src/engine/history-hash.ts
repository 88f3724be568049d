import { createHash } from 'node:crypto';
import type { HistoryRow } from './instance';

/** The hash before the first row of every history. */
export const GENESIS = '0'.repeat(64);

/** Chains a row to the one before it: changing, removing or swapping any row changes every hash after it. */
export function hashHistory(previous: string, instanceId: string, row: Omit<HistoryRow, 'hash'>): string {
  const canonical = JSON.stringify([
    previous,
    instanceId,
    row.seq,
    row.type,
    row.region ?? null,
    row.execution ?? null,
    row.messageKey ?? null,
    row.actor,
    row.at.toISOString(),
    row.detail,
  ]);
  return createHash('sha256').update(canonical).digest('hex');
}
