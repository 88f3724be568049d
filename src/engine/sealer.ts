import type { HashAlgorithm } from './history-hash';
import type { Seal } from './seal';

/** Where seals are made and kept beside the history. */
export interface SealStore {
  /** Runs `work` unless another process is at it already; says whether it ran. */
  exclusively(work: () => Promise<void>): Promise<boolean>;
  /** Seals what has come since the last seal, a bounded part of it; undefined when nothing has. */
  sealNext(algorithm: HashAlgorithm): Promise<Seal | undefined>;
  /** Seals after the one numbered `n`, in order, at most so many. */
  after(n: number, limit: number): Promise<readonly Seal[]>;
  markAnchored(n: number): Promise<void>;
  /** How long the oldest seal has been waiting for its anchor, in milliseconds; 0 when none is. */
  unanchoredMs(): Promise<number>;
}

/** Where seals are kept out of reach of whoever can write the database. */
export interface Anchor {
  /** The number of the last seal here. */
  last(): Promise<number>;
  /** Adds seals that follow; when it resolves they are on disk. Throws when they do not follow from what is here. */
  append(seals: readonly Seal[]): Promise<void>;
}

interface SealerOptions {
  readonly algorithm: HashAlgorithm;
  /** After so long without an anchor nothing new is accepted, in milliseconds. */
  readonly limitMs: number;
  readonly onFailure?: (error: unknown) => void;
  /** Milliseconds of a clock that never jumps. */
  readonly elapsed?: () => number;
}

const AT_ONCE = 64;

/**
 * Seals the history at intervals and anchors the seals outside the database.
 *
 *  S1  A seal is anchored after it is made, in order; one that was not is anchored by the next run, of any process.
 *  S2  Where nothing has come, nothing is sealed.
 *  S3  When nothing could be anchored for too long, `isAccepting` says no: what is accepted then could be altered unseen.
 */
export class Sealer {
  /** How long things had gone unanchored when that was last looked at, and when it was. */
  private late = { ms: 0, at: 0 };
  private failingSince: number | undefined;
  private readonly elapsed: () => number;

  constructor(
    private readonly store: SealStore,
    private readonly anchor: Anchor,
    private readonly options: SealerOptions,
  ) {
    this.elapsed = options.elapsed ?? (() => performance.now());
  }

  /** Never throws: what fails is reported, and tried again by the next run. */
  async run(): Promise<void> {
    try {
      await this.store.exclusively(() => this.sealAndAnchor());
      const ms = await this.store.unanchoredMs();
      this.late = { ms, at: this.elapsed() };
      this.failingSince = undefined;
    } catch (error) {
      this.failingSince ??= this.elapsed();
      // Without a database the last look counts on.
      const ms = await this.store.unanchoredMs().catch(() => undefined);
      if (ms !== undefined) this.late = { ms, at: this.elapsed() };
      this.options.onFailure?.(error);
    }
  }

  get isFailing(): boolean {
    return this.failingSince !== undefined;
  }

  isAccepting(): boolean {
    const now = this.elapsed();
    const failing = this.failingSince === undefined ? 0 : now - this.failingSince;
    const late = this.late.ms === 0 ? 0 : this.late.ms + now - this.late.at;
    return Math.max(failing, late) < this.options.limitMs;
  }

  private async sealAndAnchor(): Promise<void> {
    while ((await this.store.sealNext(this.options.algorithm)) !== undefined);
    for (;;) {
      const seals = await this.store.after(await this.anchor.last(), AT_ONCE);
      const newest = seals.at(-1);
      if (newest === undefined) return;
      await this.anchor.append(seals);
      await this.store.markAnchored(newest.n);
    }
  }
}
