/**
 * Finds clocks that have something to say and puts it into the inbox of their instance. Open executions, executions that
 * have failed and wait for an operator, and running cases have clocks that run. What has been put is not put again.
 */
export interface DeadlineStore {
  /** A `deadline` message for each clock whose level has risen, the longest overdue first. Returns the instances. */
  putRisen(limit: number): Promise<string[]>;
  /** A `calendar` message for each clock whose times another version of the calendar gave. Returns the instances. */
  putOutdated(calendarVersion: string, limit: number): Promise<string[]>;
}
