/** Executions of one department that nobody has answered yet. Each stands in exactly one of the four groups. */
export interface DepartmentWorkload {
  readonly department: string;
  /** A worker could take them now: the depth of its queue. */
  readonly ready: number;
  /** With a worker, under a lease that has not run out: in flight, over all workers. */
  readonly running: number;
  /** The department has answered 202 and owes the answer. */
  readonly accepted: number;
  /** To be tried again, or asked about, at a later time. */
  readonly later: number;
  /** Since the oldest of them was opened, in business time. */
  readonly oldestSeconds: number;
}

/** What waits at this moment, over all workers. */
export interface Workload {
  readonly departments: readonly DepartmentWorkload[];
  /** Open incidents of cases, by code; the most frequent codes only. */
  readonly incidents: readonly { readonly code: string; readonly open: number }[];
  /** Departments that are dead as a whole. */
  readonly deadDepartments: number;
  /** For how long the oldest due timer has been due, in business time; 0 when none is. */
  readonly timerLagSeconds: number;
  /** How long the oldest message that nobody has folded has been lying there; 0 when there is none. */
  readonly oldestMailSeconds: number;
}

export interface WorkloadReader {
  read(): Promise<Workload>;
}
