import { subjectFact, type Beginning, type Facts, type LifeEvent } from '../core';
import { announce } from './advancer';
import { Batches } from './batches';
import type { Bell } from './bell';
import { builtInCalendars, type Calendars } from './calendars';
import type { Clock } from './clock';
import type { Definitions } from './definitions';
import type { EarlySignals } from './early-signals';
import { fault } from './fault-points';
import { foldStart } from './fold-messages';
import type { Start, Started } from './instance';
import type { InstanceStore } from './instance-store';
import { noTelemetry, type Telemetry } from './telemetry';

export interface StartRequest {
  readonly definition: LifeEvent;
  readonly beginning: Beginning;
  readonly startedBy: string;
  readonly idempotency?: { readonly caller: string; readonly key: string; readonly digest: string };
  /** The caller's W3C trace context, as it came. */
  readonly traceparent?: string;
}

/** Makes ids that nobody can guess and that sort by time. */
export interface Ids {
  uuid(): string;
  trackingCode(): string;
}

/**
 * Accepts a trigger: the instance, its record and its first move are written in one statement, many triggers together
 * under load. When this resolves, the case is on disk; its first steps are already on their way.
 */
export class InstanceStarter {
  private readonly batches: Batches<Start, Started>;

  constructor(
    private readonly store: InstanceStore,
    private readonly definitions: Definitions,
    private readonly bell: Bell,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly calendars: Calendars = builtInCalendars,
    private readonly telemetry: Telemetry = noTelemetry,
    private readonly early?: Pick<EarlySignals, 'deliver'>,
  ) {
    this.batches = new Batches({ most: 128, parallel: 2, isAwaited: true }, (starts) => this.write(starts));
  }

  start(request: StartRequest): Promise<Started> {
    return this.batches.add(this.plan(request));
  }

  private plan({ definition, beginning, startedBy, idempotency, traceparent }: StartRequest): Start {
    const id = this.ids.uuid();
    const subjects = Math.max(1, beginning.subjectFacts.length);
    const facts = bindFacts(definition, beginning);
    const { name: event, version } = definition;
    const chart = this.definitions.chart(event, version, subjects);
    const { businessKey, persons, record } = beginning;
    return {
      ...{ id, event, version, subjects, businessKey, persons, record, facts, startedBy },
      trackingCode: this.ids.trackingCode(),
      move: foldStart(chart, { id, facts, actor: startedBy }, this.clock.now(), this.calendars.current()),
      ...(idempotency === undefined ? {} : { idempotency }),
      ...(traceparent === undefined ? {} : { traceparent }),
    };
  }

  private async write(starts: Start[]): Promise<Started[]> {
    fault('in_accept');
    const began = performance.now();
    const started = await this.store.start(starts);
    const ended = performance.now();
    fault('after_accept_commit');
    announce(
      starts
        .filter((_, index) => started[index]?.kind === 'created')
        .map(({ event, move: { opened } }) => ({ event, opened })),
      this.bell,
    );
    const called = started.flatMap((one) => (one.kind === 'created' && one.called === true ? [one.id] : []));
    // The case does not wait for them, and should this fail, the sweep delivers them.
    if (called.length > 0) this.early?.deliver(called).catch(() => undefined);
    this.telemetry.accepted({ starts, started, began, ended });
    return started;
  }
}

/** Facts of the case and of each subject, under the names the chart knows them by. */
export function bindFacts(
  definition: LifeEvent,
  { facts, subjectFacts }: Pick<Beginning, 'facts' | 'subjectFacts'>,
): Facts {
  const word = definition.subject?.name ?? 'subject';
  const bound = subjectFacts.flatMap((own, index) =>
    Object.entries(own).map(([name, value]) => [subjectFact(definition, `${word}.${name}`, index + 1), value] as const),
  );
  return { ...facts, ...Object.fromEntries(bound) };
}
