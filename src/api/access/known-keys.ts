import { createHash } from 'node:crypto';
import type { ApiKeyStore } from '../../engine/api-keys';
import type { Caller } from './caller';

/** A revoked key stops working after at most this long. */
const REMEMBERED_MS = 5_000;
const MOST = 10_000;

/** Looks keys up, and remembers the answer for a moment so that not every request asks the database. */
export class KnownKeys {
  private readonly remembered = new Map<
    string,
    { readonly caller: Promise<Caller | undefined>; readonly until: number }
  >();

  constructor(
    private readonly store: ApiKeyStore,
    /** Monotonic; the database's clock or a manual one may stand still. */
    private readonly elapsedMs: () => number = () => performance.now(),
  ) {}

  find(key: string): Promise<Caller | undefined> {
    const name = createHash('sha256').update(key).digest('base64');
    const now = this.elapsedMs();
    const known = this.remembered.get(name);
    if (known !== undefined && known.until > now) return known.caller;
    const caller = this.store.find(key);
    this.remembered.delete(name);
    if (this.remembered.size >= MOST) this.remembered.delete(this.remembered.keys().next().value as string);
    this.remembered.set(name, { caller, until: now + REMEMBERED_MS });
    // A look-up that failed says nothing about the key.
    caller.catch(() => this.remembered.delete(name));
    return caller;
  }
}
