import { planRetry, type HandlerStep, type TaskStep } from '../core';
import type { Answer, MessageBody, Repair } from '../engine/message';
import type { TaskDecision } from '../engine/task-decision';
import { drawChance, drawTime, drawWeighted, type Draws } from './draws';
import type { LiveExecution } from './live-case';
import type { EventLoad, StepLoad } from './scenario';
import type { Department, Operators, Person } from './staff';

/** What comes of an attempt: an answer, or a failure and how long to wait before the next attempt. */
export type Attempted = { readonly body: MessageBody } | { readonly againInMs: number };

export interface Luck {
  readonly draws: Draws;
  /** The place in the run: case, region and visit. */
  readonly key: string;
}

/** Holders of tasks. Who they are matters only where two must differ. */
const [FIRST, SECOND, OFFICER] = ['clerk-1', 'clerk-2', 'officer'] as const;

const NO_STEP: StepLoad = {};
export const loadOf = ({ steps }: EventLoad, step: string): StepLoad => steps?.get(step) ?? NO_STEP;

/** Open time that one attempt takes a clerk. */
export function attemptTime(department: Department, load: StepLoad, { draws, key }: Luck, attempt: number): number {
  const [u, v] = draws(`${key}|${attempt}`);
  return drawTime(load.answerTime ?? department.answerTime, u, v);
}

/** A department's machine has been asked. */
export function answerAttempt(
  step: HandlerStep,
  department: Department,
  load: StepLoad,
  { draws, key }: Luck,
  { id }: LiveExecution,
  attempt: number,
): Attempted {
  const [, , luck] = draws(`${key}|${attempt}`);
  const fails = load.fails ?? department.fails ?? 0;
  if (luck < fails) return failAttempt(step, { draws, key }, id, attempt);
  return { body: { type: 'answer', execution: id, answer: drawAnswer(load, (luck - fails) / (1 - fails)) } };
}

/** The attempt came to nothing: again by the step's own retry policy, or no more. */
export function failAttempt(step: HandlerStep, { draws, key }: Luck, execution: string, attempt: number): Attempted {
  const [, , , jitter] = draws(`${key}|${attempt}`);
  const againInMs = planRetry(step.retry, attempt, jitter);
  if (againInMs !== undefined) return { againInMs };
  return { body: { type: 'answer', execution, answer: { outcome: 'failed', reason: { code: 'attempts-used-up' } } } };
}

/** A person has looked at a task. */
export function decideTask(
  step: TaskStep,
  load: StepLoad,
  { draws, key }: Luck,
  execution: LiveExecution,
): MessageBody {
  const [, , luck, second] = draws(`${key}|1`);
  const { id } = execution;
  const decided = (decision: TaskDecision, by: string): MessageBody => ({
    type: 'decision',
    execution: id,
    by,
    decision,
  });
  if (execution.kind === 'review') {
    if (luck < (load.sendsBack ?? 0)) return decided({ kind: 'sentBack', code: 'look-again' }, SECOND);
    return decided({ kind: 'confirmed', answer: drawAnswer(load, second) }, SECOND);
  }
  const passes = drawChance(
    [['escalated', load.escalates ?? 0] as const, ['correctionRequested', load.asksApplicant ?? 0] as const],
    luck,
  );
  if (passes === 'escalated') {
    const role = step.escalation?.roles[0] ?? '';
    return decided({ kind: 'escalated', role, code: step.escalation?.questions[0] ?? '' }, FIRST);
  }
  if (passes === 'correctionRequested') return decided({ kind: 'correctionRequested', defects: [] }, FIRST);
  if (step.fourEyes === true) return decided({ kind: 'proposed' }, FIRST);
  return { type: 'answer', execution: id, answer: drawAnswer(load, second), by: FIRST };
}

function drawAnswer({ refusals = {} }: StepLoad, luck: number): Answer {
  const code = drawChance(Object.entries(refusals), luck);
  return code === undefined ? { outcome: 'completed' } : { outcome: 'refused', reason: { code } };
}

/** The applicant, or the officer who is asked: after how long, and what they say. */
export function answerPerson(
  person: Person,
  step: HandlerStep | TaskStep,
  { draws, key }: Luck,
  { id, kind }: LiveExecution,
): { readonly inMs: number; readonly body: MessageBody } {
  const [u, v, luck] = draws(`${key}|1`);
  const inMs = drawTime(person.answerTime, u, v);
  const declines = luck < (person.declines ?? 0);
  if (kind === 'correction') {
    return { inMs, body: { type: 'correction', execution: id, decision: declines ? 'givenUp' : 'corrected' } };
  }
  const advice = (step.kind === 'task' ? step.escalation?.advice[0] : undefined) ?? 'otherwise';
  const decision: TaskDecision = { kind: 'returned', code: advice, approve: !declines };
  return { inMs, body: { type: 'decision', execution: id, by: OFFICER, decision } };
}

/** An operator looks at a step that has failed: open time that it takes, and what is decided. */
export function repairStep(
  operators: Operators,
  { draws, key }: Luck,
): { readonly takes: number; readonly repair: Repair } {
  const [u, v, luck] = draws(key);
  const { retried, skipped, resolved } = operators;
  const isSilent = retried === undefined && skipped === undefined && resolved === undefined;
  const weights = { retried: isSilent ? 1 : (retried ?? 0), skipped: skipped ?? 0, resolved: resolved ?? 0 };
  const repair = drawWeighted(['retried', 'skipped', 'resolved'] as const, (one) => weights[one], luck);
  return { takes: drawTime(operators.answerTime, u, v), repair };
}
