import type { Advancer } from './advancer';
import type { Bell } from './bell';
import type { DepartmentGates } from './department-gates';
import type { DraftStore } from './drafts';
import type { EarlySignals } from './early-signals';
import type { ExecutionStore } from './execution-store';
import { fault } from './fault-points';
import type { ExecutionId } from './instance';
import type { InstanceStore } from './instance-store';
import { noTelemetry, type Telemetry } from './telemetry';

export interface SweepReport {
  readonly timers: number;
  readonly unfolded: number;
  readonly rung: number;
  readonly incidents: number;
  /** Timers were due for longer than one sweep takes: the next one should not wait. */
  readonly more: boolean;
}

/** Timers that become mail in one statement; what they wake is folded before the next ones, so memory stays flat. */
const TIMERS_AT_ONCE = 1_000;
/** One sweep fires timers for so long, then the others of its parts have their turn. */
const TIMERS_FOR_MS = 2_000;

/** Drafts are kept for days: whether some are old is asked no oftener. */
const DRAFTS_MS = 600_000;

/** Mail older than this has lost its wake-up. */
const UNFOLDED_MS = 2_000;
/** What one sweep rings of one department, at most. */
const MOST_OF_A_DEPARTMENT = 2_000;
/** An active instance that has had nothing to wake it for so long is stalled. */
const STALLED_MS = 30_000;

/**
 * The guarantee behind every wake-up: fires due timers, folds forgotten mail, delivers signals whose case has begun,
 * rings for whatever is ready, expired or due, opens an incident where nothing can wake an instance any more, and takes
 * away drafts that nobody has gone on with.
 * Straight from the tables, by status; queues and notifications only make it faster. Each part stands alone: one that
 * fails does not hold the others.
 */
export class Sweep {
  private draftsAskedAt = -Infinity;

  constructor(
    private readonly store: InstanceStore,
    private readonly executions: ExecutionStore,
    private readonly advancer: Advancer,
    private readonly bell: Bell & { isRung?(id: ExecutionId): boolean },
    /** Departments that cannot be called are not rung, so that what waits for them crowds out nobody. */
    private readonly gates?: Pick<DepartmentGates, 'closed'>,
    private readonly telemetry: Pick<Telemetry, 'swept'> = noTelemetry,
    private readonly early?: Pick<EarlySignals, 'sweep'>,
    private readonly drafts?: Pick<DraftStore, 'removeOld'>,
  ) {}

  async run(): Promise<SweepReport> {
    try {
      const report = await this.sweep();
      this.telemetry.swept(report);
      return report;
    } catch (error) {
      this.telemetry.swept(undefined);
      throw error;
    }
  }

  private async sweep(): Promise<SweepReport> {
    const [timers, unfolded, rung, incidents, ...others] = await Promise.allSettled([
      this.fireTimers(),
      this.foldForgotten(),
      this.ringDue(),
      this.store.openIncidentsForStalled(STALLED_MS),
      this.early?.sweep(),
      this.removeOldDrafts(),
    ]);
    const failed = [timers, unfolded, rung, incidents, ...others].find((part) => part.status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    const count = (part: PromiseSettledResult<number>): number => (part.status === 'fulfilled' ? part.value : 0);
    const { fired, more } = timers.status === 'fulfilled' ? timers.value : { fired: 0, more: false };
    return { timers: fired, unfolded: count(unfolded), rung: count(rung), incidents: count(incidents), more };
  }

  /** Fires whatever is due, also when it is much because the machine was off; `more`: some may be left. */
  async fireTimers(): Promise<{ fired: number; more: boolean }> {
    const until = performance.now() + TIMERS_FOR_MS;
    const failed: unknown[] = [];
    for (let fired = 0; ;) {
      const instances = await this.store.fireTimers(TIMERS_AT_ONCE);
      fault('in_timer_fire');
      const advanced = await Promise.allSettled(instances.map((id) => this.advancer.advance(id)));
      failed.push(...advanced.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])).slice(0, 1));
      fired += instances.length;
      if (instances.length > 0 && performance.now() < until) continue;
      if (failed.length > 0) throw failed[0];
      return { fired, more: instances.length > 0 };
    }
  }

  private async removeOldDrafts(): Promise<void> {
    if (performance.now() - this.draftsAskedAt < DRAFTS_MS) return;
    this.draftsAskedAt = performance.now();
    await this.drafts?.removeOld();
  }

  private async foldForgotten(): Promise<number> {
    const instances = await this.store.findUnfolded(UNFOLDED_MS, 500);
    await Promise.all(instances.map((id) => this.advancer.advance(id)));
    return instances.length;
  }

  private async ringDue(): Promise<number> {
    const due = await this.executions.findDue(MOST_OF_A_DEPARTMENT, undefined, this.gates?.closed());
    fault('in_sweep');
    const unrung = due.filter(({ id }) => this.bell.isRung?.(id) !== true);
    const lines = new Map<string, { department: string; event: string; ids: ExecutionId[] }>();
    for (const { id, department, event } of unrung) {
      const name = `${department} ${event}`;
      const line = lines.get(name);
      if (line === undefined) lines.set(name, { department, event, ids: [id] });
      else line.ids.push(id);
    }
    for (const { department, event, ids } of lines.values()) this.bell.ring(department, ids, event);
    return unrung.length;
  }
}
