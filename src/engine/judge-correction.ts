import {
  absolutePath,
  CORRECTED,
  judgeCorrection,
  type Chart,
  type Fields,
  type RecordPart,
  type StateText,
} from '../core';
import type { ChartVerdict } from './judge-message';
import type { CaseCorrectionBody } from './message';

/** What a correction writes into the record, by absolute path; or what is wrong with it. Pure. */
export function correctedPart(
  { definition, subjects }: Chart,
  subject: number,
  fields: Fields,
): RecordPart | { readonly refused: string } {
  const prefix = `${definition.subject?.name ?? ''}.`;
  const isOfSubject = (path: string): boolean => prefix !== '.' && path.startsWith(prefix);
  const paths = Object.keys(fields);
  if (paths.length === 0) return { refused: 'nothing-changes' };
  if (paths.some((path) => definition.corrections?.provides.includes(path) !== true))
    return { refused: 'not-correctable' };
  if (paths.some(isOfSubject) && !(subject >= 1 && subject <= subjects)) return { refused: 'unknown-subject' };
  return Object.fromEntries(
    Object.entries(fields).map(([path, value]) => [absolutePath(definition, path, subject), value]),
  );
}

/** Says what a correction does in the state at hand. Pure. */
export function judgeCaseCorrection(
  chart: Chart,
  state: StateText,
  { subject, reason, by }: CaseCorrectionBody,
  given: Fields = {},
): ChartVerdict | { readonly kind: 'refused'; readonly code: string } {
  const part = correctedPart(chart, subject, given);
  if ('refused' in part) return { kind: 'refused', code: String(part.refused) };
  const paths = Object.keys(part);
  const judged = judgeCorrection(chart, state, paths);
  if ('refused' in judged) return { kind: 'refused', code: judged.refused };
  return {
    kind: 'event',
    type: CORRECTED,
    facts: judged.facts,
    row: 'case.corrected',
    reason: { code: reason },
    detail: { by, fields: paths },
    part,
  };
}
