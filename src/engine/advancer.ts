import type { Bell } from './bell';
import type { Definitions } from './definitions';
import { foldMessages } from './fold-messages';
import type { Decide, InstanceStore, Moved } from './instance-store';
import type { Message } from './message';

interface Work {
  readonly messages: Message[];
  readonly done: { resolve: () => void; reject: (error: unknown) => void }[];
}

interface AdvancerOptions {
  /** Instances in one transaction, at most. */
  readonly most: number;
  /** Transactions of this process at the same time. */
  readonly parallel: number;
}

/**
 * Moves instances: gathers messages at hand and instances with mail, and advances them in batches.
 *
 *  A1  An instance is in at most one open transaction of this process.
 *  A2  What arrives while its instance is being moved is folded by the next batch: no wake-up is lost.
 *  A3  A returned promise is settled after the commit that folded its message.
 */
export class Advancer {
  private readonly waiting = new Map<string, Work>();
  private readonly busy = new Set<string>();
  private running = 0;
  private scheduled = false;
  private readonly decide: Decide;

  constructor(
    private readonly store: InstanceStore,
    definitions: Definitions,
    private readonly bell: Bell,
    private readonly onMoved: (moved: readonly Moved[]) => void = () => undefined,
    private readonly options: AdvancerOptions = { most: 256, parallel: 2 },
  ) {
    this.decide = (stored, messages, now) =>
      foldMessages(definitions.chart(stored.event, stored.version, stored.subjects), stored, messages, now);
  }

  /** Folds messages at hand, and whatever lies in the instance's inbox; resolves after the commit. */
  advance(instanceId: string, messages: readonly Message[] = []): Promise<void> {
    return new Promise((resolve, reject) => {
      let work = this.waiting.get(instanceId);
      if (work === undefined) {
        work = { messages: [], done: [] };
        this.waiting.set(instanceId, work);
      }
      work.messages.push(...messages);
      work.done.push({ resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.running < this.options.parallel) {
        const batch = this.takeBatch();
        if (batch.size === 0) return;
        void this.run(batch);
      }
    });
  }

  private takeBatch(): Map<string, Work> {
    const batch = new Map<string, Work>();
    for (const [instanceId, work] of this.waiting) {
      if (batch.size >= this.options.most) break;
      if (this.busy.has(instanceId)) continue;
      batch.set(instanceId, work);
      this.busy.add(instanceId);
      this.waiting.delete(instanceId);
    }
    return batch;
  }

  private async run(batch: ReadonlyMap<string, Work>): Promise<void> {
    this.running += 1;
    try {
      const work = new Map([...batch].map(([instanceId, { messages }]) => [instanceId, messages]));
      const moved = await this.store.advance(work, this.decide);
      announce(moved, this.bell);
      for (const { done } of batch.values()) for (const { resolve } of done) resolve();
      this.onMoved(moved);
    } catch (error) {
      for (const { done } of batch.values()) for (const { reject } of done) reject(error);
    } finally {
      this.running -= 1;
      for (const instanceId of batch.keys()) this.busy.delete(instanceId);
      if (this.waiting.size > 0) this.schedule();
    }
  }
}

/** Rings for the executions that a commit has opened, a department at a time. */
export function announce(moved: readonly Pick<Moved, 'opened'>[], bell: Bell): void {
  const byDepartment = new Map<string, string[]>();
  for (const { opened } of moved) {
    for (const { id, kind, department } of opened) {
      if (kind !== 'handler') continue;
      const ids = byDepartment.get(department);
      if (ids === undefined) byDepartment.set(department, [id]);
      else ids.push(id);
    }
  }
  for (const [department, ids] of byDepartment) bell.ring(department, ids);
}
