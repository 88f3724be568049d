import {
  repairBody,
  repairKey,
  type BulkRepairItem,
  type BulkRepairStore,
  type ClaimedBulkRepair,
} from './bulk-repair';
import type { MessageDelivery } from './deliver-message';

export interface BulkRepairOptions {
  /** The share of those let go that may fail again for the same cause before the repair pauses itself, from 0 to 1. */
  readonly mostFailedAgain: number;
  /** Items let go in one round of one repair; five times as many are looked at. */
  readonly batch: number;
  /** How long a process that has died keeps others from carrying a repair on. */
  readonly holdMs: number;
}

const defaults: BulkRepairOptions = { mostFailedAgain: 0.1, batch: 200, holdMs: 15_000 };

/** Repairs taken up in one round. */
const AT_ONCE = 8;

/**
 * Carries bulk repairs on, a bounded batch a round: lets items go, looks what became of them, ends stages. Any process
 * may do it, and two at once do no harm: an item's message is recognised by its key, and its answer is counted once.
 */
export class BulkRepairs {
  private readonly options: BulkRepairOptions;
  /** Where to look on among the unanswered items of a repair; forgotten with the process. */
  private readonly looked = new Map<string, number>();

  constructor(
    private readonly store: BulkRepairStore,
    private readonly delivery: MessageDelivery,
    options: Partial<BulkRepairOptions> = {},
  ) {
    this.options = { ...defaults, ...options };
  }

  /** One round. `moved`: something was let go, answered or ended; `waiting`: repairs that are not over. */
  async run(): Promise<{ readonly moved: boolean; readonly waiting: number }> {
    const claimed = await this.store.claim(AT_ONCE, this.options.holdMs);
    if (claimed.length === 0) return { moved: false, waiting: 0 };
    try {
      const moved = await Promise.allSettled(claimed.map((repair) => this.carryOn(repair)));
      const failed = moved.find((one) => one.status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      return { moved: moved.some((one) => one.status === 'fulfilled' && one.value), waiting: claimed.length };
    } finally {
      await this.store.release(claimed.map(({ id }) => id));
    }
  }

  private async carryOn(repair: ClaimedBulkRepair): Promise<boolean> {
    const { id } = repair;
    const letGo = repair.state === 'running' ? await this.letGo(repair) : 0;
    const after = this.looked.get(id) ?? 0;
    const { settled, next } = await this.store.settle(id, after, 5 * this.options.batch);
    if (next === undefined) this.looked.delete(id);
    else this.looked.set(id, next);
    const ended = await this.store.endStage(id, this.options.mostFailedAgain);
    return letGo > 0 || settled > 0 || ended;
  }

  private async letGo(repair: ClaimedBulkRepair): Promise<number> {
    const items = await this.store.next(repair.id, this.options.batch);
    const last = items.at(-1);
    if (last === undefined) return 0;
    await Promise.all(items.filter(({ due }) => due).map((item) => this.deliver(repair, item)));
    // Only now: whoever dies before has let nothing go, and the next delivers the same messages again.
    await this.store.letGo(repair.id, last.n);
    return items.length;
  }

  private async deliver(repair: ClaimedBulkRepair, { incidentId, instanceId, region }: BulkRepairItem): Promise<void> {
    const { folded } = await this.delivery.deliver(instanceId, {
      key: repairKey(incidentId, repair.repair),
      actor: repair.actor,
      body: repairBody(region, repair),
      ...(repair.output === undefined ? {} : { fields: repair.output }),
    });
    // A fold that fails is folded again by the sweep; the message is on disk.
    await folded.catch(() => undefined);
  }
}
