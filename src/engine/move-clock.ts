import { setTimeout as pause } from 'node:timers/promises';
import type { Advancer } from './advancer';
import type { MovableClock } from './clock';
import type { InstanceStore } from './instance-store';
import type { Sweep } from './sweep';

/** `backwards`: there is no way back. `running`: a clock that runs by itself cannot be moved. */
export type ClockMoved =
  { readonly kind: 'moved'; readonly now: Date } | { readonly kind: 'backwards' | 'running'; readonly now: Date };

/** When somebody else is firing the timers that are due, this is looked at again so soon. */
const LOOK_AGAIN_MS = 10;

/**
 * Moves a manual clock, stopping wherever a timer is due on the way: each fires at its own time, in order, and what it
 * does is done before time goes on. When a move is over, everything that was due by then has happened.
 */
export class ClockMover {
  private last: Promise<unknown> = Promise.resolve();
  private readonly others: ((now: Date) => Promise<void>)[] = [];

  constructor(
    readonly clock: MovableClock,
    private readonly store: InstanceStore,
    private readonly advancer: Advancer,
    private readonly sweep: Sweep,
    private readonly deadlines: { run(): Promise<void> } = { run: () => Promise.resolve() },
  ) {}

  /** Tells another clock what time it is, now and at each stop of a move; nothing when this clock runs by itself. */
  async tell(other: (now: Date) => Promise<void>): Promise<void> {
    if (this.clock.mode !== 'manual') return;
    this.others.push(other);
    await other(this.clock.now());
  }

  /** Moves to where `target` says, given the time it is; one move after the other. */
  move(target: (now: Date) => Date): Promise<ClockMoved> {
    const moving = this.last.then(() => this.moveNow(target));
    this.last = moving.catch(() => undefined);
    return moving;
  }

  private async moveNow(target: (now: Date) => Date): Promise<ClockMoved> {
    await this.clock.follow();
    const now = this.clock.now();
    if (this.clock.mode !== 'manual') return { kind: 'running', now };
    const until = target(now);
    if (until < now) return { kind: 'backwards', now };
    for (;;) {
      const next = await this.store.nextTimerAt();
      const isOnTheWay = next !== undefined && next < until;
      await this.clock.moveTo(isOnTheWay ? next : until);
      // One that cannot be told does not hold this one.
      await Promise.allSettled(this.others.map((other) => other(this.clock.now())));
      await this.fireDue();
      if (!isOnTheWay) break;
    }
    // Whatever else goes by the time. A case that cannot be moved does not hold the clock: each sweep speaks of it.
    await this.sweep.run().catch(() => undefined);
    await this.deadlines.run().catch(() => undefined);
    return { kind: 'moved', now: this.clock.now() };
  }

  /** Another process may be firing some of them, and may not have folded them yet. */
  private async fireDue(): Promise<void> {
    for (;;) {
      await this.sweep.fireTimers().catch(() => undefined);
      const next = await this.store.nextTimerAt();
      if (next === undefined || next > this.clock.now()) break;
      await pause(LOOK_AGAIN_MS);
    }
    const tried = new Set<string>();
    for (;;) {
      const unfolded = (await this.store.findUnfolded(0, 500)).filter((id) => !tried.has(id));
      if (unfolded.length === 0) return;
      for (const id of unfolded) tried.add(id);
      await Promise.allSettled(unfolded.map((id) => this.advancer.advance(id)));
    }
  }
}
