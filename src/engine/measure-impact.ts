import { buildChart, InvariantError, type Chart, type LifeEvent } from '../core';
import { impactOn, isUntouched, type CaseImpact, type StoredCase } from './impact';

/** Reads cases with all that has happened to them; pages are in the order of ids. */
export interface ImpactStore {
  /** Running cases of the life event. */
  running(event: string, after: string | undefined, limit: number): Promise<StoredCase[]>;
  /** The cases that have ended last. */
  ended(event: string, limit: number): Promise<StoredCase[]>;
}

/** Cases that the changed definition makes the same difference to. */
export interface ImpactClass extends CaseImpact {
  readonly live: boolean;
  /** The version that they follow. */
  readonly version: number;
  readonly cases: number;
  /** Some of them. */
  readonly samples: readonly string[];
}

export interface ImpactReport {
  readonly event: string;
  readonly version: number;
  /** Cases that were looked at. */
  readonly live: number;
  readonly ended: number;
  /** Cases to which it makes no difference. */
  readonly untouched: number;
  /** Cases to which what has happened cannot be told. */
  readonly notReplayable: number;
  /** Those to which it makes one, the most frequent first. */
  readonly classes: readonly ImpactClass[];
}

const PAGE = 500;
const SAMPLES = 5;

/** What a changed definition would make of the cases there are. Reads only. */
export async function measureImpact(
  store: ImpactStore,
  changed: LifeEvent,
  findPublished: (version: number, subjects: number) => Chart | undefined,
  histories: number,
): Promise<ImpactReport> {
  const classes = new Map<string, ImpactClass>();
  const charts = new Map<number, Chart>();
  /** Cases with one history have one impact. */
  const known = new Map<string, CaseImpact>();
  const counts = { live: 0, ended: 0, untouched: 0, notReplayable: 0 };
  const impactOf = (one: StoredCase): CaseImpact => {
    const { id: _id, ...rest } = one;
    const key = JSON.stringify(rest);
    const before = known.get(key);
    if (before !== undefined) return before;
    const chart = charts.get(one.subjects) ?? buildChart(changed, one.subjects);
    charts.set(one.subjects, chart);
    const impact = guarded(one, () => impactOn(one, chart, findPublished(one.version, one.subjects)));
    known.set(key, impact);
    return impact;
  };
  const take = (one: StoredCase, live: boolean): void => {
    counts[live ? 'live' : 'ended'] += 1;
    const impact = impactOf(one);
    if (impact.reasons.length > 0) counts.notReplayable += 1;
    if (isUntouched(impact)) {
      counts.untouched += 1;
      return;
    }
    const key = JSON.stringify([live, one.version, impact]);
    const { cases = 0, samples = [] } = classes.get(key) ?? {};
    const named = samples.length < SAMPLES ? [...samples, one.id] : samples;
    classes.set(key, { ...impact, live, version: one.version, cases: cases + 1, samples: named });
  };
  for (let after: string | undefined; ;) {
    const page = await store.running(changed.name, after, PAGE);
    after = page.at(-1)?.id;
    if (after === undefined) break;
    for (const one of page) take(one, true);
  }
  for (const one of histories === 0 ? [] : await store.ended(changed.name, histories)) take(one, false);
  const ordered = [...classes].sort(([one, a], [other, b]) => b.cases - a.cases || (one < other ? -1 : 1));
  return { event: changed.name, version: changed.version, ...counts, classes: ordered.map(([, one]) => one) };
}

/** A case that breaks the changed chart is told as one that cannot be replayed. */
function guarded(one: StoredCase, work: () => CaseImpact): CaseImpact {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    const none = { endings: [], newlyAsked: [], noLongerAsked: [], limits: [] };
    return { was: one.status, is: 'unknown', ...none, reasons: [error.message] };
  }
}
