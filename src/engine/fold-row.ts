import type { RecordPart } from '../core';
import type { HistoryRow } from './instance';
import type { PendingMessage } from './instance-store';
import type { ChartVerdict } from './judge-message';

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

/** What the row of an event says: codes, and which fields a repair or an amendment has changed. */
export function detailOf(
  { reason, detail, type }: ChartVerdict,
  { body }: PendingMessage,
  part: RecordPart,
): HistoryRow['detail'] {
  const fields = Object.keys(part);
  const tells = fields.length > 0 && (body.type === 'repair' || type.endsWith('.amend.completed'));
  return {
    ...(reason === undefined ? {} : { code: reason.code }),
    ...detail,
    ...(tells ? { fields } : {}),
  };
}
