import { randomBytes, randomUUID } from 'node:crypto';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type IdGenerator,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { parseExecutionId } from '../engine/instance';
import {
  noTelemetry,
  type AcceptedBatch,
  type AdvancedBatch,
  type AttemptOutcome,
  type ClaimedBatch,
  type ClaimOutline,
  type DeliveredBatch,
  type FoldedInstance,
  type OpenAttempt,
  type Stretch,
  type Telemetry,
} from '../engine/telemetry';
import { claimAttributes, rowAttributes } from './span-attributes';
import { attemptSpan, claimSpan, receivedSpan, rowSpan, traceOf } from './span-ids';

interface TraceSettings {
  readonly processor: SpanProcessor;
  readonly version: string;
  /** Share of the cases that are traced, whole cases only. */
  readonly share: number;
}

/** Outcomes after which the department has not done what it was asked. */
const FAULTS: readonly AttemptOutcome[] = ['unavailable', 'unknown', 'impossible', 'thrown'];

/** Hands out the ids that the next span is to have. */
class GivenIds implements IdGenerator {
  next = { traceId: '', spanId: '' };

  generateTraceId(): string {
    return this.next.traceId;
  }

  generateSpanId(): string {
    return this.next.spanId;
  }
}

/**
 * One trace for each case, from its trigger to its last answer: the accepted trigger is the root, under each history
 * row are the claims and attempts of what it has opened, and under an attempt the row that its answer has become. What
 * came from outside is a span of its own, beside the row that it has become, which is linked to it. A caller who traces
 * has a span of ours in his own trace; that and the case's are linked to each other. Whether a case is traced follows
 * from its id, so that all processes agree. A span says which step of which department, in codes; never a field, a name
 * or a key that somebody outside has chosen.
 */
export class CaseTraces {
  private readonly ids = new GivenIds();
  private readonly sampler: TraceIdRatioBasedSampler;
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;
  readonly telemetry: Telemetry = {
    ...noTelemetry,
    accepted: (batch) => this.accepted(batch),
    advanced: (batch) => this.advanced(batch),
    delivered: (batch) => this.delivered(batch),
    claimed: (batch) => this.claimed(batch),
    attempt: (claim, department, kind) => this.attempt(claim, department, kind),
  };

  constructor({ processor, version, share }: TraceSettings) {
    const product = resourceFromAttributes({
      ...{ 'service.name': 'one-thing', 'service.version': version, 'service.instance.id': randomUUID() },
    });
    this.sampler = new TraceIdRatioBasedSampler(share);
    this.provider = new BasicTracerProvider({
      resource: defaultResource().merge(product),
      idGenerator: this.ids,
      spanProcessors: [processor],
    });
    this.tracer = this.provider.getTracer('one-thing', version);
  }

  /** Sends what is left. */
  async stop(): Promise<void> {
    await this.provider.shutdown();
  }

  private accepted({ starts, started, began, ended }: AcceptedBatch): void {
    starts.forEach(({ event, version, traceparent, move }, index) => {
      const { kind, id } = started[index] ?? { kind: 'conflict', id: '' };
      const instanceId = kind === 'created' ? move.instanceId : id;
      if (kind === 'conflict' || !this.isTraced(instanceId)) return;
      const attributes = { 'one_thing.event': event, 'one_thing.version': version };
      const trigger = this.trigger(instanceId, traceparent, began, { ...attributes, 'one_thing.result': kind });
      trigger?.end(ended);
      if (kind !== 'created') return;
      this.open(instanceId, rowSpan(instanceId, 1), undefined, `accept ${event}`, {
        ...{ kind: SpanKind.SERVER, startTime: began, attributes: { ...attributes, 'one_thing.seq': 1 } },
        links: trigger === undefined ? [] : [{ context: trigger.spanContext() }],
      })?.end(ended);
    });
  }

  /** The trigger as the caller sees it: in his trace, under his span. */
  private trigger(
    instanceId: string,
    traceparent: string | undefined,
    startTime: number,
    attributes: Attributes,
  ): Span | undefined {
    const caller = callerOf(traceparent);
    if (caller === undefined || (caller.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
    this.ids.next = { traceId: caller.traceId, spanId: randomBytes(8).toString('hex') };
    const links = [{ context: contextOf(instanceId, rowSpan(instanceId, 1)) }];
    const options = { kind: SpanKind.SERVER, startTime, attributes, links };
    const name = `trigger ${String(attributes['one_thing.event'])}`;
    return this.tracer.startSpan(name, options, trace.setSpanContext(ROOT_CONTEXT, caller));
  }

  private advanced({ folded, ...stretch }: AdvancedBatch): void {
    for (const one of folded) if (this.isTraced(one.move.instanceId)) this.rows(one, stretch);
  }

  private rows({ definition, messages, move }: FoldedInstance, { began, ended }: Stretch): void {
    const epochs = new Map<string, number>();
    for (const { body } of messages) {
      if (body.type === 'answer' && body.epoch !== undefined) epochs.set(body.execution, body.epoch);
    }
    for (const row of move.history) {
      const { seq, type, execution, messageKey } = row;
      const attributes = rowAttributes(definition, row);
      if (move.ended && seq === move.seq) attributes['one_thing.status'] = move.status;
      const epoch = execution === undefined || messageKey !== undefined ? undefined : epochs.get(execution);
      // A timer comes from no outside.
      const links =
        messageKey === undefined || type === 'timer.fired' ? [] : [receivedLink(move.instanceId, messageKey)];
      const parent = parentOf(move.instanceId, execution, epoch);
      const options = { startTime: began, attributes, links };
      this.open(move.instanceId, rowSpan(move.instanceId, seq), parent, type, options)?.end(ended);
    }
  }

  private delivered({ messages, began, ended }: DeliveredBatch): void {
    for (const { instanceId, message, delivery } of messages) {
      if (delivery !== 'new') continue;
      const { body, key, traceparent } = message;
      const sender = callerOf(traceparent);
      const parent = parentOf(instanceId, 'execution' in body ? body.execution : undefined);
      this.open(instanceId, receivedSpan(instanceId, key), parent, `receive ${body.type}`, {
        ...{ kind: SpanKind.CONSUMER, startTime: began, attributes: { 'one_thing.message': body.type } },
        links: sender === undefined ? [] : [{ context: sender }],
      })?.end(ended);
    }
  }

  private claimed({ claimed, began, ended }: ClaimedBatch): void {
    for (const claim of claimed) {
      const { id, instanceId, step, epoch } = claim;
      const spanId = claimSpan(id, epoch);
      if (spanId === undefined) continue;
      const options = { kind: SpanKind.CONSUMER, startTime: began, attributes: claimAttributes(claim) };
      this.open(instanceId, spanId, parentOf(instanceId, id), `claim ${step}`, options)?.end(ended);
    }
  }

  private attempt(claim: ClaimOutline, department: string, kind: 'call' | 'ask' | 'none'): OpenAttempt {
    const { id, instanceId, step, epoch } = claim;
    const spanId = attemptSpan(id, epoch);
    if (spanId === undefined) return noTelemetry.attempt(claim, department, kind);
    const span = this.open(instanceId, spanId, parentOf(instanceId, id), `attempt ${step}`, {
      kind: SpanKind.CLIENT,
      attributes: { ...claimAttributes(claim), 'one_thing.department': department, 'one_thing.kind': kind },
    });
    return {
      // A case that is not traced says so, and the department need not decide for itself.
      traceparent: `00-${traceOf(instanceId)}-${spanId}-${span === undefined ? '00' : '01'}`,
      end: (outcome) => {
        span?.setAttribute('one_thing.outcome', outcome);
        if (FAULTS.includes(outcome)) span?.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
        span?.end();
      },
    };
  }

  private isTraced(instanceId: string): boolean {
    return this.sampler.shouldSample(ROOT_CONTEXT, traceOf(instanceId)).decision !== SamplingDecision.NOT_RECORD;
  }

  /** Undefined when the case is not traced. */
  private open(
    instanceId: string,
    spanId: string,
    parent: string | undefined,
    name: string,
    options: SpanOptions,
  ): Span | undefined {
    if (!this.isTraced(instanceId)) return undefined;
    this.ids.next = { traceId: traceOf(instanceId), spanId };
    const above =
      parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, contextOf(instanceId, parent));
    return this.tracer.startSpan(name, options, above);
  }
}

/** The attempt that brought an answer; else the row that has opened the execution; else the root. */
function parentOf(instanceId: string, execution: string | undefined, epoch?: number): string {
  const attempt = execution === undefined || epoch === undefined ? undefined : attemptSpan(execution, epoch);
  const opened = execution === undefined ? undefined : parseExecutionId(execution);
  // An id that somebody has made up may name another case.
  const seq = opened?.instanceId === instanceId ? opened.seq : 1;
  return attempt ?? rowSpan(instanceId, seq);
}

const receivedLink = (instanceId: string, key: string): Link => ({
  context: contextOf(instanceId, receivedSpan(instanceId, key)),
});

const contextOf = (instanceId: string, spanId: string): SpanContext => ({
  ...{ traceId: traceOf(instanceId), spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true },
});

/** Undefined for what is no trace context. */
function callerOf(traceparent: string | undefined): SpanContext | undefined {
  const parsed = traceparent === undefined ? null : parseTraceParent(traceparent);
  return parsed === null ? undefined : { ...parsed, isRemote: true };
}
