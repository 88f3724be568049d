import type { ExecutionId } from './instance';

/** The doorbell: tells a department's workers that these executions are ready. It may lose and repeat rings. */
export interface Bell {
  /** `event` is the life event they belong to: within a department life events are served in turn. */
  ring(department: string, ids: readonly ExecutionId[], event?: string): void;
}
