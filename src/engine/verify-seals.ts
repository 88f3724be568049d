import { GENESIS } from './history-hash';
import { isSound, leafOf, type Seal } from './seal';
import type { Finding } from './verify-history';

/**
 * Follows a chain of seals from its first, one after the other: each must be sound, and name the one before. Needs
 * nothing but the seals: whoever has the anchors can do it without a database.
 */
export class SealChain {
  private last: Pick<Seal, 'n' | 'hash' | 'until'> = { n: 0, hash: GENESIS, until: '0' };

  /** Undefined when the seal follows. */
  take(seal: Seal): Finding | undefined {
    const n = this.last.n + 1;
    const wrong = (what: string): Finding => ({ kind: 'seal-altered', seal: n, what });
    if (seal.n !== n) return wrong(`seal ${n} is missing`);
    if (!isSound(seal)) return wrong('it is not what its own hash says');
    if (seal.previous !== this.last.hash) return wrong('it does not follow from the seal before');
    this.last = seal;
    return undefined;
  }

  get count(): number {
    return this.last.n;
  }
}

/** Where the copy of a seal in the tables differs from the seal as it is anchored. */
export function compareSeals(anchored: Seal, stored: Seal | undefined): Finding | undefined {
  const { n } = anchored;
  if (stored === undefined) {
    return { kind: 'seal-altered', seal: n, what: 'it is anchored, and the database has it no more' };
  }
  const found = new Set(stored.heads.map(leafOf));
  const head = anchored.heads.find((one) => !found.has(leafOf(one)));
  if (head !== undefined || stored.heads.length !== anchored.heads.length) {
    const where = head === undefined ? {} : { instance: head.instance, seq: head.from };
    return { kind: 'seal-altered', seal: n, ...where, what: 'the database has other heads than were anchored' };
  }
  if (stored.hash === anchored.hash && isSound(stored)) return undefined;
  return { kind: 'seal-altered', seal: n, what: 'the database has another seal than was anchored' };
}
