import {
  civilDate,
  departmentOwes,
  InvariantError,
  isPaused,
  openPause,
  readState,
  type Act,
  type Chart,
  type ClockLimits,
  type StateText,
} from '../core';
import { getStep } from './judge-message';
import {
  openStatuses,
  parseExecutionId,
  type ClosedExecution,
  type ExecutionId,
  type ExecutionKind,
  type OpenedExecution,
  type StoredExecution,
  type StoredInstance,
} from './instance';
import type { ClockMessageBody } from './message';
import {
  pauseStored,
  raiseLevel,
  recomputeStored,
  resumeStored,
  startClock,
  type Reckoning,
  type StoredClock,
} from './stored-clock';

/** A message about a clock changes that clock and nothing else. */
export interface ClockVerdict {
  readonly kind: 'clock';
  readonly row: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** The execution whose clock it is; absent for the whole case. */
  readonly execution?: StoredExecution;
  readonly clock: StoredClock;
}

export type ClockJudgement = ClockVerdict | { readonly kind: 'refused'; readonly code: string } | { kind: 'repeated' };

/** How far a fold has come, as far as clocks must know it. */
export interface FoldPosition {
  readonly state: StateText;
  readonly ended: boolean;
  readonly closed: ReadonlyMap<ExecutionId, ClosedExecution>;
}

const REPEATED = { kind: 'repeated' } as const;
const refused = (code: string) => ({ kind: 'refused', code }) as const;

/**
 * The clocks of one fold. A step has one clock, which starts with its first visit and goes on from visit to visit: it
 * pauses while the applicant corrects (补正), runs on while an operator repairs, and is handed from each execution of
 * the region to the next. The case has one too, which pauses while no department owes anything.
 */
export class FoldClocks {
  private readonly changed = new Map<ExecutionId, StoredClock>();
  private readonly newest = new Map<string, NewestClock>();
  private caseClock: StoredClock | undefined;
  private readonly wasOver: boolean;

  constructor(
    private chart: Chart,
    private readonly stored: Pick<StoredInstance, 'status' | 'state' | 'executions' | 'clock'> | undefined,
    private readonly reckoning: Reckoning,
  ) {
    const { definition } = chart;
    this.wasOver = stored !== undefined && stored.status !== 'running';
    if (stored !== undefined) this.caseClock = stored.clock;
    else if (definition.limit !== undefined) this.caseClock = startClock(limitsOf(definition), reckoning);
    for (const { id, region, act, clock } of stored?.executions.values() ?? []) {
      const before = this.newest.get(region);
      if (clock !== undefined && (before === undefined || isAfter(id, before.id)))
        this.newest.set(region, { id, clock, act });
    }
  }

  /** The case follows another version of its definition from now on: its clocks run on, to the limits of that. */
  follow(chart: Chart): void {
    this.chart = chart;
    for (const [region, { id, clock, act }] of this.newest) {
      const status = this.stored?.executions.get(id)?.status;
      const isCounting = status !== undefined && (openStatuses.includes(status) || status === 'failed');
      if (!isCounting || !chart.byId.has(region)) continue;
      const counted = recomputeStored(clock, limitsOf(limitedStep(chart, region)), this.reckoning);
      this.changed.set(id, counted);
      this.newest.set(region, { id, clock: counted, act });
    }
    const { limit } = chart.definition;
    if (this.caseClock !== undefined && limit !== undefined)
      this.caseClock = recomputeStored(this.caseClock, limitsOf(chart.definition), this.reckoning);
  }

  /** The clock of an execution that this chart is about to open. Changes nothing. */
  clockFor(chart: Chart, region: string, kind: ExecutionKind, act?: Act, isAnew = false): StoredClock {
    const limits = limitsOf(limitedStep(chart, region));
    const newest = this.newest.get(region);
    // Taking back has as long as the step had, from when it is asked for; so has putting right, each time.
    const clock = newest?.act === act && !isAnew ? newest?.clock : undefined;
    if (kind === 'correction') {
      return pauseStored(clock ?? startClock(limits, this.reckoning), limits, { code: 'correction' }, this.reckoning);
    }
    if (clock === undefined) return startClock(limits, this.reckoning);
    return openPause(clock)?.code === 'correction'
      ? resumeStored(clock, limits, this.reckoning)
      : recomputeStored(clock, limits, this.reckoning);
  }

  /** Notes executions that the fold has opened. */
  opened(executions: readonly OpenedExecution[]): void {
    for (const { id, region, clock, act } of executions) this.newest.set(region, { id, clock, act });
  }

  /** What a message about a clock comes to. One that has been overtaken is a repetition: the clock is looked at again. */
  judge(body: ClockMessageBody, position: FoldPosition): ClockJudgement {
    if (body.execution === undefined)
      return this.judgeCase(body as Exclude<ClockMessageBody, { type: 'clock' }>, position);
    const execution = this.stored?.executions.get(body.execution);
    if (execution === undefined) return refused('unknown-execution');
    const clock = this.changed.get(execution.id) ?? execution.clock;
    const runs = clock !== undefined && !this.wasOver && !position.ended && isOpen(execution, position);
    if (body.type === 'clock') {
      if (!runs) return refused('task-closed');
      return this.judgeChange(body, execution, clock);
    }
    if (!runs) return REPEATED;
    const made = this.judgeTimes(body, clock, limitedStep(this.chart, execution.region));
    return made === undefined ? REPEATED : { ...made, execution };
  }

  private judgeChange(
    body: ClockMessageBody & { type: 'clock' },
    execution: StoredExecution,
    clock: StoredClock,
  ): ClockJudgement {
    const limits = limitsOf(limitedStep(this.chart, execution.region));
    const open = openPause(clock);
    if (open?.code === 'correction') return refused('not-expected-here');
    if (body.change === 'resumed') {
      if (open === undefined) return refused('clock-running');
      const resumed = resumeStored(clock, limits, this.reckoning);
      return { kind: 'clock', row: 'clock.resumed', detail: dueDetail(resumed), execution, clock: resumed };
    }
    if (open !== undefined && isPaused(clock, civilDate(this.reckoning.now))) return refused('clock-paused');
    const { code, limitDays } = body;
    const limit = limitDays === undefined ? {} : { limitDays };
    const paused = pauseStored(clock, limits, { code, ...limit }, this.reckoning);
    return {
      kind: 'clock',
      row: 'clock.paused',
      detail: { code, ...limit, ...dueDetail(paused) },
      execution,
      clock: paused,
    };
  }

  private judgeCase(body: Exclude<ClockMessageBody, { type: 'clock' }>, { ended }: FoldPosition): ClockJudgement {
    // A version that sets the case no limit leaves the clock as it was.
    const limited = this.chart.definition.limit !== undefined;
    if (this.caseClock === undefined || !limited || this.wasOver || ended) return REPEATED;
    return this.judgeTimes(body, this.caseClock, this.chart.definition) ?? REPEATED;
  }

  private judgeTimes(
    body: Exclude<ClockMessageBody, { type: 'clock' }>,
    clock: StoredClock,
    of: Limited,
  ): ClockVerdict | undefined {
    const { now, calendar } = this.reckoning;
    if (body.type === 'deadline') {
      const raised = raiseLevel(clock, now);
      if (raised === undefined) return undefined;
      const row = raised.level === 'warning' ? 'deadline.warned' : `deadline.${raised.level}`;
      const detail = { ...dueDetail(raised), escalatedTo: of.escalateTo ?? 'supervisor' };
      return { kind: 'clock', row, detail, clock: raised };
    }
    // By a process that does not know the new calendar yet: one that does will be asked.
    if (body.version !== calendar.version || clock.calendarVersion === calendar.version) return undefined;
    const computed = recomputeStored(clock, limitsOf(of), this.reckoning);
    const detail = {
      ...dueDetail(computed),
      before: lastDayOf(clock.dueAt),
      statutoryBefore: lastDayOf(clock.statutoryDueAt),
      calendar: computed.calendarVersion,
      calendarBefore: clock.calendarVersion,
      ...(computed.provisional ? { provisional: true } : {}),
    };
    return { kind: 'clock', row: 'deadline.recomputed', detail, clock: computed };
  }

  apply({ execution, clock }: ClockVerdict): void {
    if (execution === undefined) {
      this.caseClock = clock;
      return;
    }
    this.changed.set(execution.id, clock);
    this.newest.set(execution.region, { id: execution.id, clock, act: execution.act });
  }

  /** The changes that the move writes, the position being its last. */
  toMove({ state, ended }: FoldPosition): {
    readonly clocks: { readonly id: ExecutionId; readonly clock: StoredClock }[];
    readonly caseClock?: StoredClock;
  } {
    const clocks = [...this.changed].map(([id, clock]) => ({ id, clock }));
    const before = this.stored?.clock;
    const clock = this.caseClock;
    // A case that has ended goes on when something of it is taken back, and no department owes it anything then.
    const isOver = ended || (this.wasOver && state === this.stored?.state);
    const still = isOver || this.chart.definition.limit === undefined;
    const caseClock = still || clock === undefined ? clock : this.caseAt(state, clock);
    return { clocks, ...(caseClock === undefined || caseClock === before ? {} : { caseClock }) };
  }

  private caseAt(state: StateText, clock: StoredClock): StoredClock {
    const owes = recallOwes(this.chart, state);
    const paused = openPause(clock) !== undefined;
    if (owes === !paused) return clock;
    const limits = limitsOf(this.chart.definition);
    return owes
      ? resumeStored(clock, limits, this.reckoning)
      : pauseStored(clock, limits, { code: 'nothing-owed' }, this.reckoning);
  }
}

interface NewestClock {
  readonly id: ExecutionId;
  readonly clock: StoredClock;
  readonly act: Act | undefined;
}

type Limited = Pick<Chart['definition'], 'limit' | 'warnDays' | 'escalateTo'>;

function limitedStep(chart: Chart, region: string): Limited {
  const step = getStep(chart, region);
  if (step.kind === 'wait') throw new InvariantError(`A wait has no clock: ${region}`);
  return step;
}

function limitsOf({ limit, warnDays }: Limited): ClockLimits {
  if (limit === undefined) throw new InvariantError('There is a clock, and no limit for it');
  return warnDays === undefined ? limit : { ...limit, warnDays };
}

const CAPACITY = 20_000;
const owing = new WeakMap<Chart, Map<StateText, boolean>>();

/** A chart has a few thousand states; each is looked through once. */
function recallOwes(chart: Chart, state: StateText): boolean {
  const known = owing.get(chart) ?? new Map<StateText, boolean>();
  owing.set(chart, known);
  let owes = known.get(state);
  if (owes === undefined) {
    owes = departmentOwes(chart, state);
    if (known.size >= CAPACITY) known.clear();
    known.set(state, owes);
  }
  return owes;
}

/** Where a region stands while an execution of it is open. */
const IN_HAND: ReadonlySet<string> = new Set([
  ...['active', 'suspended', 'escalated', 'proposed', 'compensating', 'undoByHand', 'correcting', 'amendByHand'],
]);

/** Open where the chart has it open, or failed and waiting for an operator: the clock runs on meanwhile. */
function isOpen({ id, region, status }: StoredExecution, { state, closed }: FoldPosition): boolean {
  const now = closed.get(id)?.status ?? status;
  const at = readState(state).regions[region];
  return openStatuses.includes(now)
    ? IN_HAND.has(at ?? '')
    : now === 'failed' && ['failed', 'undoFailed', 'amendFailed'].includes(at ?? '');
}

function isAfter(id: ExecutionId, other: ExecutionId): boolean {
  const [a, b] = [parseExecutionId(id), parseExecutionId(other)];
  return (a?.seq ?? 0) - (b?.seq ?? 0) > 0 || (a?.seq === b?.seq && (a?.n ?? 0) > (b?.n ?? 0));
}

/** The day at whose end a deadline lies. */
const lastDayOf = (end: Date): string => civilDate(new Date(end.getTime() - 1));

const dueDetail = ({ dueAt, statutoryDueAt }: StoredClock): { due: string; statutoryDue: string } => ({
  due: lastDayOf(dueAt),
  statutoryDue: lastDayOf(statutoryDueAt),
});
