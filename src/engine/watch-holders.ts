import type { ExecutionStore } from './execution-store';
import { isSessionName, type Presence } from './presence';

/** An engine that was missing at so many looks in a row is gone: one that has only lost its session is back by then. */
const LOOKS = 3;

/**
 * Ends the leases of engines that are gone, so that what they held waits for no lease to run out. A look costs one
 * small question; the table is asked only when somebody has come or gone.
 *
 *  W1  Nothing is taken from an engine whose session stands, nor from one that claims under no session.
 *  W2  An engine that was taken for gone and lives is fenced by the next epoch, as after a lease that ran out.
 */
export class HolderWatch {
  private present: ReadonlySet<string> | undefined;
  /** Holders without a session, with the looks at which they were missing. */
  private missing = new Map<string, number>();

  constructor(
    private readonly presence: Presence,
    private readonly executions: ExecutionStore,
  ) {}

  /** Nobody else is there whose leaving could be missed. */
  get isAlone(): boolean {
    return this.present !== undefined && this.present.size <= 1 && this.missing.size === 0;
  }

  /** True when an engine has gone: whatever it left should be swept up now. */
  async look(): Promise<boolean> {
    try {
      return await this.compare(await this.presence.living());
    } catch (error) {
      // A database that was away has forgotten every session: all of them get their time to come back.
      this.present = undefined;
      this.missing.clear();
      throw error;
    }
  }

  private async compare(living: ReadonlySet<string>): Promise<boolean> {
    const before = this.present;
    const left = before !== undefined && [...before].some((name) => !living.has(name));
    const changed = before === undefined || left || living.size > before.size;
    if (!changed && this.missing.size === 0) return false;

    const absent = (await this.executions.findHolders()).filter((name) => isSessionName(name) && !living.has(name));
    const missing = new Map(absent.map((name) => [name, (this.missing.get(name) ?? 0) + 1]));
    const gone = absent.filter((name) => (missing.get(name) ?? 0) >= LOOKS);
    if (gone.length > 0) await this.executions.expire(gone);
    for (const name of gone) missing.delete(name);
    this.missing = missing;
    this.present = living;
    return left || gone.length > 0;
  }
}
