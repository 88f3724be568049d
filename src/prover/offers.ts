import { readRegion, readState, type Chart, type HandlerStep, type TaskStep } from '../core';
import { standingOn } from '../core/dependencies';
import type { ExecutionKind } from '../engine/instance';
import { getStep } from '../engine/judge-message';
import type { Answer, Repair, StepMessageBody } from '../engine/message';
import type { TaskDecision } from '../engine/task-decision';
import { lateId, openId, type LateStatus, type OfferedBody, type World } from './world';

/** A message that may arrive in a configuration, and who it comes from. */
export interface Offer {
  /** Empty for what is about the case as a whole. */
  readonly region: string;
  readonly from: 'department' | 'person' | 'clock';
  readonly body: OfferedBody;
  /** What happens where every department fails for ever. */
  readonly failing: boolean;
}
/** One that is about a step. */
export type StepOffer = Offer & { readonly body: StepMessageBody };

/** A code that no definition names. */
export const UNNAMED = 'a-reason-not-named';
/** The key of a person. Who it is matters for nothing that a chart decides. */
const SOMEBODY = 'somebody';
const REPAIRS: readonly Repair[] = ['retried', 'skipped', 'resolved'];

/** Everything that what is open in a region can say: each answer, each decision, each timer. All of it must be taken. */
export function expectedOffers(chart: Chart, world: World, region: string): StepOffer[] {
  const offers: StepOffer[] = [];
  world.executions.forEach((execution, index) => {
    if (execution.region === region)
      offers.push(
        ...(execution.act === undefined ? answers : undoAnswers)(chart, region, execution.kind, openId(index)),
      );
  });
  for (const { region: owner, timer } of world.timers) {
    if (owner === region) {
      offers.push({ region, from: 'clock', failing: true, body: { type: 'timer', region, timer } });
    }
  }
  if (world.incidents.includes(region)) offers.push(...repairs(region));
  const step = getStep(chart, region);
  if (step.kind === 'wait' && step.signal !== undefined && isAwaiting(world, region)) {
    offers.push(signalled(region, step.signal));
  }
  return offers;
}

/** What may come although nobody waits for it: late and repeated answers, signals out of time, repairs of what is whole. */
export function strayOffers(chart: Chart, world: World, region: string): StepOffer[] {
  const step = getStep(chart, region);
  if (step.kind === 'wait') {
    return step.signal === undefined || isAwaiting(world, region) ? [] : [signalled(region, step.signal)];
  }
  const late = (['completed', 'refused', 'failed', 'cancelled'] as const).flatMap((status) =>
    lateAnswers(region, status),
  );
  return [...late, ...(world.incidents.includes(region) ? [] : repairs(region))];
}

const isAwaiting = ({ state }: World, region: string): boolean =>
  readRegion(readState(state).regions[region] ?? '').status === 'active';

const signalled = (region: string, signal: string): StepOffer => ({
  ...{ region, from: 'person', failing: false },
  body: { type: 'signal', signal, region },
});

function answers(chart: Chart, region: string, kind: ExecutionKind, execution: string): StepOffer[] {
  const step = getStep(chart, region) as HandlerStep | TaskStep;
  const refusals = [...Object.keys(step.onRefusal.codes), UNNAMED].map((code) => refused(code));
  const by =
    (from: Offer['from']) =>
    (answer: Answer): StepOffer => ({
      ...{ region, from, failing: from === 'department' && answer.outcome === 'failed' },
      body: { type: 'answer', execution, answer },
    });
  const decided = (decision: TaskDecision): StepOffer => ({
    ...{ region, from: 'person', failing: false },
    body: { type: 'decision', execution, by: SOMEBODY, decision },
  });
  switch (kind) {
    case 'handler':
      return [done, ...refusals, failed].map(by('department'));
    case 'task': {
      const alone = step.kind === 'task' && step.fourEyes === true ? [] : [done, ...refusals, failed];
      return [...alone.map(by('person')), ...passingOn(step).map(decided)];
    }
    case 'review':
      return [
        ...[done, ...refusals].map((answer) => decided({ kind: 'confirmed', answer })),
        decided({ kind: 'sentBack', code: UNNAMED }),
      ];
    case 'escalation': {
      const advice = step.kind === 'task' ? (step.escalation?.advice ?? []) : [];
      const against = [...advice, ...Object.keys(step.onRefusal.codes), UNNAMED];
      return [
        decided({ kind: 'returned', code: UNNAMED, approve: true }),
        ...against.map((code) => decided({ kind: 'returned', code, approve: false })),
      ];
    }
    case 'correction':
      return (['corrected', 'givenUp'] as const).map((decision) => ({
        ...{ region, from: 'person', failing: false },
        body: { type: 'correction', execution, decision },
      }));
  }
}

/** What a department says that is asked to take its effect back; where it refuses, what a person there decides. */
function undoAnswers(_: Chart, region: string, kind: ExecutionKind, execution: string): StepOffer[] {
  const from = kind === 'handler' ? 'department' : 'person';
  return [done, refused(UNNAMED), ...(kind === 'handler' ? [failed] : [])].map((answer): StepOffer => ({
    ...{ region, from, failing: answer.outcome === 'failed' },
    body: { type: 'answer', execution, answer },
  }));
}

/**
 * The case as a whole may be taken back at any moment, and any one step of it with what stands on it. A region that is
 * seen in detail goes its way back the same whatever else is taken back: of all that strikes it one is enough.
 */
export const reversalOffers = (chart: Chart, focus?: string): Offer[] =>
  [
    '',
    ...[...chart.regions]
      .filter((region) => focus === undefined || !standingOn(chart, region).has(focus))
      .map(({ id }) => id),
  ].map((region) => ({
    ...{ region: '', from: 'person', failing: false },
    body: { type: 'reversal', reversal: 'revoked', region, reason: 'proof', by: SOMEBODY },
  }));

/** What the holder of a task may do instead of deciding it. */
function passingOn(step: HandlerStep | TaskStep): TaskDecision[] {
  if (step.kind !== 'task') return [];
  return [
    ...(step.fourEyes === true ? [{ kind: 'proposed' } as const] : []),
    { kind: 'correctionRequested', defects: [] },
    ...(step.escalation === undefined
      ? []
      : [{ kind: 'escalated', role: step.escalation.roles[0] ?? '', code: UNNAMED } as const]),
  ];
}

const done: Answer = { outcome: 'completed' };
const refused = (code: string): Answer => ({ outcome: 'refused', reason: { code } });
// Attempts are used up, whatever each of them was: a fault, a time-out, an outcome that nobody could tell.
const failed: Answer = { outcome: 'failed', reason: { code: 'attempts-used-up' } };

const repairs = (region: string): StepOffer[] =>
  REPAIRS.map((repair) => ({
    ...{ region, from: 'person', failing: false },
    body: { type: 'repair', region, repair, reason: 'proof' },
  }));

function lateAnswers(region: string, status: LateStatus): StepOffer[] {
  const execution = lateId(region, status);
  return [
    ...[done, refused(UNNAMED), failed].map((answer): StepOffer => ({
      ...{ region, from: 'department', failing: false },
      body: { type: 'answer', execution, answer },
    })),
    {
      ...{ region, from: 'person', failing: false },
      body: { type: 'correction', execution, decision: 'corrected' },
    },
  ];
}

/** True for an answer to an execution that is closed already. */
export const isLate = ({ body }: Offer): boolean => 'execution' in body && body.execution.startsWith('late-');
