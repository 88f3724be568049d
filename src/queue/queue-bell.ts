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
  /** From so many executions a second on there is a rhythm; below, everything rings at once. */
  readonly busyFrom: number;
  /** The rhythm: the time between two rounds grows by a millisecond with every so many executions a second … */
  readonly perMs: number;
  /** … up to this many milliseconds. */
  readonly mostMs: number;
  /** A ring that another process works on, or that was lost, counts as answered after this time. */
  readonly forgetAfterMs: number;
}

const defaults: BellOptions = { most: 64, unanswered: 2, busyFrom: 500, perMs: 40, mostMs: 60, forgetAfterMs: 250 };

/**
 * Rings departments over their queues, in rounds: a round rings every department that has something waiting. Alone a
 * step rings at once; under load rounds have a rhythm, so that the departments' work comes together and is claimed and
 * committed together. Whatever is lost here or in the queue is rung again by the sweep.
 */
export class QueueBell implements Bell {
  /** Names this process in its rings. */
  readonly id = randomUUID();
  private readonly doors = new Map<string, Door>();
  private readonly options: BellOptions;
  private readonly rhythm: Rhythm;

  constructor(
    private readonly backend: QueueBackend,
    options: Partial<BellOptions> = {},
  ) {
    this.options = { ...defaults, ...options };
    this.rhythm = new Rhythm(this.options, () => {
      for (const door of this.doors.values()) door.flush();
    });
  }

  ring(department: string, ids: readonly ExecutionId[]): void {
    this.door(department).add(ids);
    this.rhythm.ask(ids.length);
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
    this.rhythm.stop();
    await Promise.all([...this.doors.values()].map((door) => door.close()));
  }

  private door(department: string): Door {
    let door = this.doors.get(department);
    if (door === undefined) {
      door = new Door(this.backend.queue(department), this.id, this.options, () => this.rhythm.ask(0));
      this.doors.set(department, door);
    }
    return door;
  }
}

/** Says when the next round goes out: at once, or in its rhythm when much is going on. Never loses the last one asked for. */
class Rhythm {
  private windowFrom = performance.now();
  private inWindow = 0;
  private perSecond = 0;
  private lastRound = 0;
  private next: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly options: Pick<BellOptions, 'busyFrom' | 'perMs' | 'mostMs'>,
    private readonly round: () => void,
  ) {}

  ask(ids: number): void {
    this.measure(ids);
    if (this.next !== undefined || this.stopped) return;
    const { busyFrom, perMs, mostMs } = this.options;
    const pause = this.perSecond < busyFrom ? 0 : Math.min(mostMs, this.perSecond / perMs);
    // What is asked for in this turn of the event loop goes out in one round in any case.
    const wait = Math.max(0, this.lastRound + pause - performance.now());
    this.next = setTimeout(() => {
      this.next = undefined;
      this.lastRound = performance.now();
      this.round();
    }, wait);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.next);
  }

  private measure(ids: number): void {
    this.inWindow += ids;
    const elapsed = performance.now() - this.windowFrom;
    if (elapsed < WINDOW_MS) return;
    this.perSecond = (this.inWindow / elapsed) * 1_000;
    this.inWindow = 0;
    this.windowFrom = performance.now();
  }
}

const WINDOW_MS = 200;

class Door {
  private readonly waiting = new Set<ExecutionId>();
  private readonly unanswered = new Map<number, { ids: ReadonlySet<ExecutionId>; forget: NodeJS.Timeout }>();
  private rings = 0;
  private closed = false;

  constructor(
    private readonly queue: Queue<Ring>,
    private readonly by: string,
    private readonly options: BellOptions,
    private readonly onAnswered: () => void,
  ) {
    // The queue is only a doorbell: when it fails, the sweep rings again.
    queue.on('error', () => undefined);
  }

  has(id: ExecutionId): boolean {
    return this.waiting.has(id) || [...this.unanswered.values()].some(({ ids }) => ids.has(id));
  }

  add(ids: readonly ExecutionId[]): void {
    for (const id of ids) this.waiting.add(id);
  }

  answered(ring: number): void {
    const found = this.unanswered.get(ring);
    if (found === undefined) return;
    clearTimeout(found.forget);
    this.unanswered.delete(ring);
    if (this.waiting.size > 0) this.onAnswered();
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { forget } of this.unanswered.values()) clearTimeout(forget);
    await this.queue.close();
  }

  flush(): void {
    while (!this.closed && this.waiting.size > 0 && this.unanswered.size < this.options.unanswered) {
      this.send([...this.waiting].slice(0, this.options.most));
    }
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
