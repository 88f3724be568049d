import type { Advancer } from './advancer';
import type { DeadlineStore } from './deadline-store';

/** Clocks told in one statement. */
const AT_ONCE = 500;

/**
 * Puts messages, so many at a time, and folds each instance on its own until there is nothing more to put: one that
 * fails does not hold the others. Returns how many were told; throws, when all is done, what the first has failed with.
 */
export async function tellAll(advancer: Advancer, put: (atOnce: number) => Promise<string[]>): Promise<number> {
  let told = 0;
  let failed: PromiseRejectedResult | undefined;
  for (let before = ''; ;) {
    const instances = await put(AT_ONCE);
    // The same again: what was put has come to nothing, and would for ever. It is left to the next look.
    if (instances.length === 0 || instances.join() === before) break;
    before = instances.join();
    const moved = await Promise.allSettled(instances.map((id) => advancer.advance(id)));
    failed ??= moved.find((one) => one.status === 'rejected');
    told += instances.length;
  }
  if (failed !== undefined) throw failed.reason;
  return told;
}

/**
 * Turns deadlines that have come near or passed into events of their cases: a history row that names the role it is
 * escalated to, and the level that the lists of supervisors show. A case that cannot be moved does not hold the others.
 */
export class DeadlineWatch {
  constructor(
    private readonly deadlines: DeadlineStore,
    private readonly advancer: Advancer,
  ) {}

  /** Looks at every running clock once; resolves with the number of instances told. */
  run(): Promise<number> {
    return tellAll(this.advancer, (atOnce) => this.deadlines.putRisen(atOnce));
  }
}
