import { createHash } from 'node:crypto';
import type { HistoryRow } from './instance';
import { toJson } from './storable-json';

/** The hash before the first row of every history. */
export const GENESIS = '0'.repeat(64);

/** What histories and seals may be hashed with; both give 32 bytes. */
export type HashAlgorithm = 'sha256' | 'sm3';

export const hashAlgorithms: readonly HashAlgorithm[] = ['sha256', 'sm3'];

/** What new histories are chained with. The first row of each says so, and rows are checked by what theirs says. */
export const HISTORY_ALGORITHM: HashAlgorithm = 'sha256';

/** Chains a row to the one before it: changing, removing or swapping any row changes every hash after it. */
export function hashHistory(
  previous: string,
  instanceId: string,
  row: Omit<HistoryRow, 'hash'>,
  algorithm = HISTORY_ALGORITHM,
): string {
  // In the spelling in which it is stored, so that what is read back hashes to the same.
  const canonical = toJson([
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
  return createHash(algorithm).update(canonical).digest('hex');
}
