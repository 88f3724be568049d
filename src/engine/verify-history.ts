import type { StateText } from '../core';
import { GENESIS, hashAlgorithms, hashHistory, type HashAlgorithm } from './history-hash';
import type { HistoryRow } from './instance';
import { ImpossibleRow, replayHistory, type FindChart } from './replay-history';
import { MARK, type SealedHead } from './seal';

/** What an instance and its history look like in the tables, word for word. */
export interface StoredHistory {
  readonly id: string;
  /** Undefined when only other tables, or a seal, know of it. */
  readonly instance?: {
    readonly event: string;
    readonly version: number;
    readonly subjects: number;
    readonly status: string;
    readonly seq: number;
    readonly state: StateText;
    readonly headHash: string;
    readonly startedBy: string;
    readonly startedAt: Date;
  };
  readonly rows: readonly StoredHistoryRow[];
  /** What the seals say of it, in their order. */
  readonly heads: readonly (SealedHead & { readonly n: number })[];
}

export interface StoredHistoryRow extends HistoryRow {
  /** Whether its columns are spelt as the engine spells them: the hash is over what they mean. */
  readonly exact: boolean;
  /** Whether it lies where the seals have already been, or where no transaction has been yet. */
  readonly outOfPlace: boolean;
}

export type FindingKind =
  /** The row's hash is not what its content and the row before give. */
  | 'row-altered'
  /** A row is not there that the rows after it, the instance or a seal speaks of. */
  | 'row-missing'
  /** A row is there that the instance, or a seal made later, knows nothing of. */
  | 'row-inserted'
  /** The chain holds, but it is not the one that was sealed. */
  | 'chain-rebuilt'
  /** The chain holds, but this row cannot have happened after the rows before it. */
  | 'row-impossible'
  /** The instance is not where its history has brought it. */
  | 'instance-altered'
  /** A history or a seal speaks of an instance that is not there. */
  | 'instance-missing'
  /** A seal is not there, or is not what it was. */
  | 'seal-altered';

/** What is wrong, and where it begins. */
export interface Finding {
  readonly kind: FindingKind;
  readonly instance?: string;
  /** The first bad row. */
  readonly seq?: number;
  /** The seal that shows it. */
  readonly seal?: number;
  readonly what: string;
}

/** Checks one history against its own hashes, the seals and the engine's transition. Undefined: nothing is wrong. Pure. */
export function verifyHistory(stored: StoredHistory, findChart: FindChart): Finding | undefined {
  const chained = verifyChain(stored);
  if (chained !== undefined) return { instance: stored.id, ...chained };
  const { instance, rows } = stored;
  if (instance === undefined) return undefined;
  const first = rows[0];
  try {
    const { event, version, subjects, status, state } = replayHistory(rows, findChart);
    const differs = Object.entries({ event, version, subjects, status, state })
      .filter(([name, value]) => instance[name as 'state'] !== value)
      .map(([name]) => name);
    if (first?.actor !== instance.startedBy) differs.push('startedBy');
    if (first?.at.getTime() !== instance.startedAt.getTime()) differs.push('startedAt');
    if (differs.length === 0) return undefined;
    const what = `its history gives another ${differs.join(', ')}`;
    return { kind: 'instance-altered', instance: stored.id, seq: rows.length, what };
  } catch (error) {
    if (!(error instanceof ImpossibleRow)) throw error;
    return { kind: 'row-impossible', instance: stored.id, seq: error.seq, what: error.message };
  }
}

type Broken = Omit<Finding, 'instance'>;

function verifyChain({ id, instance, rows, heads }: StoredHistory): Broken | undefined {
  let hash = GENESIS;
  const algorithm = algorithmOf(rows[0]);
  for (const [index, row] of rows.entries()) {
    const seq = index + 1;
    if (row.seq > seq) return missing(seq, heads);
    if (row.seq < seq) return { kind: 'row-inserted', seq: row.seq, what: `row ${row.seq} stands before the first` };
    if (!row.exact || hashHistory(hash, id, row, algorithm) !== row.hash) {
      return { kind: 'row-altered', seq, what: 'its hash is not that of its content and the row before' };
    }
    const sealed = heads.find(({ from, to }) => from <= seq && seq <= to);
    if (sealed !== undefined && !agrees(sealed, row)) {
      const what = `the chain holds, but seal ${sealed.n} was made over another row`;
      return { kind: 'chain-rebuilt', seq, seal: sealed.n, what };
    }
    if (sealed === undefined && row.outOfPlace) {
      return { kind: 'row-inserted', seq, what: 'it lies where the seals have been, and none of them knows it' };
    }
    hash = row.hash;
  }
  const sealedTo = heads.reduce((most, { to }) => Math.max(most, to), 0);
  if (sealedTo > rows.length) return missing(rows.length + 1, heads);
  if (instance === undefined) return { kind: 'instance-missing', seq: 1, what: 'only its history is left' };
  if (instance.seq > rows.length) return missing(rows.length + 1, heads);
  if (instance.seq < rows.length) {
    return { kind: 'row-inserted', seq: instance.seq + 1, what: `the instance has ${instance.seq} rows` };
  }
  if (instance.headHash !== hash) {
    return { kind: 'instance-altered', seq: rows.length, what: 'its head is not the hash of the last row' };
  }
  return undefined;
}

function algorithmOf(first: HistoryRow | undefined): HashAlgorithm | undefined {
  const said = first?.detail['hash'];
  return hashAlgorithms.find((known) => known === said);
}

/** The last row of a head is compared in full, those before it by their marks: they are all chained to it. */
const agrees = ({ from, to, hash, marks }: SealedHead, row: HistoryRow): boolean =>
  row.seq === to
    ? row.hash === hash
    : row.hash.startsWith(marks.slice((row.seq - from) * MARK, (row.seq - from + 1) * MARK));

function missing(seq: number, heads: StoredHistory['heads']): Broken {
  const sealed = heads.find(({ from, to }) => from <= seq && seq <= to);
  const what =
    sealed === undefined ? `there is no row ${seq}` : `there is no row ${seq}, which seal ${sealed.n} covers`;
  return { kind: 'row-missing', seq, ...(sealed === undefined ? {} : { seal: sealed.n }), what };
}
