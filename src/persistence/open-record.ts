import { foldRecord, type CaseRecord, type RecordPart } from '../core';
import type { CaseCipher } from './case-cipher';
import { FIRST_PART, partPlace } from './move-rows';

export interface SealedRecordRow {
  data_key: Buffer;
  sealed: Buffer;
  /** `<seq>:<base64>` each, in order. */
  parts: string[] | null;
}

/** The record of a case after all its parts. */
export function openRecord(
  cipher: CaseCipher,
  id: string,
  { data_key: key, sealed, parts }: SealedRecordRow,
): CaseRecord {
  const first = cipher.open(id, key, FIRST_PART, sealed) as CaseRecord;
  const later = (parts ?? []).map((part) => {
    const colon = part.indexOf(':');
    const bytes = Buffer.from(part.slice(colon + 1), 'base64');
    return cipher.open(id, key, partPlace(Number(part.slice(0, colon))), bytes) as RecordPart;
  });
  return foldRecord(first, later);
}
