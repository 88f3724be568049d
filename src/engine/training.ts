/** How a training department misbehaves on purpose. What is left out is as it should be. */
export interface TrainingFaults {
  /** Every answer takes so much longer, in milliseconds. */
  readonly slowMs?: number;
  /** Share of calls, 0 to 1, that fail as if the department were overloaded: they are tried again. */
  readonly failRate?: number;
  /** Share of calls, 0 to 1, that are not understood: each opens an incident. */
  readonly breakRate?: number;
  /** Share of calls, 0 to 1, that are refused as the department may refuse an application. */
  readonly refuseRate?: number;
  /** Nothing is answered but that it is closed. */
  readonly closed?: boolean;
}

/** The switches of the training departments; there are none where departments are real. */
export interface Training {
  /** Undefined when the department is not a training department, or does not run. */
  read(department: string): Promise<TrainingFaults | undefined>;
  /** False when the department is not a training department, or does not run. */
  set(department: string, faults: TrainingFaults): Promise<boolean>;
}
