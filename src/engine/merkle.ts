import { createHash } from 'node:crypto';
import type { HashAlgorithm } from './history-hash';

const LEAF = Buffer.from([0]);
const INNER = Buffer.from([1]);

/**
 * Root of the Merkle tree over these leaves as RFC 6962 (2.1) builds it, hex: leaves and inner hashes begin with a byte of
 * their own, so that none can be passed off as the other, and no leaf is counted twice.
 */
export function merkleRoot(leaves: readonly string[], algorithm: HashAlgorithm): string {
  const hash = (...parts: Buffer[]): Buffer => {
    const digest = createHash(algorithm);
    for (const part of parts) digest.update(part);
    return digest.digest();
  };
  if (leaves.length === 0) return hash().toString('hex');
  let level = leaves.map((leaf) => hash(LEAF, Buffer.from(leaf)));
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at] as Buffer, level[at + 1]];
      // Pairing from the left and lifting the odd one gives the same tree as splitting at the largest power of two.
      above.push(right === undefined ? left : hash(INNER, left, right));
    }
    level = above;
  }
  return (level[0] as Buffer).toString('hex');
}
