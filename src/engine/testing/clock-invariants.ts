import { openPause, readState, standsStill, type Chart } from '../../core';
import type { HistoryRow } from '../instance';
import type { InspectedExecution, InspectedInstance } from './stores';

const rank: Readonly<Record<string, number>> = { 'deadline.warned': 1, 'deadline.yellow': 2, 'deadline.red': 3 };

/** What has been said of each clock. A level is said once and in order, unless the clock was changed in between. */
export class LevelsTold {
  private readonly told = new Map<string, number>();

  take({ type, execution = 'case', seq }: HistoryRow): void {
    const level = rank[type];
    if (level !== undefined) {
      const before = this.told.get(execution) ?? 0;
      if (level <= before) throw new Error(`row ${seq} says ${type} of ${execution} after a level as high`);
      this.told.set(execution, level);
    }
    if (type.startsWith('clock.') || type === 'deadline.recomputed') this.told.delete(execution);
    // The clock of the case pauses and resumes with what the chart does.
    if (level === undefined) this.told.delete('case');
  }
}

const AWAITS_APPLICANT = 'correction';
const OWED: ReadonlySet<string> = new Set(['active', 'escalated', 'proposed', 'failed']);

/** Clocks are paused exactly while they must be, and have something to say exactly while they run. */
export function checkClocks(
  chart: Chart,
  instance: InspectedInstance,
  { executions }: { readonly executions: readonly InspectedExecution[] },
): void {
  for (const { id, kind, open, clock } of executions) {
    const { nextLevelAt, level, dueAt, statutoryDueAt } = clock;
    if (dueAt > statutoryDueAt) throw new Error(`${id} is promised for later than the law allows`);
    const isSilent = level === 'red' || standsStill(clock);
    if ((nextLevelAt === undefined) !== isSilent)
      throw new Error(`${id} is ${level} and will be told of never or twice`);
    if (open && (openPause(clock)?.code === AWAITS_APPLICANT) !== (kind === 'correction')) {
      throw new Error(`the clock of the ${kind} ${id} ${kind === 'correction' ? 'runs' : 'is paused'}`);
    }
  }
  checkCaseClock(chart, instance);
}

function checkCaseClock(chart: Chart, { clock, state, ended }: InspectedInstance): void {
  if ((clock === undefined) !== (chart.definition.limit === undefined)) throw new Error('a clock without a limit');
  if (clock === undefined || ended) return;
  const { regions } = readState(state);
  const isOwed = chart.regions.some(
    ({ id, step }) => chart.definition.steps[step]?.kind !== 'wait' && OWED.has(regions[id] ?? ''),
  );
  if (isOwed === standsStill(clock)) throw new Error(`the clock of the case ${isOwed ? 'is paused' : 'runs'}`);
}
