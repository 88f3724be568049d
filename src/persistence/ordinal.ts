import { executionId, parseExecutionId, type ExecutionId } from '../engine/instance';

/** An execution's place within its instance in one number, as the primary key stores it. */
export function keysOf(ids: readonly ExecutionId[]): { instanceIds: string[]; ordinals: number[] } {
  const parsed = ids.flatMap((id) => parseExecutionId(id) ?? []).filter(({ seq, n }) => seq < MOST_SEQ && n < 256);
  return {
    instanceIds: parsed.map(({ instanceId }) => instanceId),
    ordinals: parsed.map(({ seq, n }) => ordinalOf(seq, n)),
  };
}

/** From here on an ordinal is no integer of the database's any more; no instance has so long a history. */
const MOST_SEQ = 2 ** 23;

export const ordinalOf = (seq: number, n: number): number => seq * 256 + n;

/** The number of the history row that has opened it. */
export const seqOf = (ordinal: number): number => Math.floor(ordinal / 256);

export const toExecutionId = (instanceId: string, ordinal: number): ExecutionId =>
  executionId(instanceId, seqOf(ordinal), ordinal % 256);

export function keyOf(id: ExecutionId): { instance_id: string; ordinal: number } {
  const parsed = parseExecutionId(id);
  if (parsed === undefined) throw new Error(`"${id}" is no execution id`);
  return { instance_id: parsed.instanceId, ordinal: ordinalOf(parsed.seq, parsed.n) };
}
