import type { Finding } from './verify-history';

/** What a check of the record that somebody asked for has shown. */
export interface AskedAuditCheck {
  readonly at: Date;
  /** The organisation that asked. */
  readonly organisation: string;
  /** Set when only this case was looked at. */
  readonly instance?: string;
  readonly histories: number;
  /** True when every history has been looked at since the round began, in this check or in those before. */
  readonly whole: boolean;
  readonly findings: readonly Omit<Finding, 'what'>[];
  readonly tookMs: number;
}

/** How far the record is sealed and anchored. */
export interface SealState {
  /** The newest seal. */
  readonly last?: { readonly n: number; readonly at: Date; readonly anchoredAt?: Date };
  /** Seals that are not anchored yet. */
  readonly unanchored: number;
}

/** The record, for those who watch over it. */
export interface AuditDesk {
  seals(): Promise<SealState>;
  /** The newest check of histories that somebody asked for; undefined before the first. */
  last(): Promise<AskedAuditCheck | undefined>;
  /**
   * Checks histories against their hashes, their seals and the engine's transition for a few seconds, going on where
   * the check before has ended. Several that ask at once get the same check.
   */
  check(organisation: string): Promise<AskedAuditCheck>;
  /** Checks one history; undefined when nothing knows of it. */
  checkOne(instance: string, organisation: string): Promise<AskedAuditCheck | undefined>;
}
