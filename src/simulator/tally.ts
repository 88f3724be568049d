import { InvariantError, type LifeEvent } from '../core';
import type { HistoryRow, Move } from '../engine/instance';
import type { StoredClock } from '../engine/stored-clock';
import { makeHistogram, type Histogram } from './histogram';
import { Lengths, type LengthFigures } from './lengths';
import { standingOf, type LiveCase, type LiveExecution } from './live-case';

/** How often limits were not kept: the product's own clocks say it. */
export interface Breaches {
  /** Clocks that ran. */
  readonly clocks: number;
  readonly promiseBroken: number;
  readonly lawBroken: number;
}

export interface StepFigures extends Breaches {
  readonly completed: number;
  readonly refused: number;
  /** Attempts were used up: an operator was needed. */
  readonly failed: number;
  /** The applicant was asked to put something right. */
  readonly corrections: number;
  /** From its beginning to its end, in hours by the clock. */
  readonly hours: LengthFigures;
}

export interface EventFigures {
  readonly arrived: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Still under way when nobody watched any more. */
  readonly unfinished: number;
  /** From coming in to the end, of the cases that ended, in hours by the clock. */
  readonly hours: LengthFigures;
  readonly histogram: Histogram;
  /** The time limit of the whole case. */
  readonly wholeCase: Breaches;
  readonly steps: Readonly<Record<string, StepFigures>>;
}

const HOUR = 3_600_000;

interface StepTally {
  clocks: number;
  promiseBroken: number;
  lawBroken: number;
  completed: number;
  refused: number;
  failed: number;
  corrections: number;
  readonly hours: Lengths;
}

/** Counts what becomes of the cases of one life event that come within the days of the scenario. */
export class EventTally {
  private arrived = 0;
  private readonly outcomes: Record<string, number> = {};
  private readonly hours = new Lengths();
  private readonly wholeCase = { clocks: 0, promiseBroken: 0, lawBroken: 0 };
  private readonly steps = new Map<string, StepTally>();
  /** True where a time limit crosses a year whose calendar is not known. */
  provisional = false;

  constructor(private readonly definition: LifeEvent) {
    for (const [name, { kind }] of Object.entries(definition.steps)) {
      if (kind !== 'wait') this.steps.set(name, emptyStep());
    }
  }

  began(live: LiveCase): void {
    if (!live.counts) return;
    this.arrived += 1;
    if (live.clock !== undefined) this.wholeCase.clocks += 1;
  }

  moved(live: LiveCase, move: Move, now: number): void {
    if (!live.counts) return;
    for (const { region, step, kind, clock } of move.opened) {
      const tally = this.stepOf(step);
      if (kind === 'correction') tally.corrections += 1;
      if (first(live, `${region} clock`)) tally.clocks += 1;
      this.provisional ||= clock.provisional;
    }
    for (const row of move.history) this.count(live, row);
    for (const { id } of move.closed) this.measure(live, live.executions.get(id), now);
    if (move.ended) {
      this.outcomes[move.status] = (this.outcomes[move.status] ?? 0) + 1;
      this.hours.add((now - live.arrivedAt) / HOUR);
    }
  }

  /** A clock has been looked at: has its level passed a limit? */
  looked(live: LiveCase, execution: LiveExecution | undefined, after: StoredClock): void {
    if (!live.counts) return;
    const tally = execution === undefined ? this.wholeCase : this.stepOf(execution.step);
    const place = execution?.region ?? '';
    const { level } = after;
    if ((level === 'yellow' || level === 'red') && first(live, `${place} promise`)) tally.promiseBroken += 1;
    if (level === 'red' && first(live, `${place} law`)) tally.lawBroken += 1;
  }

  figures(): EventFigures {
    const ended = Object.values(this.outcomes).reduce((sum, count) => sum + count, 0);
    return {
      arrived: this.arrived,
      outcomes: Object.fromEntries(Object.entries(this.outcomes).sort(([a], [b]) => (a < b ? -1 : 1))),
      unfinished: this.arrived - ended,
      hours: this.hours.figures(),
      histogram: makeHistogram(this.hours.sorted()),
      wholeCase: { ...this.wholeCase },
      steps: Object.fromEntries(
        [...this.steps].map(([name, { hours, ...counts }]) => [name, { ...counts, hours: hours.figures() }]),
      ),
    };
  }

  private count(live: LiveCase, { type, region = '' }: HistoryRow): void {
    const step = live.chart.byId.get(region)?.step;
    if (step === undefined) return;
    if (type === 'step.completed') this.stepOf(step).completed += 1;
    if (type === 'step.refused') this.stepOf(step).refused += 1;
    if (type === 'step.failed') this.stepOf(step).failed += 1;
  }

  private measure(live: LiveCase, execution: LiveExecution | undefined, now: number): void {
    if (execution === undefined || !standingOf(live.chart, live.state).over.has(execution.region)) return;
    const begun = live.begunAt.get(execution.region);
    if (begun === undefined || !first(live, `${execution.region} over`)) return;
    this.stepOf(execution.step).hours.add((now - begun) / HOUR);
  }

  private stepOf(step: string): StepTally {
    const tally = this.steps.get(step);
    if (tally === undefined) throw new InvariantError(`${this.definition.name} has no step "${step}"`);
    return tally;
  }
}

function first({ told }: LiveCase, what: string): boolean {
  if (told.has(what)) return false;
  told.add(what);
  return true;
}

const emptyStep = (): StepTally => ({
  ...{ clocks: 0, promiseBroken: 0, lawBroken: 0, completed: 0, refused: 0, failed: 0, corrections: 0 },
  hours: new Lengths(),
});
