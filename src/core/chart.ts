import { createHash } from 'node:crypto';
import { renameFacts, type Condition, type Facts } from './condition';
import type { Ending, HandlerStep, LifeEvent, Need, RefusalPolicy, Step, TaskStep } from './definition';
import { restsOf } from './taking-back';

/**
 * A definition laid out for a number of subjects: one region per step and subject, as plain data. What stands here is
 * what `compile-machine.ts` turns into an XState machine, and what is exported, drawn and proven.
 *
 * A region's states: `waiting` → `active` → `completed`, or one of the other endings; `suspended` while the applicant
 * corrects; `failed` while an operator must act; a task's also `escalated` while another officer is asked, and `proposed`
 * while a second person looks at the decision. An ending that has a reason carries it in its name
 * (`manual:household-outside-city`), so that the state alone says why.
 */
export interface Region {
  readonly id: string;
  readonly step: string;
  /** 1, 2, 3 … for a step that is repeated per subject, 0 for a step of the whole case. */
  readonly subject: number;
}

export type Guard =
  | { readonly in: string; readonly states: readonly string[] }
  | { readonly holds: Condition }
  | { readonly all: readonly Guard[] }
  | { readonly any: readonly Guard[] };

export interface ChartAction {
  readonly type: string;
  readonly params: { readonly region: string; readonly timer?: string; readonly facts?: Facts };
}
export interface ChartTransition {
  readonly guard?: string;
  readonly target?: string;
  readonly actions?: readonly ChartAction[];
}
export interface ChartState {
  readonly type?: 'final';
  readonly always?: readonly ChartTransition[];
  readonly on?: Readonly<Record<string, ChartTransition>>;
  readonly entry?: readonly ChartAction[];
  readonly exit?: readonly ChartAction[];
}
export interface ChartRegion {
  readonly initial: 'waiting';
  readonly states: Readonly<Record<string, ChartState>>;
}

export interface Chart {
  readonly definition: LifeEvent;
  readonly subjects: number;
  readonly fingerprint: string;
  readonly regions: readonly Region[];
  readonly byId: ReadonlyMap<string, Region>;
  readonly states: Readonly<Record<string, ChartRegion>>;
  readonly guards: Readonly<Record<string, Guard>>;
}

export const regionId = (step: string, subject: number): string => (subject === 0 ? step : `${step}@${subject}`);

/** The name under which a fact declared for a subject is kept for that subject: `child.x` → `child.2.x`. */
export function subjectFact(definition: LifeEvent, name: string, subject: number): string {
  const prefix = `${definition.subject?.name ?? ''}.`;
  return subject > 0 && prefix !== '.' && name.startsWith(prefix)
    ? `${prefix}${subject}.${name.slice(prefix.length)}`
    : name;
}

export function buildChart(definition: LifeEvent, subjects: number): Chart {
  const regions = Object.entries(definition.steps).flatMap(([step, parts]) =>
    subjectsOf(parts, subjects).map((subject) => ({ id: regionId(step, subject), step, subject })),
  );
  const guards: Record<string, Guard> = { stopped: { holds: { fact: 'stopped', is: true } } };
  const states: Record<string, ChartRegion> = {};
  for (const region of regions) states[region.id] = regionStates(definition, subjects, region, guards);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([definition.name, definition.version, subjects, states, guards]))
    .digest('hex')
    .slice(0, 16);
  const byId = new Map(regions.map((region) => [region.id, region]));
  return { definition, subjects, fingerprint, regions, byId, states, guards };
}

const subjectsOf = (step: Step, subjects: number): number[] =>
  step.per === undefined ? [0] : Array.from({ length: subjects }, (_, index) => index + 1);

function regionStates(
  definition: LifeEvent,
  subjects: number,
  region: Region,
  guards: Record<string, Guard>,
): ChartRegion {
  const step = definition.steps[region.step] as Step;
  const endings = endingsOf(step);
  const states: Record<string, ChartState> = {
    waiting: { always: waitingExits(definition, subjects, region, step, guards) },
    active: activeState(definition, region, step),
    completed: { type: 'final' },
  };
  if (step.kind !== 'wait') {
    const act = (type: string): ChartAction => ({ type, params: { region: region.id } });
    states['refused'] = { type: 'final' };
    states['failed'] = {
      always: [stopped],
      entry: [act('openIncident')],
      exit: [act('closeIncident')],
      on: {
        [`${region.id}.retried`]: { target: 'active' },
        [`${region.id}.skipped`]: { target: 'skipped:by-operator' },
        [`${region.id}.resolved`]: { target: 'completed', actions: [act('learn')] },
      },
    };
    states['suspended'] = {
      always: [stopped],
      entry: [act('openCorrection')],
      exit: [act('close')],
      on: { [`${region.id}.corrected`]: { target: 'active' }, [`${region.id}.givenUp`]: { target: 'refused' } },
    };
    states['skipped:by-operator'] = { type: 'final' };
    if (step.kind === 'task') Object.assign(states, passedOnStates(region.id, step));
  }
  for (const ending of endings) states[ending] = { type: 'final' };
  states['skipped:case-stopped'] = { type: 'final' };
  return { initial: 'waiting', states };
}

const stopped: ChartTransition = { guard: 'stopped', target: 'skipped:case-stopped' };

const statusOfEnding = { notApplicable: 'notApplicable', skip: 'skipped', handToCounter: 'manual' } as const;

/** The state an ending leads to. */
export const endingState = (ending: Ending): string => `${statusOfEnding[ending.kind]}:${ending.reason}`;

function endingsOf(step: Step): string[] {
  const endings = [...step.unless.map((line) => line.ending), step.onUnmetNeed];
  if (step.kind !== 'wait') {
    for (const policy of [...Object.values(step.onRefusal.codes), step.onRefusal.otherwise]) {
      if (isEnding(policy)) endings.push(policy);
    }
  }
  return [...new Set(endings.map(endingState))];
}

export const isEnding = (policy: RefusalPolicy): policy is Ending => policy.kind in statusOfEnding;

/** The event that a refusal under this policy becomes. */
export const refusalEvent = (region: string, policy: RefusalPolicy): string =>
  `${region}.refused.${isEnding(policy) ? endingState(policy) : policy.kind}`;

function waitingExits(
  definition: LifeEvent,
  subjects: number,
  region: Region,
  step: Step,
  guards: Record<string, Guard>,
): ChartTransition[] {
  const exits: ChartTransition[] = [stopped];
  step.unless.forEach((line, index) => {
    const name = `${region.id}: unless ${index + 1}`;
    guards[name] = { holds: renameFacts(line.when, (fact) => subjectFact(definition, fact, region.subject)) };
    exits.push({ guard: name, target: endingState(line.ending) });
  });
  const unmet = step.needs.flatMap((need) => unmetGuard(definition, subjects, region, need) ?? []);
  if (unmet.length > 0) {
    guards[`${region.id}: a need is unmet`] = { any: unmet };
    exits.push({ guard: `${region.id}: a need is unmet`, target: endingState(step.onUnmetNeed) });
  }
  guards[`${region.id}: needs are met`] = {
    all: step.needs.map((need) => metGuard(definition, subjects, region, need)),
  };
  exits.push({ guard: `${region.id}: needs are met`, target: 'active' });
  return exits;
}

/** The regions a need speaks of: the same subject's where both are per subject, otherwise every subject's. */
export function neededRegions(definition: LifeEvent, subjects: number, region: Region, need: Need): string[] {
  const needed = definition.steps[need.step] as Step;
  if (needed.per !== undefined && region.subject > 0 && need.how !== 'everyCompleted') {
    return [regionId(need.step, region.subject)];
  }
  return subjectsOf(needed, subjects).map((subject) => regionId(need.step, subject));
}

function metGuard(definition: LifeEvent, subjects: number, region: Region, need: Need): Guard {
  const step = definition.steps[need.step] as Step;
  const needed = neededRegions(definition, subjects, region, need);
  const ended: Guard = { all: needed.map((id) => ({ in: id, states: endStates(step) })) };
  if (need.how === 'settled') return ended;
  const completed = needed.map((id): Guard => ({ in: id, states: ['completed'] }));
  return need.how === 'completed' ? { all: completed } : { all: [ended, { any: completed }] };
}

function unmetGuard(definition: LifeEvent, subjects: number, region: Region, need: Need): Guard | undefined {
  if (need.how === 'settled') return undefined;
  const step = definition.steps[need.step] as Step;
  const lost = endStates(step).filter((state) => state !== 'completed');
  const parts = neededRegions(definition, subjects, region, need).map((id): Guard => ({ in: id, states: lost }));
  return need.how === 'completed' ? { any: parts } : { all: parts };
}

function endStates(step: Step): string[] {
  const own = step.kind === 'wait' ? [] : ['refused', 'skipped:by-operator'];
  return ['completed', ...own, ...endingsOf(step), 'skipped:case-stopped', ...restsOf(step)];
}

function activeState(definition: LifeEvent, region: Region, step: Step): ChartState {
  const act: Act = (type, more = {}) => ({ type, params: { region: region.id, ...more } });
  const bind = (facts: Facts): Facts =>
    Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [subjectFact(definition, name, region.subject), value]),
    );
  if (step.kind === 'wait') {
    const over = act('learn', { facts: bind(step.learns) });
    const on: Record<string, ChartTransition> = {
      [`${region.id}.completed`]: { target: 'completed', actions: [over] },
    };
    for (const timer of step.timers) {
      const event = timerEvent(region.id, timer.id);
      if (timer.then === 'end') on[event] = { target: 'completed', actions: [over] };
      else if ('set' in timer.then) on[event] = { actions: [act('learn', { facts: bind(timer.then.set) })] };
      else on[event] = { actions: [act('remind', { timer: timer.id })] };
    }
    return {
      always: [stopped],
      entry: step.timers.map((timer) => act('startTimer', { timer: timer.id })),
      exit: step.timers.length > 0 ? [act('cancelTimers')] : [],
      on,
    };
  }
  const decided = {
    [`${region.id}.completed`]: { target: 'completed', actions: [act('learn')] },
    [`${region.id}.failed`]: { target: 'failed' },
    ...refusals(region.id, step, act),
  };
  return {
    always: [stopped],
    entry: [act(step.kind === 'handler' ? 'dispatch' : 'openTask')],
    exit: [act('close')],
    on: step.kind === 'task' ? taskTransitions(region.id, step, decided) : decided,
  };
}

type Act = (type: string, more?: object) => ChartAction;

/** What every refusal that the step knows leads to. */
function refusals(region: string, step: HandlerStep | TaskStep, act: Act): Record<string, ChartTransition> {
  const policies = [...Object.values(step.onRefusal.codes), step.onRefusal.otherwise];
  return Object.fromEntries(
    policies.map((policy) => [refusalEvent(region, policy), refusalTransition(policy, act)] as const),
  );
}

/** Where four eyes are asked for, one person alone has no way to the end. */
function taskTransitions(
  region: string,
  { fourEyes, escalation }: TaskStep,
  decided: Record<string, ChartTransition>,
): Record<string, ChartTransition> {
  return {
    ...(fourEyes === true ? { [`${region}.proposed`]: { target: 'proposed' } } : decided),
    [`${region}.correctionRequested`]: { target: 'suspended' },
    ...(escalation === undefined ? {} : { [`${region}.escalated`]: { target: 'escalated' } }),
  };
}

/** States in which a task lies with somebody else than whoever it was given to. */
function passedOnStates(region: string, step: TaskStep): Record<string, ChartState> {
  const act: Act = (type, more = {}) => ({ type, params: { region, ...more } });
  const lies = { always: [stopped], exit: [act('close')] };
  const states: Record<string, ChartState> = {};
  if (step.escalation !== undefined) {
    const on = { [`${region}.returned`]: { target: 'active' }, ...refusals(region, step, act) };
    states['escalated'] = { ...lies, entry: [act('openEscalation')], on };
  }
  if (step.fourEyes === true) {
    const on = {
      [`${region}.completed`]: { target: 'completed', actions: [act('learn')] },
      [`${region}.sentBack`]: { target: 'active' },
      ...refusals(region, step, act),
    };
    states['proposed'] = { ...lies, entry: [act('openReview')], on };
  }
  return states;
}

export const timerEvent = (region: string, timer: string): string => `${region}.timer.${timer}`;

function refusalTransition(policy: RefusalPolicy, act: Act): ChartTransition {
  if (isEnding(policy)) return { target: endingState(policy) };
  if (policy.kind === 'askApplicant') return { target: 'suspended' };
  if (policy.kind === 'stopCase') return { target: 'refused', actions: [act('learn', { facts: { stopped: true } })] };
  return { target: 'refused' };
}
