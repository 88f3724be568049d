import type { Job, Worker } from 'bullmq';
import type { ExecutionHandler } from '../engine/handle-executions';
import type { QueueBackend, Ring } from './queue-backend';
import type { ClosableCounter, QueueBell } from './queue-bell';

interface WorkerSettings {
  readonly departments: readonly string[];
  /** Rings of one department worked off at the same time. */
  readonly concurrency: number;
  readonly onError: (department: string, error: unknown) => void;
}

/** One BullMQ worker per department: it takes rings and hands their ids to the engine. */
export class DepartmentWorkers {
  private readonly workers: Worker<Ring>[];
  private readonly counters = new Set<ClosableCounter>();
  private closing = false;

  constructor(
    backend: QueueBackend,
    bell: QueueBell,
    handler: ExecutionHandler,
    private readonly settings: WorkerSettings,
  ) {
    this.workers = settings.departments.map((department) => {
      const work = async ({ data }: Job<Ring>): Promise<void> => {
        // BullMQ may hand over one more ring while it closes: the sweep of whoever is left rings it again.
        if (this.closing) return;
        const counter = bell.open(department, data);
        this.counters.add(counter);
        try {
          await handler.handle(data.ids, counter, department);
        } catch (error) {
          // The executions keep their lease and are rung again; a failed job would say nothing more.
          settings.onError(department, error);
        } finally {
          this.counters.delete(counter);
          counter.close();
        }
      };
      const worker = backend.worker(department, work, { concurrency: settings.concurrency });
      worker.on('error', (error) => settings.onError(department, error));
      return worker;
    });
  }

  async ready(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.waitUntilReady()));
  }

  /** Takes no further ring and waits for those at hand. */
  async close(): Promise<void> {
    this.closing = true;
    for (const counter of this.counters) counter.close();
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}
