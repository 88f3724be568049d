import type { Attendants } from './attendants';
import type { Bell } from './bell';
import { inHalves } from './batches';
import { builtInCalendars, type Calendars } from './calendars';
import type { Definitions } from './definitions';
import { fault } from './fault-points';
import { foldMessages, holdMessages } from './fold-messages';
import type { Decide, InstanceStore, Moved } from './instance-store';
import { InstancesHeld } from './instances-held';
import type { MessageAtHand } from './message';
import { isPoison, poisonCode } from './poison';
import { noTelemetry, type FoldedInstance, type Telemetry } from './telemetry';

interface Work {
  readonly instanceId: string;
  readonly messages: MessageAtHand[];
  readonly done: { resolve: () => void; reject: (error: unknown) => void }[];
  reject(error: unknown): void;
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
 *  A4  An instance that cannot be moved is rejected alone: it does not hold the others of its batch.
 *  A5  A message that can never be written is set aside with an incident, and is not tried again and again.
 */
export class Advancer {
  private readonly waiting = new Map<string, Work>();
  private readonly busy = new Set<string>();
  private running = 0;
  private scheduled = false;
  private readonly decide: Decide;
  private attendants: Attendants | undefined;

  constructor(
    private readonly store: InstanceStore,
    private readonly definitions: Definitions,
    private readonly bell: Bell,
    private readonly onMoved: (moved: readonly Moved[]) => void = () => undefined,
    private readonly options: AdvancerOptions = { most: 256, parallel: 2 },
    private readonly calendars: Calendars = builtInCalendars,
    private readonly telemetry: Telemetry = noTelemetry,
  ) {
    this.decide = (stored, messages, now) => {
      const { event, version, subjects } = stored;
      const chart = this.definitions.chart(event, version, subjects);
      const chartOf = this.definitions.chartsOf(event, subjects);
      return foldMessages(chart, stored, messages, now, this.calendars.current(), chartOf);
    };
  }

  /** From now on these take what opens while they have room. */
  attend(attendants: Attendants): void {
    this.attendants = attendants;
  }

  /** Folds messages at hand, and whatever lies in the instance's inbox; resolves after the commit. */
  advance(instanceId: string, messages: readonly MessageAtHand[] = []): Promise<void> {
    return new Promise((resolve, reject) => {
      let work = this.waiting.get(instanceId);
      if (work === undefined) {
        const done: Work['done'] = [];
        const rejectAll = (error: unknown): void => done.forEach((one) => one.reject(error));
        work = { instanceId, messages: [], done, reject: rejectAll };
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
        if (batch.length === 0) return;
        void this.run(batch);
      }
    });
  }

  private takeBatch(): Work[] {
    const batch: Work[] = [];
    for (const [instanceId, work] of this.waiting) {
      if (batch.length >= this.options.most) break;
      if (this.busy.has(instanceId)) continue;
      batch.push(work);
      this.busy.add(instanceId);
      this.waiting.delete(instanceId);
    }
    return batch;
  }

  private async run(batch: readonly Work[]): Promise<void> {
    this.running += 1;
    await inHalves(batch, (part) => this.move(part));
    this.running -= 1;
    for (const { instanceId } of batch) this.busy.delete(instanceId);
    if (this.waiting.size > 0) this.schedule();
  }

  private async move(part: readonly Work[]): Promise<void> {
    const work = new Map(part.map(({ instanceId, messages }) => [instanceId, messages]));
    const folded = new Map<string, FoldedInstance>();
    const began = performance.now();
    const decide = this.noting(folded, this.decide);
    const moved = await this.store.advance(work, decide, this.attendants).catch((error: unknown) => {
      if (error instanceof InstancesHeld && error.held.size > 0) return this.leaveOut(part, error);
      if (part.length > 1 || !isPoison(error)) throw error;
      return this.setAside(work, poisonCode(error, 'not-writable'), folded);
    });
    if (moved === undefined) return;
    const ended = performance.now();
    fault('after_commit');
    this.tell(moved, () => {
      // What an earlier try of the transaction has folded, and this one has not found, does not count.
      const committed = moved.flatMap(({ instanceId }) => folded.get(instanceId) ?? []);
      this.telemetry.advanced({ folded: committed, began, ended });
    });
    for (const { done } of part) for (const { resolve } of done) resolve();
  }

  /** A stranger who holds an instance keeps those that came with it waiting once, not half by half. */
  private async leaveOut(part: readonly Work[], error: InstancesHeld): Promise<undefined> {
    const free = part.filter(({ instanceId }) => !error.held.has(instanceId));
    for (const one of part) if (error.held.has(one.instanceId)) one.reject(error);
    if (free.length > 0) await this.move(free);
    return undefined;
  }

  /** First without its mail; should what is at hand be the poison, without that too. */
  private async setAside(
    work: ReadonlyMap<string, readonly MessageAtHand[]>,
    code: string,
    folded: Map<string, FoldedInstance>,
  ): Promise<Moved[]> {
    const holding = (atHand: 'fold' | 'fail'): Decide =>
      this.noting(folded, (stored, messages, now) => {
        const chart = this.definitions.chart(stored.event, stored.version, stored.subjects);
        return holdMessages(chart, stored, messages, { code, atHand, now }, this.calendars.current());
      });
    return this.store.advance(work, holding('fold')).catch((error: unknown) => {
      if (!isPoison(error)) throw error;
      return this.store.advance(work, holding('fail'));
    });
  }

  /** Keeps what was decided, for those who are told after the commit; the last decision about an instance counts. */
  private noting(folded: Map<string, FoldedInstance>, decide: Decide): Decide {
    return (stored, messages, now) => {
      const move = decide(stored, messages, now);
      folded.set(stored.id, { definition: this.definitions.get(stored.event, stored.version), messages, move });
      return move;
    };
  }

  /** What is committed stays committed, whoever fails to hear of it: the sweep rings again. */
  private tell(moved: readonly Moved[], account: () => void): void {
    for (const tell of [() => announce(moved, this.bell), () => this.onMoved(moved), account]) {
      try {
        tell();
      } catch {
        continue;
      }
    }
  }
}

/** Rings for the executions that a commit has opened, a department and a life event at a time. */
export function announce(moved: readonly Pick<Moved, 'opened' | 'event'>[], bell: Bell): void {
  const lines = new Map<string, { department: string; event: string; ids: string[] }>();
  for (const { event, opened } of moved) {
    for (const { id, kind, department } of opened) {
      if (kind !== 'handler') continue;
      const name = `${department} ${event}`;
      const line = lines.get(name);
      if (line === undefined) lines.set(name, { department, event, ids: [id] });
      else line.ids.push(id);
    }
  }
  for (const { department, event, ids } of lines.values()) bell.ring(department, ids, event);
}
