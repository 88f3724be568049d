import {
  absolutePath,
  actIn,
  factsOfAmendment,
  readState,
  toRecordPart,
  type Chart,
  type ChartEvent,
  type RecordPart,
  type StateText,
} from '../core';
import type { StoredInstance } from './instance';
import type { PendingMessage } from './instance-store';
import { getStep, type ChartVerdict } from './judge-message';

/**
 * The event by which a message moves its chart, and what it adds to the record: that is asked for only of a message that
 * the chart expects, which alone is sure to be about a step.
 */
export function broughtBy(
  chart: Chart,
  state: StateText,
  region: string,
  message: PendingMessage,
  { type, facts: given, part, bringsNothing, seals }: ChartVerdict,
): { readonly event: ChartEvent; readonly partOf: () => RecordPart } {
  const partOf = (): RecordPart =>
    part ?? (bringsNothing === true ? {} : messagePart(chart, region, state, message, seals));
  const facts = given ?? factsOfAmendment(chart, state, region, type, () => Object.keys(partOf()));
  return { event: facts === undefined ? { type } : { type, facts }, partOf };
}

/** What a message adds to the case record: what its step may write or, where somebody puts something right, may read. */
function messagePart(
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
