import type { Advancer } from './advancer';
import { Batches } from './batches';
import { fault } from './fault-points';
import type { InstanceStore } from './instance-store';
import type { InboxMessage } from './message';
import { noTelemetry, type Delivery, type Telemetry } from './telemetry';

/**
 * Takes a message from outside: a department's later answer, a signal, a decision of a person. When this resolves it is
 * durable; it is folded right after, by this process or, should it die now, by whoever sweeps next.
 */
export class MessageDelivery {
  private readonly batches: Batches<{ instanceId: string; message: InboxMessage }, Delivery>;

  constructor(
    store: InstanceStore,
    private readonly advancer: Advancer,
    telemetry: Telemetry = noTelemetry,
  ) {
    this.batches = new Batches({ most: 128, parallel: 1, isAwaited: true }, async (messages) => {
      const began = performance.now();
      const deliveries = await store.deliver(messages);
      const told = messages.map((one, index) => ({ ...one, delivery: deliveries[index] as Delivery }));
      telemetry.delivered({ messages: told, began, ended: performance.now() });
      return deliveries;
    });
  }

  /** `folded` settles when the message has been folded; it may be ignored. */
  async deliver(instanceId: string, message: InboxMessage): Promise<{ delivery: Delivery; folded: Promise<void> }> {
    const delivery = await this.batches.add({ instanceId, message });
    fault('after_delivery');
    const folded = delivery === 'new' ? this.advancer.advance(instanceId) : Promise.resolve();
    // Whoever does not wait for the fold must not be ended by its failure: the sweep folds it again.
    folded.catch(() => undefined);
    return { delivery, folded };
  }
}
