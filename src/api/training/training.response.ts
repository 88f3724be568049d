import { type TrainingFaultsRequest } from './training.request';

/** A training department and how it misbehaves. */
export class TrainingDepartmentResponse {
  /** Its id. */
  department: string;

  /** What it is called, in the caller's language. */
  title: string;

  /** How it misbehaves; empty when it does not. */
  faults: TrainingFaultsRequest;
}

/** Every training department that runs. */
export class TrainingList {
  /** By id. */
  items: TrainingDepartmentResponse[];
}
