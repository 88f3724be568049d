import { setTimeout as pause } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import type { Workload, WorkloadReader } from '../engine/workload';

/** Scrapes within this time share one reading of the database. */
const FRESH_MS = 5_000;
/** A scrape waits no longer for the database: whoever scrapes gives up soon, and wants the rest. */
const PATIENCE_MS = 3_000;

interface Reading {
  readonly workload: Promise<Workload | undefined>;
  readonly began: number;
  under: boolean;
}

/** What waits at this moment, as the database says: read when somebody scrapes, never before. */
export class WorkloadGauges {
  private readonly executions;
  private readonly oldest;
  private readonly incidents;
  private readonly dead;
  private readonly timerLag;
  private readonly oldestMail;
  private readonly answering;
  private reading: Reading | undefined;

  constructor(
    private readonly reader: WorkloadReader,
    /** Each has its line also while nothing waits for it: an alert must see zeros. */
    private readonly departments: readonly string[],
    registry: Registry,
    private readonly options: { readonly elapsedMs?: () => number; readonly patienceMs?: number } = {},
  ) {
    const registers = [registry];
    const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Gauge({ name: `one_thing_${name}`, help, labelNames, registers });
    this.executions = gauge(
      'executions',
      'Step executions without an answer, over all workers: ready is the depth of the queue, running is in flight',
      ['department', 'state'],
    );
    this.oldest = gauge('oldest_unanswered_seconds', 'Age of the oldest step execution without an answer', [
      'department',
    ]);
    this.incidents = gauge('incidents_open', 'Open incidents of cases', ['code']);
    this.dead = gauge('departments_dead', 'Departments with an open incident of their own', []);
    this.timerLag = gauge('timer_lag_seconds', 'For how long the oldest due timer has been due', []);
    this.oldestMail = gauge('oldest_mail_seconds', 'Age of the oldest message that nobody has folded', []);
    this.answering = gauge('database_answering', 'Whether the database has answered this scrape: 1 or 0', []);
  }

  /** Brings the gauges up to date; where the database does not answer they have no value. */
  async refresh(): Promise<void> {
    const late = pause(this.options.patienceMs ?? PATIENCE_MS, undefined, { ref: false });
    this.show(await Promise.race([this.latest().workload, late]));
  }

  /** A reading at a time, however many scrape and however long it takes; one that failed is not kept. */
  private latest(): Reading {
    const { elapsedMs = () => performance.now() } = this.options;
    const now = elapsedMs();
    if (this.reading !== undefined && (this.reading.under || now - this.reading.began < FRESH_MS)) return this.reading;
    const workload = this.reader.read().catch(() => undefined);
    const reading: Reading = { workload, began: now, under: true };
    void workload.then((found) => {
      reading.under = false;
      if (found === undefined && this.reading === reading) this.reading = undefined;
    });
    this.reading = reading;
    return reading;
  }

  private show(workload: Workload | undefined): void {
    for (const gauge of [this.executions, this.oldest, this.incidents]) gauge.reset();
    for (const gauge of [this.dead, this.timerLag, this.oldestMail]) gauge.remove();
    this.answering.set(workload === undefined ? 0 : 1);
    if (workload === undefined) return;
    const idle = { ready: 0, running: 0, accepted: 0, later: 0, oldestSeconds: 0 };
    const known = new Map(workload.departments.map((one) => [one.department, one]));
    for (const department of new Set([...this.departments, ...known.keys()])) {
      const { ready, running, accepted, later, oldestSeconds } = known.get(department) ?? idle;
      for (const [state, count] of Object.entries({ ready, running, accepted, later })) {
        this.executions.set({ department, state }, count);
      }
      this.oldest.set({ department }, oldestSeconds);
    }
    for (const { code, open } of workload.incidents) this.incidents.set({ code }, open);
    this.dead.set(workload.deadDepartments);
    this.timerLag.set(workload.timerLagSeconds);
    this.oldestMail.set(workload.oldestMailSeconds);
  }
}
