import { Inject, Injectable } from '@nestjs/common';
import { readState, regionId, type Facts, type LifeEvent, type SignalDefinition, type WaitStep } from '../../core';
import type { ReadCase } from '../../engine/case-reader';
import { factsFor } from '../../engine/facts-for';
import { actorOf, type Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { fillForm, inputProblem } from '../forms/check-form';
import { defect, type Found } from '../forms/found-defect';
import { notFound, Problem } from '../problems/problem';
import { deliverFolded, deliverOnceMore, type Delivered } from './deliver-folded';

/** A signal as its definition has it, and the step that waits for it. */
export interface AwaitedSignal {
  readonly definition: LifeEvent;
  readonly name: string;
  readonly signal: SignalDefinition;
  readonly step: string;
  readonly wait: WaitStep;
}

/** What somebody says with a signal. */
export interface SaidSignal {
  /** The body without what says which case and which subject are meant. */
  readonly words: Readonly<Record<string, unknown>>;
  /** Undefined when it is not said, or said wrongly. */
  readonly subject: number | undefined;
  readonly idempotencyKey: string | undefined;
  /** The sender's W3C trace context, as it came. */
  readonly traceparent?: string;
}

/** Takes signals, whichever way the case is named. */
@Injectable()
export class SignalDesk {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** 404 when the definition knows no such signal, 403 when this caller may not send it. */
  find(definition: LifeEvent, name: string, { role }: Caller): AwaitedSignal {
    const signal = Object.hasOwn(definition.signals, name) ? definition.signals[name] : undefined;
    for (const [step, wait] of Object.entries(definition.steps)) {
      if (signal === undefined || wait.kind !== 'wait' || wait.signal !== name) continue;
      if (!signal.by.includes(role)) throw new Problem(403, 'role-not-allowed');
      return { definition, name, signal, step, wait };
    }
    throw notFound();
  }

  /** Undefined when it is not said, or is none of so many; 0 for what the whole case waits for. */
  subjectOf({ wait }: AwaitedSignal, given: unknown, subjects: number): number | undefined {
    if (wait.per === undefined) return 0;
    if (given === undefined) return subjects === 1 ? 1 : undefined;
    return Number.isInteger(given) && (given as number) >= 1 && (given as number) <= subjects
      ? (given as number)
      : undefined;
  }

  /** The fields that the signal brings, or every defect of it at once. Its own rules need the facts of its case. */
  check({ signal }: AwaitedSignal, { words, subject }: SaidSignal, facts?: Facts, more: readonly Found[] = []) {
    const { messages } = this.parts;
    const { filled, found } = fillForm(signal.form, words, messages);
    found.push(...more);
    if (subject === undefined) found.push(defect('/subject', 'subject-required'));
    if (found.length > 0) throw inputProblem(found, messages);
    const defects = facts === undefined ? [] : signal.check(filled as never, facts);
    if (defects.length > 0) throw inputProblem(defects, messages);
    return signal.fields(filled as never);
  }

  /** The same words of the same key are one message, whichever way they come. */
  messageKey({ name }: AwaitedSignal, { words, subject, idempotencyKey }: SaidSignal, { keyId }: Caller): string {
    const digest = this.parts.reader.digest(JSON.stringify([keyId, idempotencyKey ?? '', words]));
    return `signal:${name}:${subject}:${digest}`;
  }

  /** Tells it to a case; 409 when the case does not expect it. */
  async tell(row: ReadCase, awaited: AwaitedSignal, said: SaidSignal, caller: Caller): Promise<Delivered> {
    const { definition, name, step } = awaited;
    const fields = this.check(awaited, said, factsFor(definition, row, said.subject || 1));
    const region = regionId(step, said.subject as number);
    // What came too early may be said again as soon as the case waits for it; not under an idempotency key, which stands
    // for the first try and what that came to.
    const isAwaited = said.idempotencyKey === undefined && readState(row.state).regions[region] === 'active';
    const delivered = await (isAwaited ? deliverOnceMore : deliverFolded)(this.parts, row.id, {
      key: this.messageKey(awaited, said, caller),
      actor: actorOf(caller),
      body: { type: 'signal', signal: name, region },
      fields,
      ...(said.traceparent === undefined ? {} : { traceparent: said.traceparent }),
    });
    if (delivered.kind === 'refused') throw new Problem(409, 'not-expected-here');
    return delivered;
  }
}
