import type { Fields, StateText } from '../core';
import type { Viewer } from './case-reader';
import type { Actor } from './instance';

/** A signal to a case that is named by its business key and does not exist yet, or not for whoever sends it. */
export interface EarlySignal {
  readonly id: string;
  readonly event: string;
  readonly businessKey: readonly string[];
  /** Under this key the case will get it: the same as if it came when the case was there. */
  readonly messageKey: string;
  readonly signal: string;
  /** The step that waits for it. */
  readonly step: string;
  /** Which subject it is about; 0 for the whole case. */
  readonly subject: number;
  readonly actor: Actor;
  /** Which cases exist for the sender: it reaches no other. */
  readonly viewer: Viewer;
  readonly keepDays: number;
  /** Undefined for one that the definition ignores when it comes early: that it came is all that is kept. */
  readonly said?: EarlyWords;
}

/** What it says: sealed, and erased as soon as it has been delivered or its time is over. */
export interface EarlyWords {
  /** The body as it was sent, once it was found good. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly fields: Fields;
}

/** A signal whose case has begun. */
export interface CalledSignal extends Pick<
  EarlySignal,
  'id' | 'event' | 'messageKey' | 'signal' | 'step' | 'subject' | 'actor'
> {
  readonly said: EarlyWords;
  readonly instanceId: string;
  readonly version: number;
  readonly subjects: number;
  readonly state: StateText;
  /** Whether the case exists for whoever sent it. */
  readonly isTheirs: boolean;
}

/**
 * Signals that wait for their case.
 *
 *  E1  What `keep` has returned is durable. A signal that waits, kept again, is one.
 *  E2  A start calls what waits for its case in the statement that writes the case, and tells so.
 *  E3  Of a `keep` and a start at the same time one sees the other, or `look` sees both.
 *  E4  A called signal stays called until it is `delivered`, whoever fails in between. None is called for two cases.
 *  E5  One that waits for longer than it is kept is erased but for the record that it came.
 */
export interface EarlySignalStore {
  /** Until when it is kept. */
  keep(signal: EarlySignal): Promise<Date>;
  /**
   * Calls what a start may have overlooked, of this one signal or of all; ends what has waited for too long. Returns
   * the cases with called signals.
   */
  look(limit: number, only?: string): Promise<{ readonly cases: readonly string[]; readonly expired: number }>;
  /** The called signals of these cases, in the order in which they came. */
  called(instanceIds: readonly string[]): Promise<CalledSignal[]>;
  /** They are in the inboxes of their cases. */
  delivered(ids: readonly string[]): Promise<void>;
}
