import { regionId, type LifeEvent } from '../core';
import type { Definitions } from './definitions';
import type { MessageDelivery } from './deliver-message';
import type { CalledSignal, EarlySignal, EarlySignalStore } from './early-signal-store';
import { factsFor } from './facts-for';
import type { InboxMessage } from './message';
import { poisonCode } from './poison';

const KEEP_DAYS = 30;
const MOST_CASES = 200;

/** Keeps signals that come before their case, and brings them to it when it begins. */
export class EarlySignals {
  constructor(
    private readonly store: EarlySignalStore,
    private readonly delivery: Pick<MessageDelivery, 'deliver'>,
    private readonly definitions: Definitions,
  ) {}

  /** When this resolves the signal is on disk; returned is until when it waits. */
  async keep(signal: EarlySignal): Promise<Date> {
    const until = await this.store.keep(signal);
    // A case that began just now has not seen it. Should nobody look here, the sweep does.
    if (signal.said !== undefined) {
      await this.deliver((await this.store.look(1, signal.id)).cases).catch(() => undefined);
    }
    return until;
  }

  /** Puts what these cases have called into their inboxes, where it counts once, however often this is done. */
  async deliver(instanceIds: readonly string[]): Promise<number> {
    if (instanceIds.length === 0) return 0;
    const called = await this.store.called(instanceIds);
    const putting = called.map((one) => this.delivery.deliver(one.instanceId, this.toMessage(one)));
    const put = await Promise.allSettled(putting);
    await this.store.delivered(called.filter((_, n) => put[n]?.status === 'fulfilled').map(({ id }) => id));
    const failed = put.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    // Should a fold fail, the message is on disk and the next sweep folds it.
    await Promise.allSettled(put.flatMap((one) => (one.status === 'fulfilled' ? [one.value.folded] : [])));
    return called.length;
  }

  /** The backstop: whatever a start has overlooked, or has called and nobody has delivered. */
  async sweep(): Promise<number> {
    const { cases } = await this.store.look(MOST_CASES);
    return this.deliver(cases);
  }

  /** As the case would have got it; what does not fit the case is refused there, so that its history tells of it. */
  private toMessage(called: CalledSignal): InboxMessage {
    const { messageKey: key, actor, signal, step, subject, said } = called;
    const region = regionId(step, subject);
    const defect = this.defectOf(called, region);
    return defect === undefined
      ? { key, actor, body: { type: 'signal', signal, region }, fields: said.fields }
      : { key, actor, body: { type: 'signal', signal, region, defect } };
  }

  private defectOf({ event, version, subjects, isTheirs, ...called }: CalledSignal, region: string) {
    if (!isTheirs) return 'not-your-matter';
    const { definition, byId } = this.definitions.chart(event, version, subjects);
    const wait = definition.steps[called.step];
    const signal = definition.signals[called.signal];
    if (!byId.has(region) || wait?.kind !== 'wait' || signal === undefined) return 'not-expected-here';
    // Rules that need the facts of the case could not be asked before it began. A rule that breaks refuses this one
    // signal, and does not hold up those behind it.
    try {
      return signal.check(called.said.body as never, factsFor(definition, called, called.subject || 1))[0]?.code;
    } catch (error) {
      return poisonCode(error, 'check-failed');
    }
  }
}

/** How many days a signal is kept for its case. */
export const keepDaysOf = ({ signals }: LifeEvent, signal: string): number => signals[signal]?.keepDays ?? KEEP_DAYS;
