import type { ExecutionId } from './instance';

/** The doorbell: tells a department's workers that these executions are ready. It may lose and repeat rings. */
export interface Bell {
  ring(department: string, ids: readonly ExecutionId[]): void;
}
