import type { Queue } from 'bullmq';
import { randomUUID } from 'node:crypto';
import type { Bell } from '../engine/bell';
import type { ExecutionId } from '../engine/instance';
import type { QueueBackend, Ring } from './queue-backend';

interface BellOptions {
  /** Executions in one ring, at most. */
  readonly most: number;
  /** Rings of this process to one department that nobody has answered yet, at most. */
  readonly unanswered: number;
  /** A department may be rung this many times in a row at once … */
  readonly burst: number;
  /** … and then so many times a second: under load rings carry more instead of coming oftener. */
  readonly perSecond: number;
  /** A ring that another process works on, or that was lost, counts as answered after this time. */
  readonly forgetAfterMs: number;
}

const defaults: BellOptions = { most: 64, unanswered: 2, burst: 6, perSecond: 30, forgetAfterMs: 250 };

/**
 * Rings departments over their queues. Ids wait here while earlier rings are unanswered, so that alone a step rings at
 * once and under load many ring together. Whatever is lost here or in the queue is rung again by the sweep.
 */
export class QueueBell implements Bell {
  /** Names this process in its rings. */
  readonly id = randomUUID();
  private readonly doors = new Map<string, Door>();

  constructor(
    private readonly backend: QueueBackend,
    private readonly options: Partial<BellOptions> = {},
  ) {}

  ring(department: string, ids: readonly ExecutionId[]): void {
    this.door(department).ring(ids);
  }

  /** True while the id waits here or in a ring of this process that is not answered yet. */
  isRung(id: ExecutionId): boolean {
    return [...this.doors.values()].some((door) => door.has(id));
  }

  /** A worker of this process has worked off a ring. */
  answered(department: string, ring: Pick<Ring, 'by' | 'ring'>): void {
    if (ring.by === this.id) this.door(department).answered(ring.ring);
  }

  async close(): Promise<void> {
    await Promise.all([...this.doors.values()].map((door) => door.close()));
  }

  private door(department: string): Door {
    let door = this.doors.get(department);
    if (door === undefined) {
      door = new Door(this.backend.queue(department), this.id, { ...defaults, ...this.options });
      this.doors.set(department, door);
    }
    return door;
  }
}

class Door {
  private readonly waiting = new Set<ExecutionId>();
  private readonly unanswered = new Map<number, { ids: ReadonlySet<ExecutionId>; forget: NodeJS.Timeout }>();
  private rings = 0;
  private tokens: number;
  private refilledAt = performance.now();
  private wake: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly queue: Queue<Ring>,
    private readonly by: string,
    private readonly options: BellOptions,
  ) {
    this.tokens = options.burst;
    // The queue is only a doorbell: when it fails, the sweep rings again.
    queue.on('error', () => undefined);
  }

  has(id: ExecutionId): boolean {
    return this.waiting.has(id) || [...this.unanswered.values()].some(({ ids }) => ids.has(id));
  }

  ring(ids: readonly ExecutionId[]): void {
    for (const id of ids) this.waiting.add(id);
    this.flush();
  }

  answered(ring: number): void {
    const found = this.unanswered.get(ring);
    if (found === undefined) return;
    clearTimeout(found.forget);
    this.unanswered.delete(ring);
    this.flush();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.wake);
    for (const { forget } of this.unanswered.values()) clearTimeout(forget);
    await this.queue.close();
  }

  private flush(): void {
    while (!this.closed && this.waiting.size > 0 && this.unanswered.size < this.options.unanswered) {
      const wait = this.waitForToken();
      if (wait > 0) return this.flushIn(wait);
      this.send([...this.waiting].slice(0, this.options.most));
    }
  }

  private flushIn(ms: number): void {
    this.wake ??= setTimeout(() => {
      this.wake = undefined;
      this.flush();
    }, ms);
  }

  /** Takes a token, or says how many milliseconds until there is one. A full ring never waits. */
  private waitForToken(): number {
    const now = performance.now();
    const { burst, perSecond, most } = this.options;
    this.tokens = Math.min(burst, this.tokens + ((now - this.refilledAt) / 1_000) * perSecond);
    this.refilledAt = now;
    if (this.tokens < 1 && this.waiting.size < most) return Math.ceil(((1 - this.tokens) / perSecond) * 1_000);
    this.tokens = Math.max(0, this.tokens - 1);
    return 0;
  }

  private send(ids: readonly ExecutionId[]): void {
    this.rings += 1;
    const ring = this.rings;
    for (const id of ids) this.waiting.delete(id);
    const forget = setTimeout(() => this.answered(ring), this.options.forgetAfterMs);
    forget.unref();
    this.unanswered.set(ring, { ids: new Set(ids), forget });
    this.queue.add('ring', { ids, by: this.by, ring }).catch(() => this.answered(ring));
  }
}
