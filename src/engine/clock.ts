/**
 * The time as the database tells it. Leases, timers and deadlines never read a machine's own clock: a worker whose
 * clock is wrong would steal leases and fire timers early.
 */
export interface Clock {
  now(): Date;
}
