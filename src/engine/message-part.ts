import { absolutePath, actIn, readState, toRecordPart, type Chart, type RecordPart, type StateText } from '../core';
import type { StoredInstance } from './instance';
import type { PendingMessage } from './instance-store';
import { getStep } from './judge-message';

/** What a message adds to the case record: what its step may write or, where somebody puts something right, may read. */
export function messagePart(
  chart: Chart,
  region: string,
  state: StateText,
  { fields, body }: PendingMessage,
  /** Where all of it is kept as it is, instead of under the fields that the step writes. */
  seals?: string,
): RecordPart {
  if (seals !== undefined) return { [seals]: fields ?? {} };
  if (fields === undefined || Object.keys(fields).length === 0) return {};
  const { definition } = chart;
  const step = getStep(chart, region);
  const subject = chart.byId.get(region)?.subject ?? 0;
  if (body.type === 'correction' || body.type === 'signal') {
    return Object.fromEntries(
      Object.entries(fields).map(([path, value]) => [absolutePath(definition, path, subject), value]),
    );
  }
  // What was taken back by hand brings nothing.
  if (body.type === 'repair' && actIn(readState(state).regions[region]) === 'undo') return {};
  const retried = body.type === 'repair' && body.repair === 'retried';
  const mayWrite = retried ? step.reads.map((path) => path.replace(/\?$/, '')) : step.writes;
  return toRecordPart(definition, mayWrite, fields, subject);
}

/** The same answer as a failure, without what it brought. */
export function asFailed({ fields: _unwritable, body, ...rest }: PendingMessage, code: string): PendingMessage {
  if (body.type !== 'answer') return { ...rest, body };
  return { ...rest, body: { ...body, answer: { outcome: 'failed', reason: { code } } } };
}

/** The region that a message speaks of; none for an execution that nobody knows, and for the case as a whole. */
export function regionOf(stored: StoredInstance, { body }: PendingMessage): string {
  if ('region' in body) return body.region;
  return ('execution' in body && stored.executions.get(body.execution ?? '')?.region) || '';
}
