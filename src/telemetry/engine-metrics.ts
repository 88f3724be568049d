import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type {
  AcceptedBatch,
  AdvancedBatch,
  AttemptOutcome,
  ClaimedBatch,
  ClaimOutline,
  DeliveredBatch,
  OpenAttempt,
  Stretch,
  Telemetry,
} from '../engine/telemetry';
import type { SweepReport } from '../engine/sweep';
import { FewValues } from './few-values';
import { Tally } from './tally';

const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Codes told apart in one label. */
const MOST_CODES = 100;

type Work = 'accept' | 'advance' | 'deliver' | 'claim';

/**
 * What this process has done since it started. Labels are names and codes that definitions and the engine know, never
 * ids or personal data. A batch is summed up before it is counted, so that a case costs microseconds.
 */
export class EngineMetrics implements Telemetry {
  private readonly codes = new FewValues(MOST_CODES);
  private readonly triggers;
  private readonly folded;
  private readonly refused;
  private readonly delivery;
  private readonly ends;
  private readonly incidents;
  private readonly attempts;
  private readonly inFlight;
  private readonly attemptSeconds;
  private readonly rings;
  private readonly rung;
  private readonly ringsFailed;
  private readonly sweeps;
  private readonly found;
  private readonly sizes;
  private readonly seconds;
  private readonly waits;

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Counter({ name: `one_thing_${name}_total`, help, labelNames, registers });
    const histogram = <Label extends string>(
      name: string,
      help: string,
      labelNames: readonly Label[],
      buckets: number[],
    ) => new Histogram({ name: `one_thing_${name}`, help, labelNames, buckets, registers });

    this.triggers = counter('triggers', 'Triggers accepted: a new case, one that was there already, or a conflict', [
      'event',
      'result',
    ]);
    this.folded = counter(
      'messages_folded',
      'Messages that have moved a case or were refused, by type of history row',
      ['event', 'type'],
    );
    this.refused = counter('messages_refused', 'Messages that had no effect, by type and reason', ['type', 'code']);
    this.delivery = counter('messages_delivered', 'Messages from outside', ['type', 'result']);
    this.ends = counter('instances_ended', 'Cases that have come to their end', ['event', 'status']);
    this.incidents = counter('incidents_opened', 'Incidents of cases that were opened by a fold', ['code']);
    this.attempts = counter('attempts', 'Attempts at departments that are over', ['department', 'outcome']);
    this.inFlight = new Gauge({
      name: 'one_thing_attempts_in_flight',
      help: 'Attempts of this process under way at this moment',
      labelNames: ['department'],
      registers,
    });
    this.attemptSeconds = histogram('attempt_duration_seconds', 'From call to answer', ['department'], SECONDS);
    this.rings = counter('rings', 'Rings put on the queues', ['department']);
    this.rung = counter('rung_executions', 'Executions that these rings named', ['department']);
    this.ringsFailed = counter('rings_failed', 'Rings that the queue has not taken; the sweep rings again', [
      'department',
    ]);
    this.sweeps = counter('sweeps', 'Sweeps of this process', ['result']);
    this.found = counter('sweep_found', 'What sweeps have found: due timers, forgotten mail, executions to ring for', [
      'what',
    ]);
    this.sizes = histogram('batch_size', 'Instances, messages or executions in one transaction', ['work'], SIZES);
    this.seconds = histogram('batch_duration_seconds', 'Time of one transaction', ['work'], SECONDS);
    this.waits = histogram(
      'connection_wait_seconds',
      'How long was waited for a database connection when none was free',
      [],
      SECONDS,
    );
  }

  accepted({ starts, started, ...stretch }: AcceptedBatch): void {
    this.batch('accept', starts.length, stretch);
    const triggers = new Tally();
    const folded = new Tally();
    starts.forEach(({ event, move }, index) => {
      const result = started[index]?.kind ?? 'conflict';
      triggers.add(event, result);
      if (result === 'created') for (const { type } of move.history) folded.add(event, type);
    });
    for (const [[event, result], count] of triggers) this.triggers.inc({ event, result }, count);
    for (const [[event, type], count] of folded) this.folded.inc({ event, type }, count);
  }

  advanced({ folded, ...stretch }: AdvancedBatch): void {
    this.batch('advance', folded.length, stretch);
    const rows = new Tally();
    for (const { definition, move } of folded) {
      for (const { type, detail } of move.history) {
        rows.add(definition.name, type);
        if (type === 'message.refused') {
          this.refused.inc({ type: String(detail['of']), code: this.codes.of(String(detail['code'])) });
        }
      }
      for (const { code } of move.incidents) this.incidents.inc({ code: this.codes.of(code) });
      if (move.ended) this.ends.inc({ event: definition.name, status: move.status });
    }
    for (const [[event, type], count] of rows) this.folded.inc({ event, type }, count);
  }

  delivered({ messages, ...stretch }: DeliveredBatch): void {
    this.batch('deliver', messages.length, stretch);
    for (const { message, delivery } of messages) this.delivery.inc({ type: message.body.type, result: delivery });
  }

  claimed({ asked, ...stretch }: ClaimedBatch): void {
    this.batch('claim', asked, stretch);
  }

  attempt(_claim: ClaimOutline, department: string, kind: 'call' | 'ask' | 'none'): OpenAttempt {
    if (kind === 'none') return { end: () => undefined };
    const began = performance.now();
    this.inFlight.inc({ department });
    return {
      end: (outcome: AttemptOutcome) => {
        this.inFlight.dec({ department });
        this.attempts.inc({ department, outcome });
        this.attemptSeconds.observe({ department }, (performance.now() - began) / 1_000);
      },
    };
  }

  rang(department: string, executions: number): void {
    this.rings.inc({ department });
    this.rung.inc({ department }, executions);
  }

  ringFailed(department: string): void {
    this.ringsFailed.inc({ department });
  }

  swept(report: SweepReport | undefined): void {
    this.sweeps.inc({ result: report === undefined ? 'failed' : 'done' });
    if (report === undefined) return;
    const { timers, unfolded, rung, incidents } = report;
    for (const [what, count] of Object.entries({ timers, unfolded, rung, stalled: incidents })) {
      this.found.inc({ what }, count);
    }
  }

  waited(ms: number): void {
    this.waits.observe(ms / 1_000);
  }

  private batch(work: Work, size: number, { began, ended }: Stretch): void {
    this.sizes.observe({ work }, size);
    this.seconds.observe({ work }, (ended - began) / 1_000);
  }
}
