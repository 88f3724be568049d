import type { Job, Worker } from 'bullmq';
import type { ExecutionHandler } from '../engine/handle-executions';
import type { ExecutionId } from '../engine/instance';
import type { QueueBackend, Ring } from './queue-backend';
import type { ClosableCounter, QueueBell } from './queue-bell';

interface WorkerSettings {
  readonly departments: readonly string[];
  /** Rings of one department worked off at the same time. */
  readonly concurrency: number;
  readonly onError: (department: string, error: unknown) => void;
  /** Told when a department's worker hears nothing any more and is replaced. */
  readonly onDeaf: (department: string) => void;
  /** When the sweep has rung for so long and no ring has come, the queue is away or deaf here. */
  readonly deafAfterMs?: number;
  /** A worker that stays deaf for so long is replaced, and its successor given as long. */
  readonly replaceAfterMs?: number;
}

const DEAF_MS = 4_000;
const REPLACE_MS = 15_000;
/** What is worked off without the queue begins with so many; the session takes along the rest. */
const MOST_AT_FIRST = 64;

interface Desk {
  worker: Worker<Ring>;
  hungUpAt: number;
  /** Rings at hand in this process. */
  atWork: number;
  /** Since when the sweep rings and no ring comes. */
  unheardSince: number | undefined;
}

/**
 * One BullMQ worker per department: it takes rings and hands their ids to the engine. A worker that hears nothing
 * although the sweep rings, because the queue's server is gone or its connection has been lost for good, is no reason
 * to wait: the ids are worked off without the queue, and the worker is replaced.
 */
export class DepartmentWorkers {
  private readonly desks = new Map<string, Desk>();
  private readonly counters = new Set<ClosableCounter>();
  private readonly unqueued = new Set<Promise<void>>();
  private closing = false;

  constructor(
    private readonly backend: QueueBackend,
    private readonly bell: QueueBell,
    private readonly handler: Pick<ExecutionHandler, 'handle'>,
    private readonly settings: WorkerSettings,
  ) {
    for (const department of settings.departments) {
      const desk = { hungUpAt: performance.now(), atWork: 0, unheardSince: undefined };
      this.desks.set(department, { ...desk, worker: this.hangUp(department) });
    }
    bell.onRungAgain = (department, ids) => this.rungAgain(department, ids);
  }

  private hangUp(department: string): Worker<Ring> {
    const take = async ({ data }: Job<Ring>): Promise<void> => {
      // BullMQ may hand over one more ring while it closes: the sweep of whoever is left rings it again.
      if (this.closing) return;
      const desk = this.desks.get(department);
      if (desk !== undefined) desk.unheardSince = undefined;
      await this.workOff(department, data);
    };
    const worker = this.backend.worker(department, take, { concurrency: this.settings.concurrency });
    worker.on('error', (error) => this.settings.onError(department, error));
    return worker;
  }

  private async workOff(department: string, ring: Ring): Promise<void> {
    const desk = this.desks.get(department);
    const counter = this.bell.open(department, ring);
    this.counters.add(counter);
    if (desk !== undefined) desk.atWork += 1;
    try {
      await this.handler.handle(ring.ids, counter, department);
    } catch (error) {
      // The executions keep their lease and are rung again; a failed job would say nothing more.
      this.settings.onError(department, error);
    } finally {
      this.counters.delete(counter);
      counter.close();
      if (desk !== undefined) desk.atWork -= 1;
    }
  }

  private rungAgain(department: string, ids: readonly ExecutionId[]): void {
    const desk = this.desks.get(department);
    if (desk === undefined || this.closing) return;
    const now = performance.now();
    if (desk.atWork > 0) {
      desk.unheardSince = undefined;
      return;
    }
    desk.unheardSince ??= now;
    const { deafAfterMs = DEAF_MS, replaceAfterMs = REPLACE_MS } = this.settings;
    if (now - desk.unheardSince < deafAfterMs) return;
    if (now - Math.max(desk.hungUpAt, desk.unheardSince) >= replaceAfterMs) this.replace(department, desk);
    const work = this.workOff(department, { ids: ids.slice(0, MOST_AT_FIRST), by: '', ring: 0 });
    this.unqueued.add(work);
    void work.finally(() => this.unqueued.delete(work));
  }

  private replace(department: string, desk: Desk): void {
    this.settings.onDeaf(department);
    // Whether it can still be closed is of no interest: what it may yet take is claimed once.
    desk.worker.close(true).catch(() => undefined);
    desk.worker = this.hangUp(department);
    desk.hungUpAt = performance.now();
  }

  async ready(): Promise<void> {
    await Promise.all([...this.desks.values()].map(({ worker }) => worker.waitUntilReady()));
  }

  /** Takes no further ring and waits for those at hand. */
  async close(): Promise<void> {
    this.closing = true;
    for (const counter of this.counters) counter.close();
    await Promise.all([...[...this.desks.values()].map(({ worker }) => worker.close()), ...this.unqueued]);
  }
}
