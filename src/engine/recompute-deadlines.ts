import type { WorkingDayCalendar } from '../core';
import type { Advancer } from './advancer';
import type { DeadlineStore } from './deadline-store';
import { tellAll } from './watch-deadlines';

/**
 * Computes every running deadline again that another version of the calendar gave, provisional ones with them: by
 * ordinary messages through inbox and fold, each leaving a history row with the old and the new dates and versions.
 * Safe to repeat and to break off: what is left is found again by whoever runs it next.
 */
export class RecomputeDeadlines {
  constructor(
    private readonly deadlines: DeadlineStore,
    private readonly advancer: Advancer,
  ) {}

  /** Resolves with the number of instances told. The advancer must already go by this calendar. */
  run({ version }: WorkingDayCalendar): Promise<number> {
    return tellAll(this.advancer, (atOnce) => this.deadlines.putOutdated(version, atOnce));
  }
}
