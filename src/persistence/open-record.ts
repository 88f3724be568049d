import { foldRecord, type CaseRecord, type RecordPart } from '../core';
import type { CaseCipher } from './case-cipher';
import { FIRST_PART, partPlace } from './move-rows';
import type { OpenedParts } from './opened-parts';

/** The later parts of a record as one text, `<seq>:<base64>` each, joined by commas: cheaper to read than an array. */
export const PARTS = (instanceId: string): string => `
  (select string_agg(p.seq || ':' || translate(encode(p.sealed, 'base64'), E'\\n', ''), ',' order by p.seq)
   from case_record_part p where p.instance_id = ${instanceId}) as parts`;

export interface SealedRecordRow {
  data_key: Buffer;
  sealed: Buffer;
  parts: string | null;
}

/**
 * The record of a case after all its parts, or as it was after the row numbered `until`. `opened` keeps those that will be
 * asked for again soon.
 */
export function openRecord(
  cipher: CaseCipher,
  id: string,
  { data_key: key, sealed, parts }: SealedRecordRow,
  opened?: OpenedParts,
  until = Infinity,
): CaseRecord {
  const open = (seq: number, place: string, bytes: () => Buffer): unknown => {
    const unseal = (): unknown => cipher.open(id, key, place, bytes());
    return opened === undefined ? unseal() : opened.open(id, seq, unseal);
  };
  const first = open(0, FIRST_PART, () => sealed) as CaseRecord;
  const later = (parts === null ? [] : parts.split(',')).flatMap((part): RecordPart[] => {
    const colon = part.indexOf(':');
    const seq = Number(part.slice(0, colon));
    if (seq > until) return [];
    const opening = open(seq, partPlace(seq), () => Buffer.from(part.slice(colon + 1), 'base64'));
    return [opening as RecordPart];
  });
  return foldRecord(first, later);
}
