import {
  beginChart,
  CORRECTED,
  factsOfAmendment,
  InvariantError,
  judgeCorrection,
  judgeReversal,
  reversalKinds,
  migrateState,
  moveChart,
  outcomeOf,
  refusalEvent,
  REVERSED,
  takeBackMigration,
  timerEvent,
  type AskedReversal,
  type Chart,
  type ChartEvent,
  type Effect,
  type Facts,
  type StateText,
} from '../core';
import type { HistoryRow, InstanceStatus } from './instance';

/** Finds the chart of a version of a life event, for so many subjects; undefined when it is not known here. */
export type FindChart = (event: string, version: number, subjects: number) => Chart | undefined;

/** A row as far as the state depends on it. */
export type ReplayedRow = Pick<HistoryRow, 'seq' | 'type' | 'region' | 'detail'>;

/** What a history comes to. */
export interface Replayed {
  readonly event: string;
  readonly version: number;
  readonly subjects: number;
  readonly status: InstanceStatus;
  readonly state: StateText;
}

/** Told of every transition that the history has made, in order. */
export type OnReplayed = (seq: number, state: StateText, effects: readonly Effect[]) => void;

/** A row that does not follow from the rows before it. */
export class ImpossibleRow extends Error {
  constructor(
    readonly seq: number,
    why: string,
  ) {
    super(`row ${seq}: ${why}`);
    this.name = 'ImpossibleRow';
  }
}

/** What the first row says: everything that the state is folded from. */
interface Beginning {
  readonly event: string;
  readonly version: number;
  readonly subjects: number;
  readonly facts: Facts;
}

/**
 * Folds a history again, from its first row, through the transition that has made it. Pure; throws an `ImpossibleRow` at
 * the first row that cannot have happened.
 */
export function replayHistory(
  rows: readonly ReplayedRow[],
  findChart: FindChart,
  onReplayed: OnReplayed = () => undefined,
): Replayed {
  const [first, ...later] = rows;
  const { event, version, subjects, facts } = beginningOf(first);
  const chartOf = (seq: number, number: number): Chart => {
    const chart = findChart(event, number, subjects);
    if (chart === undefined) throw new ImpossibleRow(seq, `version ${number} of ${event} is not known here`);
    return chart;
  };
  let chart = chartOf(1, version);
  const begun = guarded(1, () => beginChart(chart, facts));
  let { state, ended } = begun;
  onReplayed(1, state, begun.effects);
  /** Where the newest migration came from. */
  let before: StateText | undefined;
  for (const row of later) {
    const { seq, type, detail } = row;
    if (type === 'instance.migrated' || type === 'instance.migratedBack') {
      const [from, to] = [chart, chartOf(seq, Number(detail['to']))];
      const at = state;
      const moved = guarded(seq, () =>
        type === 'instance.migrated' ? migrateState(from, to, at) : takeBackMigration(to, from, before ?? '', at),
      );
      if (!moved.migrates) throw new ImpossibleRow(seq, moved.reasons.join('; '));
      before = type === 'instance.migrated' ? at : undefined;
      chart = to;
      ({ state, ended } = moved);
      onReplayed(seq, state, moved.effects);
      continue;
    }
    const moving = chartEventOf(chart, row, state);
    if (moving === undefined) continue;
    const [now, at] = [chart, state];
    const moved = guarded(seq, () => moveChart(now, at, moving));
    if (!moved.accepted) throw new ImpossibleRow(seq, `${moving.type} does not follow from the rows before it`);
    ({ state, ended } = moved);
    onReplayed(seq, state, moved.effects);
  }
  const status = ended ? outcomeOf(chart, state) : 'running';
  return { event, version: chart.definition.version, subjects, status, state };
}

function beginningOf(first: ReplayedRow | undefined): Beginning {
  const { event, version, subjects, facts } = first?.detail ?? {};
  const isBeginning =
    first?.type === 'instance.started' &&
    typeof event === 'string' &&
    typeof version === 'number' &&
    typeof subjects === 'number' &&
    typeof facts === 'object' &&
    facts !== null;
  if (!isBeginning) throw new ImpossibleRow(1, 'it does not say how the case began');
  return { event, version, subjects, facts: facts as Facts };
}

/** A state that does not belong to its chart is a row that cannot have happened, never a crash. */
function guarded<T>(seq: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InvariantError) throw new ImpossibleRow(seq, error.message);
    throw error;
  }
}

/** The event by which a row moved its chart out of `state`; undefined for a row that left the chart as it was. */
export function chartEventOf(chart: Chart, row: ReplayedRow, state: StateText): ChartEvent | undefined {
  const asked = askedIn(row);
  if (row.type === 'case.corrected') {
    const corrected = guarded(row.seq, () => judgeCorrection(chart, state, fieldsOf(row)));
    if ('refused' in corrected) throw new ImpossibleRow(row.seq, `nothing could be corrected: ${corrected.refused}`);
    return { type: CORRECTED, facts: corrected.facts };
  }
  if (asked === undefined) {
    const type = stepEventOf(chart, row);
    if (type === undefined) return undefined;
    const facts = factsOfAmendment(chart, state, row.region ?? '', type, () => fieldsOf(row));
    return facts === undefined ? { type } : { type, facts };
  }
  const judged = guarded(row.seq, () => judgeReversal(chart, state, asked));
  if ('refused' in judged) throw new ImpossibleRow(row.seq, `nothing could be taken back: ${judged.refused}`);
  return { type: REVERSED, facts: judged.facts };
}

/** The fields that a row says have changed, by absolute path. */
function fieldsOf({ detail: { fields } }: ReplayedRow): string[] {
  return Array.isArray(fields) ? fields.map(String) : [];
}

/** What a row says was taken back. */
function askedIn({ type, region }: ReplayedRow): AskedReversal | undefined {
  if (type === 'step.revoked' && region !== undefined) return { kind: 'revoked', region };
  const kind = reversalKinds.find((one) => type === `case.${one}`);
  return kind === undefined ? undefined : { kind };
}

function stepEventOf(chart: Chart, { type, region, detail }: ReplayedRow): string | undefined {
  if (region === undefined) return undefined;
  switch (type) {
    case 'step.completed':
    case 'signal.received':
      return `${region}.completed`;
    case 'step.failed':
      return `${region}.failed`;
    case 'step.refused': {
      const step = chart.definition.steps[chart.byId.get(region)?.step ?? ''];
      if (step === undefined || step.kind === 'wait') return `${region}.refused`;
      const { codes, otherwise } = step.onRefusal;
      const code = String(detail['code']);
      return refusalEvent(region, (Object.hasOwn(codes, code) ? codes[code] : undefined) ?? otherwise);
    }
    case 'undo.completed':
    case 'undo.refused':
    case 'undo.failed':
    case 'amend.completed':
    case 'amend.refused':
    case 'amend.failed':
      return `${region}.${type}`;
    case 'correction.requested':
      return `${region}.correctionRequested`;
    case 'task.escalated':
      return `${region}.escalated`;
    case 'task.returned':
      return `${region}.returned`;
    case 'decision.proposed':
      return `${region}.proposed`;
    case 'decision.sentBack':
      return `${region}.sentBack`;
    case 'task.completed':
      return `${region}.corrected`;
    case 'task.refused':
      return `${region}.givenUp`;
    case 'timer.fired':
      return timerEvent(region, String(detail['timer']));
    case 'incident.retried':
    case 'incident.skipped':
    case 'incident.resolved':
      return `${region}.${type.slice('incident.'.length)}`;
    default:
      return undefined;
  }
}
