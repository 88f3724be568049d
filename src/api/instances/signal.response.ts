import type { InstanceResponse } from './instance.response';

/** What has become of a signal that named its case by business key. */
export class SignalResponse {
  /** `received`: it moved its case. `waiting`: it is kept until its case begins, or begins to wait for it. */
  status: 'received' | 'waiting' | 'ignored';

  /** Until when it waits for a case to begin; null when the case exists, and for one that is ignored. */
  keptUntil: string | null;

  /** The case, if there is one for the caller. */
  instance: InstanceResponse | null;
}
