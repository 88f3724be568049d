import type { Attendants } from './attendants';
import type { ExecutionId, Move, OpenedExecution, Start, Started, StoredInstance } from './instance';
import type { InboxMessage, Message, MessageAtHand } from './message';

/** A message at hand: from the inbox (then with the row's id) or straight from a worker of this process. */
export interface PendingMessage extends Message {
  readonly inboxId?: string;
}

/** Decides what the messages do to an instance. Pure: it may be called again after a conflict. */
export type Decide = (stored: StoredInstance, messages: readonly PendingMessage[], now: Date) => Move;

export interface Moved {
  readonly instanceId: string;
  readonly event: string;
  readonly seq: number;
  readonly status: string;
  readonly ended: boolean;
  /** Executions that wait for a worker or a person. */
  readonly opened: readonly OpenedExecution[];
}

/**
 * The port through which state changes, and the only one. Each method is one transaction.
 *
 *  S1  `advance` loads its instances under row locks, calls `decide` once for each, and writes all its moves or none.
 *  S2  A message with a key is folded once per instance, for ever, however often it is delivered.
 *  S3  Two advances never move one instance at the same time; seq grows by exactly one per history row.
 *  S4  What `start` and `deliver` have returned is durable.
 */
export interface InstanceStore {
  /** Writes new instances. One with a business key that is already live comes back as `existing`. */
  start(starts: readonly Start[]): Promise<Started[]>;
  /** Puts messages into the inboxes. `known`: this key was delivered before; `unknown`: there is no such instance. */
  deliver(
    messages: readonly { readonly instanceId: string; readonly message: InboxMessage }[],
  ): Promise<('new' | 'known' | 'unknown')[]>;
  /**
   * Moves instances by the messages at hand and by all that wait in their inboxes. Executions that open while an
   * attendant has room are given to it and are not among those returned as `opened`.
   */
  advance(
    work: ReadonlyMap<string, readonly MessageAtHand[]>,
    decide: Decide,
    attendants?: Attendants,
  ): Promise<Moved[]>;
  /** Instances with messages that nobody has folded for a while; the backstop of every wake-up. */
  findUnfolded(olderThanMs: number, limit: number): Promise<string[]>;
  /** Turns due timers into inbox messages, each exactly once, in order; returns the instances concerned. */
  fireTimers(limit: number): Promise<string[]>;
  /** When the next timer is due, or was; undefined when none is armed. */
  nextTimerAt(): Promise<Date | undefined>;
  /** Opens an incident on each active instance that nothing can wake; returns how many were opened. */
  openIncidentsForStalled(idleMs: number): Promise<number>;
  /** The instance of an execution's id, if both exist. */
  findExecution(id: ExecutionId): Promise<{ department: string; status: string } | undefined>;
}
