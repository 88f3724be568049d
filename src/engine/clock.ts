/**
 * The time by which cases live, as the database tells it. Leases, timers and deadlines never read a machine's own
 * clock: a worker whose clock is wrong would steal leases and fire timers early.
 */
export interface Clock {
  now(): Date;
}

/** A clock that stands still until it is moved (`manual`), or runs by itself (`system`) and cannot be moved. */
export interface MovableClock extends Clock {
  readonly mode: 'system' | 'manual';
  /** Moves a clock that stands to this instant, never backwards; every process sees it within a second. */
  moveTo(at: Date): Promise<void>;
  /** Looks where it stands now, should somebody else have moved it. */
  follow(): Promise<void>;
}
