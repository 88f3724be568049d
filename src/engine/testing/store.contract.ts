import { describeBulkRepairs } from './bulk-repairs.contract';
import { describeEarlySignals } from './early-signals.contract';
import { describeLeases } from './leases.contract';
import { describeMoves } from './moves.contract';
import { describeMessages } from './messages.contract';
import { describeSeats } from './seats.contract';
import { describeStarts } from './starts.contract';
import { describeCorrections } from './corrections.contract';
import { describeTakingBack } from './taking-back.contract';
import type { Stores } from './stores';

/** What both stores promise: S1–S4 of instance-store.ts, and the leases of execution-store.ts. */
export function describeStores(name: string, make: () => Promise<Stores>): void {
  describe(name, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await make();
    });
    afterAll(() => stores.close());

    describeStarts(() => stores);
    describeMessages(() => stores);
    describeMoves(() => stores);
    describeLeases(() => stores);
    describeSeats(() => stores);
    describeBulkRepairs(() => stores);
    describeTakingBack(() => stores);
    describeCorrections(() => stores);
    // Lets most time pass, so it comes last.
    describeEarlySignals(() => stores);
  });
}
