import {
  absolutePath,
  readRegion,
  readState,
  type Chart,
  type Facts,
  type OfficialCalendar,
  type StateText,
} from '../core';
import { foldMessages, foldStart } from '../engine/fold-messages';
import { GENESIS } from '../engine/history-hash';
import {
  openStatuses,
  type ArmedTimer,
  type ExecutionId,
  type InstanceStatus,
  type Move,
  type OpenedExecution,
  type StoredExecution,
} from '../engine/instance';
import type { MessageBody } from '../engine/message';
import { timerInstant } from '../engine/plan-effects';
import type { StoredClock } from '../engine/stored-clock';
import type { Situation } from './scenario';

const ACTOR = 'simulator';
const DAY = 86_400_000;

/** An execution as a store would keep it. */
export interface LiveExecution extends StoredExecution {
  readonly kind: OpenedExecution['kind'];
  readonly step: string;
}

/**
 * One case, with what a store would keep of it. Every message goes through the engine's own fold, and with it through
 * the chart: nothing is decided here.
 */
export class LiveCase {
  readonly executions = new Map<ExecutionId, LiveExecution>();
  /** Armed timers, by region and name. */
  private readonly timers = new Map<string, ArmedTimer>();
  private readonly visits = new Map<string, number>();
  /** When each region was first worked for. */
  readonly begunAt = new Map<string, number>();
  /** What has been said of a limit already, so that nothing counts twice. */
  readonly told = new Set<string>();
  private status: InstanceStatus = 'running';
  private seq = 0;
  private headHash = GENESIS;
  clock: StoredClock | undefined;
  state: StateText = '';

  constructor(
    readonly chart: Chart,
    readonly number: number,
    readonly arrivedAt: number,
    readonly situation: Situation,
    /** False for one that came before the days of the scenario. */
    readonly counts: boolean,
    private readonly calendar: OfficialCalendar,
  ) {}

  get isOver(): boolean {
    return this.status !== 'running';
  }

  get outcome(): InstanceStatus {
    return this.status;
  }

  /** What draws its luck: the same in every run of a scenario. */
  get name(): string {
    return `${this.chart.definition.name}|${this.number}`;
  }

  private get id(): string {
    return `00000000-0000-4000-8000-${this.number.toString(16).padStart(12, '0')}`;
  }

  begin(facts: Facts, now: number): Move {
    const move = foldStart(this.chart, { id: this.id, facts, actor: ACTOR }, new Date(now), this.calendar);
    return this.write(move, now);
  }

  take(body: MessageBody, now: number): Move {
    const { id, status, seq, state, headHash, executions, clock } = this;
    const { name: event, version } = this.chart.definition;
    const { subjects } = this.chart;
    const stored = { id, event, version, subjects, status, seq, state, headHash, executions };
    const move = foldMessages(
      this.chart,
      clock === undefined ? stored : { ...stored, clock },
      [{ actor: ACTOR, body }],
      new Date(now),
      this.calendar,
    );
    return this.write(move, now);
  }

  isOpen(id: ExecutionId): boolean {
    const status = this.executions.get(id)?.status;
    return status !== undefined && openStatuses.includes(status);
  }

  isArmed({ region, timer, armedSeq }: ArmedTimer): boolean {
    return this.timers.get(`${region} ${timer}`)?.armedSeq === armedSeq;
  }

  /** When a timer fires. A date of which the scenario says nothing is the day on which the timer is armed. */
  timerFiresAt(timer: ArmedTimer, now: number): number {
    const { dates = {} } = this.situation;
    const { definition } = this.chart;
    const subject = this.chart.byId.get(timer.region)?.subject ?? 0;
    const path = Object.keys(dates).find((date) => absolutePath(definition, date, subject) === timer.after);
    const from = path === undefined ? now : this.arrivedAt + (dates[path] as number) * DAY;
    return timerInstant({ date: new Date(from).toISOString() }, { ...timer, after: 'date' }).getTime();
  }

  /** Counts a visit to a region; the first is 1. */
  visit(region: string): number {
    const visit = (this.visits.get(region) ?? 0) + 1;
    this.visits.set(region, visit);
    return visit;
  }

  /** Lets go of everything: whoever still holds it holds next to nothing. */
  forget(): void {
    this.executions.clear();
    this.timers.clear();
    this.visits.clear();
    this.begunAt.clear();
    this.told.clear();
  }

  private write(move: Move, now: number): Move {
    this.status = move.status;
    this.seq = move.seq;
    this.state = move.state;
    this.headHash = move.headHash;
    if (move.caseClock !== undefined) this.clock = move.caseClock;
    for (const execution of this.executions.values()) {
      if (move.closedRegions.includes(execution.region) && this.isOpen(execution.id))
        this.change(execution.id, { status: 'cancelled' });
    }
    for (const { id, clock } of move.clocks) this.change(id, { clock });
    for (const opened of move.opened) this.open(opened, now);
    for (const { id, status } of move.closed) this.change(id, { status });
    for (const region of move.cancelledTimers) {
      for (const [key, timer] of this.timers) if (timer.region === region) this.timers.delete(key);
    }
    for (const timer of move.timers) this.timers.set(`${timer.region} ${timer.timer}`, timer);
    return move;
  }

  private open({ id, region, step, kind, clock, claimedBy, askedBy }: OpenedExecution, now: number): void {
    const status = kind === 'handler' ? 'running' : 'open';
    if (!this.begunAt.has(region)) this.begunAt.set(region, now);
    this.executions.set(id, {
      ...{ id, region, step, kind, status, epoch: 1, clock },
      ...(claimedBy === undefined ? {} : { claimedBy }),
      ...(askedBy === undefined ? {} : { askedBy }),
    });
  }

  private change(id: ExecutionId, change: Partial<LiveExecution>): void {
    const execution = this.executions.get(id);
    if (execution !== undefined) this.executions.set(id, { ...execution, ...change });
  }
}

interface Standing {
  /** Waits that are under way. */
  readonly waits: readonly string[];
  /** Regions that have begun and are over. */
  readonly over: ReadonlySet<string>;
}

const IN_HAND: ReadonlySet<string> = new Set(['waiting', 'active', 'suspended', 'escalated', 'proposed', 'failed']);
const MOST_KEPT = 20_000;
const standings = new WeakMap<Chart, Map<StateText, Standing>>();

/** What a state says of its regions; each state of a chart is read once. */
export function standingOf(chart: Chart, state: StateText): Standing {
  const known = standings.get(chart) ?? new Map<StateText, Standing>();
  standings.set(chart, known);
  let standing = known.get(state);
  if (standing === undefined) {
    const { regions } = readState(state);
    const waits = chart.regions.filter(
      ({ id, step }) => chart.definition.steps[step]?.kind === 'wait' && regions[id] === 'active',
    );
    const over = Object.keys(regions).filter((id) => !IN_HAND.has(readRegion(regions[id] ?? '').status));
    standing = { waits: waits.map(({ id }) => id), over: new Set(over) };
    if (known.size >= MOST_KEPT) known.clear();
    known.set(state, standing);
  }
  return standing;
}
