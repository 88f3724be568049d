/** Places where a crash costs most, in the order in which a case passes them. */
export const faultPoints = [
  'in_accept',
  'after_accept_commit',
  'after_claim',
  'before_call',
  'after_call',
  'before_commit',
  'after_commit',
  'after_delivery',
  'in_sweep',
  'in_timer_fire',
] as const;

export type FaultPoint = (typeof faultPoints)[number];

let reached: (point: FaultPoint) => void = () => undefined;

/** Does nothing, unless the process was started to die here: see `FAULTS` in docs/guarantees.md. */
export const fault = (point: FaultPoint): void => reached(point);

/** For the wiring: what happens at fault points from now on. */
export function armFaultPoints(onReached: (point: FaultPoint) => void): void {
  reached = onReached;
}
