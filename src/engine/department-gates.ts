import { Batches } from './batches';
import type { Calendars } from './calendars';
import type { Clock } from './clock';
import {
  admit,
  freshGate,
  isBroken,
  isFree,
  isQuiet,
  leave,
  settleQuiet,
  type Breaker,
  type CallOutcome,
} from './department-gate';
import { defaultPolicy, isOpen } from './department-policy';
import type { GateAndPolicy, GateStore } from './gate-store';

interface GateOptions {
  /** Names this worker in the slots it takes. */
  readonly worker: string;
  /** Longer than any call: a slot whose worker died is free after this. */
  readonly leaseMs: number;
  /** Monotonic; carries the database's clock on between two looks. */
  readonly elapsedMs?: () => number;
}

/** Calls that may begin now, by name. */
interface Admitted {
  readonly permits: readonly string[];
  /** When to ask again for the others; undefined when that is as soon as a call is over. */
  readonly retryInMs?: number;
}

interface Report {
  readonly department: string;
  readonly outcome: CallOutcome;
  readonly permit?: string;
}

const unknownDepartment: GateAndPolicy = { gate: freshGate, policy: defaultPolicy };

/**
 * The departments' gates as one process sees them: what the store holds, read again every second or two, so that a
 * department without limits costs no statement. Whoever needs a permit, or has seen a call fail, asks the store itself.
 */
export class DepartmentGates {
  private known: ReadonlyMap<string, GateAndPolicy> = new Map();
  private readonly reports: Batches<Report, boolean>;
  private taken = 0;
  private loaded = { now: 0, at: 0 };

  constructor(
    private readonly store: GateStore,
    /** Business time: hours and maintenance follow a clock that is moved; tokens, slots and breaker never do. */
    private readonly clock: Clock,
    private readonly calendars: Calendars,
    private readonly options: GateOptions,
  ) {
    this.reports = new Batches({ most: 256, parallel: 2 }, (reports) => this.write(reports));
  }

  /** Reads what others have changed, and ends ramps that have gone quiet. */
  async refresh(): Promise<void> {
    const { departments, now: loadedNow } = await this.store.load();
    this.known = departments;
    this.loaded = { now: loadedNow, at: this.elapsedMs() };
    const now = this.now();
    for (const [department, { gate }] of this.known)
      if (isQuiet(gate, now))
        this.learn(department, await this.store.change(department, (found, _policy, at) => settleQuiet(found, at)));
  }

  /** False while hours, maintenance or an open breaker keep everybody out: it is neither rung nor claimed for. */
  mayCall(department: string): boolean {
    const { gate, policy } = this.find(department);
    return !isBroken(gate, this.now()) && isOpen(policy, this.clock.now(), this.calendars.current());
  }

  /** Departments that `mayCall` says no of. */
  closed(): string[] {
    return [...this.known.keys()].filter((department) => !this.mayCall(department));
  }

  /** How a department stands, as last read; the calls are those under a permit, over all workers. */
  standing(department: string): { readonly breaker: Breaker['state']; readonly open: boolean; readonly calls: number } {
    const { gate } = this.find(department);
    const now = this.now();
    const calls = gate.slots.filter(({ until }) => until > now).length;
    return { breaker: gate.breaker.state, open: this.mayCall(department), calls };
  }

  /** True while its calls need no permit. */
  isFree(department: string): boolean {
    const { gate, policy } = this.find(department);
    return isFree(gate, policy);
  }

  /** Calls under way over all workers, at most; undefined when there is no such limit. */
  concurrencyOf(department: string): number | undefined {
    return this.find(department).policy.concurrency;
  }

  /** Takes permits for as many of the calls as may begin now. Each is to be reported when its call is over. */
  async admit(department: string, calls: number): Promise<Admitted> {
    const wanted = Array.from({ length: calls }, () => `${this.options.worker} ${(this.taken += 1)}`);
    let found: { granted: number; retryInMs?: number } = { granted: 0 };
    const changed = await this.store.change(department, (gate, policy, now) => {
      if (!isOpen(policy, this.clock.now(), this.calendars.current())) {
        found = { granted: 0 };
        return gate;
      }
      const admitted = admit(gate, policy, wanted, this.options.leaseMs, now);
      found = admitted;
      return admitted.gate;
    });
    this.learn(department, changed);
    const { granted, retryInMs } = found;
    return { permits: wanted.slice(0, granted), ...(retryInMs === undefined ? {} : { retryInMs }) };
  }

  /**
   * Tells what became of a call, and gives its permit back. True when it has failed because the department as a whole
   * is dead: that is no attempt of the execution. Never rejects: what is not written runs out by itself.
   */
  async report(department: string, outcome: CallOutcome, permit?: string): Promise<boolean> {
    const isNews = outcome === 'failed' || (outcome === 'answered' && this.hasFailed(department));
    if (permit === undefined && !isNews) return false;
    const report = { department, outcome, ...(permit === undefined ? {} : { permit }) };
    return this.reports.add(report).catch(() => false);
  }

  private hasFailed(department: string): boolean {
    const { breaker } = this.find(department).gate;
    return breaker.state === 'closed' && breaker.failures > 0;
  }

  private async write(reports: readonly Report[]): Promise<boolean[]> {
    const isDead = new Map<string, boolean>();
    for (const department of new Set(reports.map((report) => report.department))) {
      const own = reports.filter((report) => report.department === department);
      const changed = await this.store.change(department, (before, policy, now) =>
        own.reduce(
          (gate, { outcome, permit }) =>
            leave(gate, policy, { outcome, ...(permit === undefined ? {} : { slot: permit }) }, now),
          before,
        ),
      );
      this.learn(department, changed);
      isDead.set(department, changed.gate.breaker.state !== 'closed');
    }
    return reports.map(({ department, outcome }) => outcome === 'failed' && isDead.get(department) === true);
  }

  private find(department: string): GateAndPolicy {
    return this.known.get(department) ?? unknownDepartment;
  }

  private learn(department: string, is: GateAndPolicy): void {
    this.known = new Map([...this.known, [department, is]]);
  }

  private now(): number {
    return this.loaded.now + this.elapsedMs() - this.loaded.at;
  }

  private elapsedMs(): number {
    return (this.options.elapsedMs ?? (() => performance.now()))();
  }
}
