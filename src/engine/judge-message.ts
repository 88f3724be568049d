import { InvariantError, refusalEvent, timerEvent, type Chart, type Facts, type RecordPart, type Step } from '../core';
import {
  openStatuses,
  type ClosedExecution,
  type ExecutionId,
  type Reason,
  type StoredExecution,
  type StoredInstance,
} from './instance';
import { judgeDecision, objectionTo } from './judge-decision';
import type { Answer, StepMessageBody } from './message';
import type { Opening } from './plan-effects';

/** The message moves the chart by an event. */
export interface ChartVerdict {
  readonly kind: 'event';
  readonly type: string;
  readonly row: string;
  readonly closes?: ClosedExecution;
  readonly reason?: Reason;
  /** What the next execution of the region is told. */
  readonly opening?: Opening;
  /** What else the history row says: codes and ids of keys. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The message's fields go here in the record as they are, and not to the fields that the step writes. */
  readonly seals?: string;
  /** What it brings is not written into the record. */
  readonly bringsNothing?: true;
  /** What it writes into the record, whatever its step may write. */
  readonly part?: RecordPart;
  /** Facts that the event brings. */
  readonly facts?: Facts;
}

export type Verdict =
  | ChartVerdict
  | { readonly kind: 'refused'; readonly code: string }
  /** A task goes into other hands; the chart has no part in it. */
  | {
      readonly kind: 'reassigned';
      readonly id: ExecutionId;
      readonly row: string;
      readonly detail: Readonly<Record<string, unknown>>;
      readonly holder: string | undefined;
    }
  /** The incident of the whole case is settled; the chart has no part in it. */
  | { readonly kind: 'settled'; readonly row: string; readonly reason: Reason }
  /** Said before, in the same words: nothing to write. */
  | { readonly kind: 'repeated' };

/**
 * Says what a message asks for, before the chart is asked. `closed` is what this fold has closed already. Pure; throws
 * for a message that no chart can understand.
 */
export function judgeMessage(
  chart: Chart,
  stored: StoredInstance,
  closed: ReadonlyMap<string, ClosedExecution>,
  { body }: { readonly body: StepMessageBody },
  /** Tasks that this fold has put into other hands already. */
  holders: ReadonlyMap<string, string | undefined> = new Map(),
): Verdict {
  switch (body.type) {
    case 'answer': {
      const execution = stored.executions.get(body.execution);
      if (execution === undefined) return { kind: 'refused', code: 'unknown-execution' };
      const already = closed.get(execution.id);
      if (already !== undefined || !openStatuses.includes(execution.status)) {
        return (already?.status ?? execution.status) === body.answer.outcome
          ? { kind: 'repeated' }
          : { kind: 'refused', code: 'late-answer' };
      }
      if (body.epoch !== undefined && body.epoch !== execution.epoch) return { kind: 'refused', code: 'stale-epoch' };
      if (!mayEndAlone(getStep(chart, execution.region), execution))
        return { kind: 'refused', code: 'four-eyes-required' };
      const { by } = body;
      const verdict = answerVerdict(chart, execution, body.answer);
      if (by === undefined) return verdict;
      const objection = objectionTo(heldNow(execution, holders), by);
      return objection === undefined ? { ...verdict, detail: { by } } : { kind: 'refused', code: objection };
    }
    case 'decision': {
      const execution = stored.executions.get(body.execution);
      if (execution === undefined) return { kind: 'refused', code: 'unknown-execution' };
      if (closed.has(execution.id) || !openStatuses.includes(execution.status)) {
        return { kind: 'refused', code: 'task-closed' };
      }
      // What a department does by machine is nobody's to hand on.
      if (getStep(chart, execution.region).kind !== 'task') return { kind: 'refused', code: 'not-expected-here' };
      const answered = (answer: Answer): ChartVerdict => answerVerdict(chart, execution, answer);
      return judgeDecision(heldNow(execution, holders), body.by, body.decision, answered);
    }
    case 'correction': {
      const execution = stored.executions.get(body.execution);
      if (execution === undefined || closed.has(execution.id) || !openStatuses.includes(execution.status)) {
        return { kind: 'refused', code: 'task-closed' };
      }
      const status = body.decision === 'corrected' ? 'completed' : 'refused';
      return {
        kind: 'event',
        type: `${execution.region}.${body.decision}`,
        row: `task.${status}`,
        closes: { id: execution.id, status },
      };
    }
    case 'signal':
      if (body.defect !== undefined) return { kind: 'refused', code: body.defect };
      return { kind: 'event', type: `${body.region}.completed`, row: 'signal.received' };
    case 'timer':
      return { kind: 'event', type: timerEvent(body.region, body.timer), row: 'timer.fired' };
    case 'repair':
      if (body.region === '') {
        return body.repair === 'resolved'
          ? { kind: 'settled', row: 'incident.resolved', reason: { code: body.reason } }
          : { kind: 'refused', code: 'not-repairable' };
      }
      return {
        kind: 'event',
        type: `${body.region}.${body.repair}`,
        row: `incident.${body.repair}`,
        reason: { code: body.reason },
        ...(body.found === undefined ? {} : { detail: { found: body.found } }),
      };
  }
}

/** Who holds an execution now that this fold has come so far. */
function heldNow(execution: StoredExecution, holders: ReadonlyMap<string, string | undefined>): StoredExecution {
  if (!holders.has(execution.id)) return execution;
  const { claimedBy: _before, ...rest } = execution;
  const holder = holders.get(execution.id);
  return holder === undefined ? rest : { ...rest, claimedBy: holder };
}

/** What is done to a result afterwards is one person's to decide. */
const mayEndAlone = (step: Step, { act }: StoredExecution): boolean =>
  act !== undefined || step.kind !== 'task' || step.fourEyes !== true;

function answerVerdict(chart: Chart, { id, region, act }: StoredExecution, answer: Answer): ChartVerdict {
  const closes = { id, status: answer.outcome, ...('reason' in answer ? { reason: answer.reason } : {}) };
  if (act !== undefined) {
    const row = `${act}.${answer.outcome}`;
    const said: ChartVerdict = {
      ...{ kind: 'event', type: `${region}.${row}`, row, closes },
      ...(act === 'undo' ? { bringsNothing: true } : {}),
    };
    return 'reason' in answer ? { ...said, reason: answer.reason } : said;
  }
  const event = { kind: 'event', row: `step.${answer.outcome}`, closes } as const;
  if (answer.outcome === 'completed') return { ...event, type: `${region}.completed` };
  if (answer.outcome === 'failed') return { ...event, type: `${region}.failed`, reason: answer.reason };
  const step = getStep(chart, region);
  if (step.kind === 'wait') throw new InvariantError(`A wait was refused: ${region}`);
  const { codes, otherwise } = step.onRefusal;
  // The code comes from outside: "constructor" is one that no definition has named.
  const policy = (Object.hasOwn(codes, answer.reason.code) ? codes[answer.reason.code] : undefined) ?? otherwise;
  return { ...event, type: refusalEvent(region, policy), reason: answer.reason };
}

export function getStep(chart: Chart, region: string): Step {
  const name = chart.byId.get(region)?.step;
  const step = name === undefined ? undefined : chart.definition.steps[name];
  if (step === undefined) throw new InvariantError(`There is no region "${region}"`);
  return step;
}
