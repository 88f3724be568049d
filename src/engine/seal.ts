import { createHash } from 'node:crypto';
import type { HashAlgorithm } from './history-hash';
import { merkleRoot } from './merkle';

/** How much of a row's hash is kept to find the first row that a rebuilt chain has changed, in hex digits. */
export const MARK = 8;

/** What one seal says of one instance: its rows from one place to another, and the hash that the last of them has. */
export interface SealedHead {
  readonly instance: string;
  readonly from: number;
  readonly to: number;
  /** Hash of row `to`, hex. */
  readonly hash: string;
  /** The first eight digits of the hash of each row, one after the other. */
  readonly marks: string;
}

/** A seal over every history row that came since the one before. */
export interface Seal {
  /** 1, 2, 3 … without gaps. */
  readonly n: number;
  readonly algorithm: HashAlgorithm;
  /** When it was made, by the database's clock. */
  readonly at: string;
  /** Transactions whose rows it covers: from this one to the one before `until`. */
  readonly since: string;
  readonly until: string;
  readonly rows: number;
  /** Hash of the seal before, hex; zeroes for the first. */
  readonly previous: string;
  /** Merkle root (RFC 6962) over the heads, each as a leaf in the spelling of `leafOf`, hex. */
  readonly root: string;
  /** Hash of all of the above, hex. */
  readonly hash: string;
  readonly heads: readonly SealedHead[];
}

export type SealWords = Pick<Seal, 'n' | 'algorithm' | 'at' | 'since' | 'until' | 'previous' | 'heads'>;

export const leafOf = ({ instance, from, to, hash, marks }: SealedHead): string =>
  JSON.stringify([instance, from, to, hash, marks]);

export function makeSeal(words: SealWords): Seal {
  const { n, algorithm, at, since, until, previous, heads } = words;
  const rows = heads.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const root = merkleRoot(heads.map(leafOf), algorithm);
  const canonical = JSON.stringify([n, algorithm, at, since, until, rows, heads.length, previous, root]);
  const hash = createHash(algorithm).update(canonical).digest('hex');
  return { n, algorithm, at, since, until, rows, previous, root, hash, heads };
}

/** Whether a seal says of itself what it comes to. */
export const isSound = (seal: Seal): boolean => {
  const made = makeSeal(seal);
  return made.hash === seal.hash && made.root === seal.root && made.rows === seal.rows;
};
