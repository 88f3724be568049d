import type { Clock, Role } from '../core';
import type { ExecutionId } from './instance';

/** What is open around a case beside its state: no personal data. */
export interface Circumstances {
  readonly timers: readonly { readonly region: string; readonly timer: string; readonly at: Date }[];
  /** Open ones; the region is empty for the case as a whole. */
  readonly incidents: readonly { readonly region: string; readonly code: string; readonly openedAt: Date }[];
  /** Of executions; those from before there were clocks have none. */
  readonly clocks: ReadonlyMap<ExecutionId, Clock>;
  readonly caseClock?: Clock;
  /** Which role an execution is given to, where it is given to one. */
  readonly roles: ReadonlyMap<ExecutionId, Role>;
}

/** Reads what is open around a case; one statement. */
export interface CircumstancesReader {
  read(instanceId: string): Promise<Circumstances>;
}
