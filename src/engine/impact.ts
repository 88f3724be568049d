import {
  beginChart,
  moveChart,
  openNeeds,
  outcomeOf,
  readState,
  subjectFact,
  type Chart,
  type Facts,
  type Limit,
  type StateText,
  type Step,
} from '../core';
import { chartEventOf, type ReplayedRow } from './replay-history';
import { executionKinds } from './plan-effects';

/** A case as it is stored: how it stands by the definition that it follows, and what has happened to it. */
export interface StoredCase {
  readonly id: string;
  readonly version: number;
  readonly subjects: number;
  readonly status: string;
  readonly state: StateText;
  readonly rows: readonly ReplayedRow[];
  /** Regions for which an execution was ever opened. */
  readonly asked: readonly string[];
}

/** What a changed definition would have made of a case. Steps, not regions: of twins each is told once. */
export interface CaseImpact {
  /** How the case stands, and how it would stand: its status, `running` while something is still to come. */
  readonly was: string;
  readonly is: string;
  /** Matters that would have ended otherwise. */
  readonly endings: readonly { readonly step: string; readonly was: string; readonly is: string }[];
  readonly newlyAsked: readonly { readonly step: string; readonly department: string }[];
  readonly noLongerAsked: readonly { readonly step: string; readonly department: string }[];
  /** Steps that the case still owes and whose limit differs. */
  readonly limits: readonly { readonly step: string; readonly was: string; readonly is: string }[];
  /** Why what has happened cannot be told to the changed definition; empty where it can. */
  readonly reasons: readonly string[];
}

/** True when the changed definition makes no difference to the case. */
export const isUntouched = (impact: CaseImpact): boolean =>
  impact.was === impact.is &&
  [impact.endings, impact.newlyAsked, impact.noLongerAsked, impact.limits, impact.reasons].every(
    (list) => list.length === 0,
  );

/**
 * Tells a changed definition all that has happened to a case, in order, and compares what comes of it with how the case
 * stands. What comes before the changed definition asks for it is kept and told again, as an answer given on time; what
 * it never asks for is left out. Pure. `published` is the definition that the case follows, where it is at hand: without
 * it the limits are not compared.
 */
export function impactOn(one: StoredCase, changed: Chart, published?: Chart): CaseImpact {
  const before = readState(one.state).regions;
  const told = retell(one, changed);
  const after = readState(told.state).regions;
  const stepOf = (id: string): string => id.split('@')[0] as string;
  const departmentOf = (step: string): string => {
    const parts = changed.definition.steps[step] ?? published?.definition.steps[step];
    return parts === undefined || parts.kind === 'wait' ? '' : parts.department;
  };
  const places = (regions: readonly string[]) =>
    unique(regions.map(stepOf)).map((step) => ({ step, department: departmentOf(step) }));
  // A step that has not been reached yet in either is no news.
  const ending = ([id, was]: [string, string]) => {
    const is = after[id];
    const isOver = is !== undefined && changed.states[id]?.states[is]?.type === 'final';
    return isOver && is !== was ? [{ step: stepOf(id), was, is }] : [];
  };
  const isSound = told.reasons.length === 0;
  return {
    was: one.status,
    is: isSound ? told.status : 'unknown',
    endings: isSound ? uniqueParts(Object.entries(before).flatMap(ending)) : [],
    newlyAsked: places([...told.asked].filter((id) => !one.asked.includes(id))),
    noLongerAsked: isSound ? places(one.asked.filter((id) => !told.asked.has(id))) : [],
    limits: published === undefined ? [] : limitsChanged(one, changed, published),
    reasons: told.reasons,
  };
}

interface Retold {
  readonly status: string;
  readonly state: StateText;
  readonly asked: ReadonlySet<string>;
  readonly reasons: readonly string[];
}

function retell({ rows, subjects }: StoredCase, chart: Chart): Retold {
  const [first, ...later] = rows;
  const facts = first?.type === 'instance.started' ? (first.detail['facts'] as Facts | undefined) : undefined;
  if (facts === undefined || chart.subjects !== subjects) {
    return {
      status: 'unknown',
      state: emptyState(chart),
      asked: new Set(),
      reasons: ['its history does not say how it began'],
    };
  }
  const asked = new Set<string>();
  const begun = beginChart(chart, withGivenFacts(chart, facts));
  let { state, ended } = begun;
  const note = (effects: typeof begun.effects): void => {
    for (const { type, region } of effects) if (executionKinds[type] !== undefined) asked.add(region);
  };
  note(begun.effects);
  let early: ReplayedRow[] = [];
  const tell = (row: ReplayedRow): boolean => {
    const event = chartEventOf(chart, row, state);
    if (event === undefined) return true;
    const moved = moveChart(chart, state, event);
    if (!moved.accepted) return false;
    ({ state, ended } = moved);
    note(moved.effects);
    return true;
  };
  for (const row of later) {
    // A step that the changed definition does not have asks nobody and hears of nothing.
    if (row.region !== undefined && !chart.byId.has(row.region)) continue;
    if (!tell(row)) {
      early.push(row);
      continue;
    }
    for (let isMoving = early.length > 0; isMoving;) {
      const left = early.filter((waiting) => !tell(waiting));
      isMoving = left.length < early.length && left.length > 0;
      early = left;
    }
  }
  const { regions } = readState(state);
  const reasons = early.flatMap(({ region = '', type }) => reasonOf(chart, regions, region, type));
  return { status: ended ? outcomeOf(chart, state) : 'running', state, asked, reasons: unique(reasons) };
}

/** What the case began with, and what the changed definition says of facts that nobody asked for then. */
function withGivenFacts({ definition, subjects }: Chart, facts: Facts): Facts {
  const given = Object.entries(definition.migrates?.facts ?? {}).flatMap(([name, value]) => {
    const isOfSubject = definition.subject !== undefined && name.startsWith(`${definition.subject.name}.`);
    const all = isOfSubject ? Array.from({ length: subjects }, (_, index) => index + 1) : [0];
    return all.map((subject) => [subjectFact(definition, name, subject), value] as const);
  });
  return { ...Object.fromEntries(given), ...facts };
}

/** Why a row could never be told; nothing where the step came to its end without it. */
function reasonOf(chart: Chart, regions: Readonly<Record<string, string>>, id: string, type: string): string[] {
  const state = regions[id] ?? '';
  const region = chart.byId.get(id);
  if (region === undefined || chart.states[id]?.states[state]?.type === 'final') return [];
  if (state === 'waiting') {
    const steps = unique(openNeeds(chart, regions, region).map((need) => need.split('@')[0] as string));
    return [
      `step "${region.step}" was ${past(type)}, and now waits for ${steps.map((step) => `"${step}"`).join(', ')}`,
    ];
  }
  return [`step "${region.step}" was ${past(type)}, which it does not expect now that it is ${state}`];
}

/** `step.completed` happened to a step: it was completed. */
const past = (type: string): string => type.slice(type.indexOf('.') + 1);

function limitsChanged({ state }: StoredCase, changed: Chart, published: Chart): CaseImpact['limits'] {
  const { regions } = readState(state);
  const owed = unique(
    published.regions
      .filter(({ id }) => published.states[id]?.states[regions[id] ?? '']?.type !== 'final')
      .map(({ step }) => step),
  );
  return owed.flatMap((step) => {
    const [was, is] = [published, changed].map(({ definition }) => limitsOf(definition.steps[step]));
    return was === undefined || is === undefined || was === is ? [] : [{ step, was, is }];
  });
}

/** In words, such as `3 working days, promised 1`. */
function limitsOf(step: Step | undefined): string | undefined {
  if (step === undefined || step.kind === 'wait') return undefined;
  const { legal, promised } = step.limit;
  return promised === undefined ? daysIn(legal) : `${daysIn(legal)}, promised ${daysIn(promised)}`;
}

const daysIn = (limit: Limit): string => (limit.kind === 'immediately' ? 'immediately' : `${limit.days} working days`);

const emptyState = ({ regions }: Chart): StateText =>
  JSON.stringify({ v: Object.fromEntries(regions.map(({ id }) => [id, 'waiting'])), f: {} });

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

function uniqueParts<T>(parts: readonly T[]): T[] {
  return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
}
