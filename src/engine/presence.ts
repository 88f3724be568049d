/**
 * Which engines live, by the database: each holds a session there that dies with its connection, so that a killed one
 * is missed at once. One that is frozen, or that the network hides for a moment, is not told apart from a live one or
 * a dead one by this alone: the lease and the epoch stay what decides.
 */
export interface Presence {
  /** Names of the engines whose session stands at this moment. */
  living(): Promise<ReadonlySet<string>>;
}

const PREFIX = 'session-';

/** The name of an engine while its session stands. Whoever claims under another name is guarded by the lease alone. */
export const sessionName = (number: number): string => `${PREFIX}${number}`;

export const isSessionName = (name: string): boolean => name.startsWith(PREFIX);
