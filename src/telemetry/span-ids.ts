import { createHash } from 'node:crypto';
import { parseExecutionId, type ExecutionId } from '../engine/instance';

/**
 * Ids of the spans of a case, computed from what they are about, so that every process knows its span's parent and
 * nothing needs to be stored. The trace has the id of the case; a span has the random half of that id, marked by the
 * place in the history (24 bits of seq, 10 of the execution's number) and, for what is done with an execution, by its
 * epoch above them. The first bit of that half is always set: no mark makes it zero, which would be no id.
 */

const PLACE_BITS = 10n;
const EPOCH_SHIFT = 34n;
const CLAIM = 1n << 61n;

/** A row of the history; the first one is the root. */
export const rowSpan = (instanceId: string, seq: number): string => marked(instanceId, BigInt(seq) << PLACE_BITS);

/** An attempt of an execution; undefined for what is no execution's id. */
export const attemptSpan = (execution: ExecutionId, epoch: number): string | undefined => of(execution, epoch, 0n);

/** The claim that an attempt was made under. */
export const claimSpan = (execution: ExecutionId, epoch: number): string | undefined => of(execution, epoch, CLAIM);

/** A message from outside, by its key. */
export const receivedSpan = (instanceId: string, key: string): string =>
  createHash('sha256').update(instanceId).update('|').update(key).digest('hex').slice(0, 16);

export const traceOf = (instanceId: string): string => instanceId.replaceAll('-', '');

function of(execution: ExecutionId, epoch: number, what: bigint): string | undefined {
  const found = parseExecutionId(execution);
  if (found === undefined) return undefined;
  const place = (BigInt(found.seq) << PLACE_BITS) | BigInt(found.n);
  // Epochs begin at 1: without one it is a row.
  return marked(found.instanceId, what | (BigInt(epoch) << EPOCH_SHIFT) | place);
}

const marked = (instanceId: string, mark: bigint): string =>
  (BigInt(`0x${traceOf(instanceId).slice(16)}`) ^ mark).toString(16).padStart(16, '0');
