import { amendFact } from './amend-mark';
import { subjectFact, type Chart } from './chart';
import type { Facts } from './condition';
import type { Step, WaitStep } from './definition';
import type { Effect } from './effect';
import { absentFields } from './migrated-fields';
import { MIGRATED } from './migration-event';
import { REVERSAL } from './taking-back';
import { moveChart, readState, type Position, type StateText } from './transition';

/** What moving one case to another version of its definition comes to. The same for every case in the same state. */
export type Migration =
  | {
      readonly migrates: true;
      readonly state: StateText;
      readonly effects: readonly Effect[];
      /** The chart is at its end in the new version: nothing is left to do. */
      readonly ended: boolean;
      /** Regions in which somebody is asked who was not asked before. */
      readonly asked: readonly string[];
      /** Regions whose open work is taken back. */
      readonly cancelled: readonly string[];
      /** Regions in hand whose work, timers and clocks go on as they are. */
      readonly carried: readonly string[];
    }
  | { readonly migrates: false; readonly reasons: readonly string[] };

/**
 * Where a case that stands in `state` of one version stands in another version of the same life event, and what is to
 * be done for it. Pure; `to.definition.migrates` says what the two versions alone cannot tell.
 *
 *  M1  What is in hand goes on: nobody is asked twice for the same matter.
 *  M2  What has ended stays as it ended.
 *  M3  What cannot be carried over without guessing is refused, with every reason at once.
 */
export function migrateState(from: Chart, to: Chart, state: StateText): Migration {
  const before = readState(state);
  if (from.regions.every(({ id }) => hasEnded(from, id, before.regions[id]))) {
    return { migrates: false, reasons: ['the case has ended'] };
  }
  const isTakenBack = Object.keys(before.facts).some((fact) => fact === REVERSAL || fact.startsWith('undo.'));
  if (isTakenBack) return { migrates: false, reasons: ['something of the case is taken back'] };
  const isPutRight = ([fact, mark]: [string, unknown]) =>
    fact.startsWith('amend.') && ['due', 'asked'].includes(String(mark));
  if (Object.entries(before.facts).some(isPutRight)) {
    return { migrates: false, reasons: ['something of the case is put right'] };
  }
  const mapped = { regions: {} as Record<string, string>, reasons: [] as string[], effects: [] as Effect[] };
  const carried: string[] = [];
  const cancelled: string[] = [];
  for (const { id } of to.regions) {
    const at = before.regions[id];
    if (at === undefined) {
      mapped.regions[id] = 'waiting';
      continue;
    }
    const next = carryOver(from, to, id, at);
    if (next.kind === 'refused') mapped.reasons.push(next.reason);
    else {
      mapped.regions[id] = next.state;
      if (next.kind === 'reopened') {
        cancelled.push(id);
        mapped.effects.push({ type: 'close', region: id });
      } else if (!isAtRest(from, id, at)) carried.push(id);
      mapped.effects.push(...timerEffects(from, to, id, next.state));
    }
  }
  for (const { id, step } of from.regions) {
    if (to.byId.has(id)) continue;
    const dropped = drop(from, id, before.regions[id] ?? '', from.definition.steps[step]);
    if (dropped.reason !== undefined) mapped.reasons.push(dropped.reason);
    if (dropped.effects.length > 0) cancelled.push(id);
    mapped.effects.push(...dropped.effects);
  }
  const facts = factsAfter(from, to, before, mapped.reasons);
  if (mapped.reasons.length === 0) mapped.reasons.push(...absentFields(from, to, mapped.regions));
  if (mapped.reasons.length > 0) return { migrates: false, reasons: [...new Set(mapped.reasons)] };
  const settled = moveChart(to, JSON.stringify({ v: mapped.regions, f: facts }), { type: MIGRATED });
  if (!settled.accepted) return { migrates: false, reasons: ['the case would be at its end without having moved'] };
  const after = readState(settled.state);
  const opened = settled.effects.filter(({ type }) => type === 'dispatch' || type === 'openTask');
  return {
    migrates: true,
    state: settled.state,
    effects: [...mapped.effects, ...settled.effects],
    ended: settled.ended,
    asked: opened.map(({ region }) => region),
    cancelled,
    // What was in hand may end at once under the rules of the new version.
    carried: carried.filter((id) => after.regions[id] === mapped.regions[id]),
  };
}

/**
 * The way back to `before` for a case that was moved from `from` to `to` and has not moved since. Refused where the
 * migration has asked a department or taken its work back: that cannot be made not to have happened.
 */
export function takeBackMigration(from: Chart, to: Chart, before: StateText, now: StateText): Migration {
  const forth = migrateState(from, to, before);
  if (!forth.migrates || forth.state !== now) return { migrates: false, reasons: ['the case has moved since'] };
  const byDepartment = [...forth.asked, ...forth.cancelled].filter((id) => {
    const chart = to.byId.has(id) ? to : from;
    return chart.definition.steps[chart.byId.get(id)?.step ?? '']?.kind === 'handler';
  });
  if (byDepartment.length > 0) {
    return { migrates: false, reasons: byDepartment.map((id) => `step "${id}" has been given to its department`) };
  }
  const { regions } = readState(before);
  const reopened = forth.cancelled.filter((id) => regions[id] === 'active');
  if (reopened.length < forth.cancelled.length) return { migrates: false, reasons: ['a task was passed on'] };
  return {
    migrates: true,
    state: before,
    effects: [
      ...forth.asked.map((region): Effect => ({ type: 'close', region })),
      ...reopened.map((region): Effect => ({ type: 'openTask', region })),
      ...from.regions.flatMap(({ id }) => timerEffects(to, from, id, regions[id] ?? '')),
    ],
    ended: false,
    asked: reopened,
    cancelled: forth.asked,
    carried: forth.carried,
  };
}

type CarriedOver =
  | { readonly kind: 'carried' | 'reopened'; readonly state: string }
  | { readonly kind: 'refused'; readonly reason: string };

const hasEnded = (chart: Chart, id: string, at = ''): boolean =>
  at === 'completed' || chart.states[id]?.states[at]?.type === 'final';
const isAtRest = (chart: Chart, id: string, at: string): boolean => at === 'waiting' || hasEnded(chart, id, at);

function carryOver(from: Chart, to: Chart, id: string, at: string): CarriedOver {
  const region = to.byId.get(id);
  const step = to.definition.steps[region?.step ?? ''];
  const old = from.definition.steps[from.byId.get(id)?.step ?? ''];
  if (step === undefined || old === undefined) return refusal(id, at, 'is no step');
  if (at === 'waiting') return { kind: 'carried', state: at };
  const state = to.definition.migrates?.states?.[`${region?.step ?? id} ${at}`] ?? at;
  if (to.states[id]?.states[state] === undefined) {
    return refusal(id, at, `version ${to.definition.version} does not know this state`);
  }
  if (isAtRest(to, id, state)) return { kind: 'carried', state };
  if (isSameWork(old, step)) return { kind: 'carried', state };
  if (old.kind === 'task' && step.kind === 'task') return { kind: 'reopened', state: 'waiting' };
  return refusal(id, at, `version ${to.definition.version} gives it to somebody else while it is in hand`);
}

const refusal = (id: string, at: string, why: string): CarriedOver => ({
  kind: 'refused',
  reason: `step "${id}" is ${at}: ${why}`,
});

/** Whether whoever has it in hand would be asked for the same by the other version. */
function isSameWork(one: Step, other: Step): boolean {
  if (one.kind === 'handler') {
    return other.kind === 'handler' && one.department === other.department && one.matter === other.matter;
  }
  if (one.kind === 'task') {
    return other.kind === 'task' && one.department === other.department && one.role === other.role;
  }
  return other.kind === 'wait' && one.signal === other.signal;
}

/** A step that the new version has no more. */
function drop(from: Chart, id: string, at: string, step: Step | undefined): { effects: Effect[]; reason?: string } {
  if (step === undefined || isAtRest(from, id, at)) return { effects: [] };
  if (step.kind === 'wait') return { effects: [{ type: 'cancelTimers', region: id }] };
  if (step.kind === 'handler' && step.undo !== undefined) {
    const reason = `step "${id}" is ${at} with ${step.department}, which may be doing it: wait for its answer, or undo it`;
    return { effects: [], reason };
  }
  return {
    effects: [
      { type: 'close', region: id },
      { type: 'closeIncident', region: id },
    ],
  };
}

/** Timers of a wait under way that the new version reckons otherwise. The others run on, those that have fired too. */
function timerEffects(from: Chart, to: Chart, id: string, state: string): Effect[] {
  const stepOf = (chart: Chart): Step | undefined => chart.definition.steps[chart.byId.get(id)?.step ?? ''];
  const [old, next] = [stepOf(from), stepOf(to)];
  if (state !== 'active' || old?.kind !== 'wait' || next?.kind !== 'wait') return [];
  const isKept = (timer: WaitStep['timers'][number]): boolean =>
    old.timers.some((known) => known.id === timer.id && known.days === timer.days && known.after === timer.after);
  return next.timers
    .filter((timer) => !isKept(timer))
    .map(({ id: timer }) => ({ type: 'startTimer', region: id, timer }));
}

/** A fact that no definition declares. */
const STOPPED = 'stopped';

/** What holds in the new version: what held before, and what it is told of facts that the old one did not know. */
function factsAfter(from: Chart, to: Chart, before: Position, reasons: string[]): Facts {
  const { definition } = to;
  const given = definition.migrates?.facts ?? {};
  const facts: Record<string, Facts[string]> = {};
  for (const name of Object.keys(definition.facts)) {
    const isOfSubject = definition.subject !== undefined && name.startsWith(`${definition.subject.name}.`);
    const subjects = isOfSubject ? Array.from({ length: to.subjects }, (_, index) => index + 1) : [0];
    for (const subject of subjects) {
      const bound = subjectFact(definition, name, subject);
      const value = before.facts[bound] ?? given[name];
      if (value === undefined) {
        // One that the old version knows as well is not known yet; its conditions do not hold there either.
        if (from.definition.facts[name] === undefined)
          reasons.push(`nobody has said what "${name}" is: give it in "migrates.facts"`);
      } else if (!definition.facts[name]?.includes(value)) reasons.push(`fact "${name}" cannot be "${String(value)}"`);
      else facts[bound] = value;
    }
  }
  if (before.facts[STOPPED] !== undefined) facts[STOPPED] = before.facts[STOPPED];
  for (const { id } of to.regions) {
    const mark = before.facts[amendFact(id)];
    if (mark !== undefined) facts[amendFact(id)] = mark;
  }
  return Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
