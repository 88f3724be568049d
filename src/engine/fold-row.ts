import type { HistoryRow } from './instance';
import type { PendingMessage } from './instance-store';

/** A history row without its hash, as it follows from a message. */
export function rowOf(
  { seq, type, actor, at }: Pick<HistoryRow, 'seq' | 'type' | 'actor' | 'at'>,
  { region, message }: { readonly region?: string; readonly message?: PendingMessage },
  detail: HistoryRow['detail'],
): Omit<HistoryRow, 'hash'> {
  const body = message?.body;
  return {
    ...{ seq, type },
    ...(region === undefined ? {} : { region }),
    ...(body !== undefined && 'execution' in body && body.execution !== undefined ? { execution: body.execution } : {}),
    ...(message?.key === undefined ? {} : { messageKey: message.key }),
    ...{ actor, at },
    detail: body?.type === 'timer' ? { ...detail, timer: body.timer } : detail,
  };
}
