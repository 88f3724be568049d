import type { Queue } from 'bullmq';
import { randomUUID } from 'node:crypto';
import type { Seat } from '../engine/attendants';
import type { Bell } from '../engine/bell';
import type { ExecutionId } from '../engine/instance';
import type { Clerk, Counter } from '../engine/session';
import { noTelemetry, type Telemetry } from '../engine/telemetry';
import type { QueueBackend, Ring } from './queue-backend';
import { WaitingLine } from './waiting-line';

interface BellOptions {
  /** Executions in one ring, at most. */
  readonly most: number;
  /** Rings of this process to one department that nobody has answered yet, at most. */
  readonly unanswered: number;
  /** A ring that no worker of this process has taken up by then is another's, or lost: it counts as answered. */
  readonly elsewhereMs: number;
  /** What has waited so long beside a ring that is worked off here gets a ring of its own. */
  readonly patienceMs: number;
  /** A worker that has a ring takes along what comes in meanwhile, for so long; then it is the next ring's turn. */
  readonly openForMs: number;
}

const defaults: BellOptions = {
  most: 64,
  unanswered: 2,
  elsewhereMs: 25,
  patienceMs: 250,
  openForMs: 1_000,
};

/**
 * Rings departments over their queues. Alone a step rings at once. A department that has been rung is not rung again
 * for what comes next: whoever of this process works off the ring takes it along, until nothing is left; so under load
 * steps are claimed and committed together, and few of them cost a ring. What waits too long beside a ring gets one of
 * its own, for another process. Whatever is lost here or in the queue is rung again by the sweep.
 */
export class QueueBell implements Bell {
  /** Names this process in its rings. */
  readonly id = randomUUID();
  private readonly doors = new Map<string, Door>();
  private readonly options: BellOptions;
  /** Told of what the sweep rings for: it was ready before, and whoever was rung for it then has not come. */
  onRungAgain: (department: string, ids: readonly ExecutionId[]) => void = () => undefined;
  /** The bell as the sweep rings it. */
  readonly again = {
    isRung: (id: ExecutionId): boolean => this.isRung(id),
    ring: (department: string, ids: readonly ExecutionId[], event?: string): void => {
      this.onRungAgain(department, ids);
      this.ring(department, ids, event);
    },
  };

  constructor(
    private readonly backend: QueueBackend,
    options: Partial<BellOptions> = {},
    private readonly telemetry: Pick<Telemetry, 'rang' | 'ringFailed'> = noTelemetry,
  ) {
    this.options = { ...defaults, ...options };
  }

  ring(department: string, ids: readonly ExecutionId[], event = ''): void {
    this.door(department).add(ids, event);
  }

  /** What a worker of this process may take along while it works off a ring of the department. */
  open(department: string, ring: Pick<Ring, 'by' | 'ring'>): ClosableCounter {
    return this.door(department).open(ring.by === this.id ? ring.ring : undefined);
  }

  /** Room at a worker of this process for an execution that opens just now, unless others wait for it already. */
  reserve(department: string): Seat | undefined {
    return this.doors.get(department)?.reserve();
  }

  /** True while the id waits here or in a ring of this process that is not answered yet. */
  isRung(id: ExecutionId): boolean {
    return [...this.doors.values()].some((door) => door.has(id));
  }

  async close(): Promise<void> {
    await Promise.all([...this.doors.values()].map((door) => door.close()));
  }

  private door(department: string): Door {
    let door = this.doors.get(department);
    if (door === undefined) {
      door = new Door(() => this.backend.queue(department), this.id, this.options, {
        rang: (executions) => this.telemetry.rang(department, executions),
        failed: () => this.telemetry.ringFailed(department),
      });
      this.doors.set(department, door);
    }
    return door;
  }
}

/** A counter that is to be closed when its ring is worked off; the ring then counts as answered. */
export interface ClosableCounter extends Counter {
  close(): void;
}

/** Where a worker of this process, at work for the department anyway, takes along what comes in. */
class OpenCounter implements Counter {
  private clerk: Clerk | undefined;
  private readonly closesAt: number;
  private closed = false;

  constructor(
    private readonly waiting: WaitingLine,
    openForMs: number,
    private readonly onClosed: () => void,
  ) {
    this.closesAt = performance.now() + openForMs;
  }

  take(most: number): readonly ExecutionId[] {
    return this.isOpen() ? this.waiting.take(most) : [];
  }

  attend(clerk: Clerk): void {
    this.clerk = clerk;
  }

  call(): void {
    this.clerk?.call();
  }

  reserve(): Seat | undefined {
    return this.isOpen() ? this.clerk?.reserve() : undefined;
  }

  private isOpen(): boolean {
    if (performance.now() >= this.closesAt) this.close();
    return !this.closed;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.onClosed();
  }
}

interface Unanswered {
  readonly ids: ReadonlySet<ExecutionId>;
  look: NodeJS.Timeout;
  /** A worker of this process has it. */
  here: boolean;
}

class Door {
  private readonly counters = new Set<OpenCounter>();
  private readonly waiting = new WaitingLine();
  private readonly unanswered = new Map<number, Unanswered>();
  private rings = 0;
  private closed = false;
  private queue: Queue<Ring> | undefined;

  constructor(
    private readonly hang: () => Queue<Ring>,
    private readonly by: string,
    private readonly options: BellOptions,
    private readonly tell: { readonly rang: (executions: number) => void; readonly failed: () => void },
  ) {}

  has(id: ExecutionId): boolean {
    return this.waiting.has(id) || [...this.unanswered.values()].some(({ ids }) => ids.has(id));
  }

  add(ids: readonly ExecutionId[], event: string): void {
    const now = performance.now();
    for (const id of ids) this.waiting.add(id, event, now);
    // Those of this process that are at work for the department anyway come first.
    for (const counter of this.counters) if (this.waiting.size > 0) counter.call();
    this.flush();
  }

  open(ring: number | undefined): OpenCounter {
    const unanswered = ring === undefined ? undefined : this.unanswered.get(ring);
    if (ring !== undefined && unanswered !== undefined) {
      unanswered.here = true;
      clearTimeout(unanswered.look);
      unanswered.look = this.lookLater(ring, this.options.patienceMs);
    }
    const counter: OpenCounter = new OpenCounter(this.waiting, this.options.openForMs, () => {
      this.counters.delete(counter);
      if (ring !== undefined) this.answered(ring);
    });
    this.counters.add(counter);
    return counter;
  }

  reserve(): Seat | undefined {
    if (this.waiting.size > 0) return undefined;
    for (const counter of this.counters) {
      const seat = counter.reserve();
      if (seat !== undefined) return seat;
    }
    return undefined;
  }

  private answered(ring: number): void {
    const found = this.unanswered.get(ring);
    if (found === undefined) return;
    clearTimeout(found.look);
    this.unanswered.delete(ring);
    this.flush();
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { look } of this.unanswered.values()) clearTimeout(look);
    await this.queue?.close();
  }

  private flush(): void {
    while (!this.closed && this.waiting.size > 0 && this.mayRing()) this.send(this.waiting.take(this.options.most));
  }

  /** One ring at a time; another when those at work for it have had no room for what waits for a while. */
  private mayRing(): boolean {
    if (this.unanswered.size === 0) return true;
    if (this.unanswered.size >= this.options.unanswered) return false;
    return performance.now() - (this.waiting.oldest() ?? 0) >= this.options.patienceMs;
  }

  private send(ids: readonly ExecutionId[]): void {
    this.rings += 1;
    const ring = this.rings;
    this.unanswered.set(ring, { ids: new Set(ids), here: false, look: this.lookLater(ring, this.options.elsewhereMs) });
    this.tell.rang(ids.length);
    const queue = this.openQueue();
    queue.add('ring', { ids, by: this.by, ring }).catch(() => {
      this.tell.failed();
      this.discard(queue);
      this.answered(ring);
    });
  }

  private openQueue(): Queue<Ring> {
    if (this.queue !== undefined) return this.queue;
    const queue = this.hang();
    // The queue is only a doorbell: when it fails, the sweep rings again.
    queue.on('error', () => undefined);
    this.queue = queue;
    return queue;
  }

  /** A queue whose first look at its database has failed remembers that for ever: the next ring opens another. */
  private discard(queue: Queue<Ring>): void {
    if (this.queue === queue) this.queue = undefined;
    queue.close().catch(() => undefined);
  }

  private lookLater(ring: number, inMs: number): NodeJS.Timeout {
    return setTimeout(() => this.lookAt(ring), inMs).unref();
  }

  private lookAt(ring: number): void {
    const unanswered = this.unanswered.get(ring);
    if (unanswered?.here !== true) return this.answered(ring);
    unanswered.look = this.lookLater(ring, this.options.patienceMs);
    this.flush();
  }
}
