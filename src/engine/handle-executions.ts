import { PermanentFailure, planRetry, type HandlerStep } from '../core';
import { Admission } from './admission';
import type { Advancer } from './advancer';
import { Batches } from './batches';
import type { Definitions } from './definitions';
import type { CallOutcome } from './department-gate';
import type { DepartmentGates } from './department-gates';
import { callOf } from './department-call';
import type { DepartmentAnswer, DepartmentGateway } from './department-gateway';
import type { ClaimedExecution, ExecutionStore, Settlement } from './execution-store';
import { fault } from './fault-points';
import type { ExecutionId, Reason } from './instance';
import { keepTrying } from './keep-trying';
import type { Answer } from './message';
import { poisonCode } from './poison';
import { Session, type Counter } from './session';
import { noTelemetry, type OpenAttempt, type Telemetry } from './telemetry';

interface HandlerOptions {
  readonly worker: string;
  /** Calls of one ring under way at the same time. */
  readonly concurrency: number;
  readonly leaseMs: number;
  /** How long a department that has answered 202 is left in peace before it is asked what became of it. */
  readonly askAfterMs: number;
  /** In [0, 1): spreads retries. */
  readonly jitter: () => number;
  /** Told of what may be tried, or tried again, in so many milliseconds, so that it need not wait for the sweep. */
  readonly onRetry?: (department: string, id: ExecutionId, inMs: number) => void;
  /** What protects departments; without it, or without a department's name, a ring is worked off without limits. */
  readonly gates?: DepartmentGates;
  readonly telemetry?: Telemetry;
}

/** Executions that one ring may hold, so that what follows finds a seat while earlier answers are being committed. */
const HELD = 128;
/** Attempts that may throw: what breaks a handler so often is the payload's fault. */
const MOST_THROWN = 3;
/** A claim that could not be made is made again for so long; after that the sweep rings. */
const CLAIM_AGAIN_MS = 6_000;
/** A claim whose answer has not come by then is lost. */
const UNHELD_MS = 4_000;
/** Claims beyond the step's own attempts that may be lost with their workers, or given back by those that stop. */
const MOST_LOST = 12;

/**
 * Works off a ring: claims the executions that are still free, calls the department outside any transaction, and
 * gives each answer to the advancer as it comes.
 *
 *  H1  Every attempt of an execution carries the same idempotency key: the execution's id.
 *  H2  An answer counts only under the epoch of its claim.
 *  H3  After an attempt with unknown outcome the step's `repeat` decides: ask by key, call again, or leave it to a person.
 *  H4  When this resolves, each execution is answered, given back, or left to its lease.
 *  H5  Attempts are bounded, also those that throw or that end their worker: then a person must look.
 *  H6  An answer is not given up because the database is away for a moment: nobody is called for it again.
 */
export class ExecutionHandler {
  private readonly settlements: Batches<Settlement, undefined>;
  private readonly telemetry: Telemetry;
  private stopping = false;
  /** Rings of several departments that come together are claimed together. */
  private readonly claims: Batches<readonly ExecutionId[], ClaimedExecution[]>;
  /** Claims of this process by id, with their epochs: their leases are renewed until they are answered. */
  private readonly held = new Map<ExecutionId, number>();
  private renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly executions: ExecutionStore,
    private readonly gateway: DepartmentGateway,
    private readonly advancer: Advancer,
    private readonly definitions: Definitions,
    private readonly options: HandlerOptions,
  ) {
    this.telemetry = options.telemetry ?? noTelemetry;
    this.claims = new Batches({ most: 16, parallel: 2 }, (rings) => this.claim(rings));
    this.settlements = new Batches({ most: 256, parallel: 1 }, async (settlements) => {
      await this.executions.settle(settlements);
      return settlements.map(() => undefined);
    });
  }

  /** Works off a ring of a department, and whatever else becomes ready at the counter meanwhile. */
  async handle(ids: readonly ExecutionId[], counter?: Counter, department?: string): Promise<void> {
    const { concurrency: atOnce, gates, onRetry } = this.options;
    const admission =
      gates === undefined || department === undefined ? undefined : new Admission(gates, department, counter);
    const claim = (some: readonly ExecutionId[]): Promise<readonly ClaimedExecution[]> =>
      keepTrying(() => this.claims.add(some), this.patience(CLAIM_AGAIN_MS));
    const work = {
      claim: admission === undefined ? claim : (some: readonly ExecutionId[]) => admission.claim(some, claim),
      hold: (one: ClaimedExecution) => this.hold(one),
      handle: (one: ClaimedExecution) => this.handleOne(one, admission).finally(() => this.release(one)),
    };
    const session = new Session({ atOnce, held: Math.max(atOnce, HELD) }, work, counter && (admission ?? counter));
    try {
      await session.run(ids);
    } finally {
      const left = admission?.close();
      for (const id of left?.ids ?? []) onRetry?.(department as string, id, left?.inMs ?? 0);
    }
  }

  private async claim(rings: readonly (readonly ExecutionId[])[]): Promise<ClaimedExecution[][]> {
    const [asked, began] = [rings.flat(), performance.now()];
    const claimed = await this.executions.claim(asked, this.options.worker, this.options.leaseMs);
    this.telemetry.claimed({ asked: asked.length, claimed, began, ended: performance.now() });
    fault('after_claim');
    const byId = new Map(claimed.map((execution) => [execution.id, execution]));
    return rings.map((ids) =>
      ids.flatMap((id) => {
        const execution = byId.get(id);
        // An id that two rings name goes to the first of them.
        byId.delete(id);
        return execution ?? [];
      }),
    );
  }

  private hold({ id, epoch }: ClaimedExecution): void {
    this.held.set(id, epoch);
    this.renewal ??= setInterval(() => void this.renew(), this.options.leaseMs / 3);
  }

  /** Not what this process has meanwhile claimed again under another epoch. */
  private release({ id, epoch }: ClaimedExecution): void {
    if (this.held.get(id) === epoch) this.held.delete(id);
    if (this.held.size > 0) return;
    clearInterval(this.renewal);
    this.renewal = undefined;
  }

  private async renew(): Promise<void> {
    const held = [...this.held].map(([id, epoch]) => ({ id, epoch }));
    // A renewal that fails costs the lease, not the work: the next holder has the next epoch.
    await this.executions.renew(held, this.options.leaseMs).catch(() => undefined);
  }

  /**
   * Frees what was claimed under these names and is not at hand here: the answer to such a claim was lost on its way.
   * One that is still on its way after `UNHELD_MS` is fenced by the next epoch.
   */
  async freeUnheld(names: readonly string[]): Promise<void> {
    const leftMs = this.options.leaseMs - UNHELD_MS;
    if (leftMs > 0) await this.executions.expireUnheld(names, [...this.held.keys()], leftMs);
  }

  /** From now on claimed executions that are not being called yet are given back at once. */
  stop(): void {
    this.stopping = true;
  }

  private async handleOne(claimed: ClaimedExecution, admission?: Admission): Promise<void> {
    const isShut = admission?.isShut(claimed) === true;
    if (this.stopping || isShut) {
      const back = settlement(claimed, claimed.doubt ? 'unknown' : 'pending', 0);
      await Promise.all([
        this.settlements.add(isShut ? { ...back, isNoAttempt: true } : back),
        admission?.report(claimed, 'unused'),
      ]);
      return;
    }
    const step = this.definitions.get(claimed.event, claimed.version).steps[claimed.step] as HandlerStep;
    const { answer, outcome } = await this.tryAttempt(claimed, step);
    const reported = admission?.report(claimed, outcome) ?? Promise.resolve(false);
    await Promise.all([this.conclude(claimed, step, answer, reported), reported]);
  }

  private async conclude(
    claimed: ClaimedExecution,
    step: HandlerStep,
    answer: DepartmentAnswer,
    departmentIsDead: Promise<boolean>,
  ): Promise<void> {
    switch (answer.kind) {
      case 'completed':
        return this.answer(claimed, { outcome: 'completed' }, answer.output);
      case 'refused':
        return this.answer(claimed, { outcome: 'refused', reason: answer.reason });
      case 'impossible':
        return this.answer(claimed, { outcome: 'failed', reason: answer.reason });
      case 'accepted':
        await this.settlements.add(settlement(claimed, 'accepted', this.options.askAfterMs));
        return;
      case 'unavailable':
      case 'unknown':
        return this.retryLater(claimed, step, answer, await departmentIsDead);
    }
  }

  /** A gateway never throws for what a department does: what it throws for is a fault of ours or of the payload. */
  private async tryAttempt(
    claimed: ClaimedExecution,
    step: HandlerStep,
  ): Promise<{ answer: DepartmentAnswer; outcome: CallOutcome }> {
    const hopeless = whyHopeless(claimed, step);
    const kind = hopeless === undefined ? kindOf(claimed, step) : 'none';
    const attempt = this.telemetry.attempt(claimed, step.department, kind);
    if (hopeless !== undefined) {
      attempt.end('impossible');
      return { answer: { kind: 'impossible', reason: { code: hopeless } }, outcome: 'unused' };
    }
    try {
      const answer = await (kind === 'call' ? this.call(claimed, step, attempt) : this.ask(claimed, step, attempt));
      attempt.end(answer.kind);
      return { answer, outcome: this.outcomeOf(answer) };
    } catch (error) {
      attempt.end('thrown');
      const reason = { code: poisonCode(error, 'handler-failed') };
      const isFinal = error instanceof PermanentFailure || claimed.attempts >= MOST_THROWN;
      return { answer: { kind: isFinal ? 'impossible' : 'unknown', reason }, outcome: 'unused' };
    }
  }

  /** How the department is, as its answer shows; a call that this process itself has broken off shows nothing. */
  private outcomeOf({ kind }: DepartmentAnswer): CallOutcome {
    if (kind !== 'unavailable' && kind !== 'unknown') return 'answered';
    return this.stopping ? 'unused' : 'failed';
  }

  private async ask(claimed: ClaimedExecution, step: HandlerStep, attempt: OpenAttempt): Promise<DepartmentAnswer> {
    const { traceparent } = attempt;
    return (await this.gateway.ask(step.department, claimed.id, traceparent)) ?? this.call(claimed, step, attempt);
  }

  private async call(
    claimed: ClaimedExecution,
    step: HandlerStep,
    { traceparent }: OpenAttempt,
  ): Promise<DepartmentAnswer> {
    fault('before_call');
    const answer = await this.gateway.call(callOf(claimed, step, traceparent));
    fault('after_call');
    return answer;
  }

  private async retryLater(
    claimed: ClaimedExecution,
    step: HandlerStep,
    answer: { kind: 'unavailable' | 'unknown'; reason: Reason; retryAfterMs?: number },
    departmentIsDead: boolean,
  ): Promise<void> {
    // A department that is dead as a whole has one incident of its own, and uses up no case's attempts.
    const attempt = departmentIsDead ? 1 : claimed.attempts;
    const delay = planRetry(step.retry, attempt, this.options.jitter()) ?? (departmentIsDead ? 0 : undefined);
    if (delay === undefined) return this.answer(claimed, { outcome: 'failed', reason: answer.reason });
    const status = answer.kind === 'unknown' || claimed.doubt ? 'unknown' : 'pending';
    const wait = Math.max(delay, answer.retryAfterMs ?? 0);
    const given = { ...settlement(claimed, status, wait), reason: answer.reason };
    await this.settlements.add(departmentIsDead ? { ...given, isNoAttempt: true } : given);
    this.options.onRetry?.(step.department, claimed.id, wait);
  }

  private async answer(
    claimed: ClaimedExecution,
    answer: Answer,
    fields?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const body = { type: 'answer', execution: claimed.id, epoch: claimed.epoch, answer } as const;
    const step = this.definitions.get(claimed.event, claimed.version).steps[claimed.step] as HandlerStep;
    const message = { actor: `department:${step.department}`, body, ...(fields === undefined ? {} : { fields }) };
    // An answer that could not be written is kept for as long as a lease lasts.
    await keepTrying(() => this.advancer.advance(claimed.instanceId, [message]), this.patience(this.options.leaseMs));
  }

  private patience(ms: number): () => boolean {
    const until = performance.now() + ms;
    return () => !this.stopping && performance.now() < until;
  }
}

/** What may have been done is asked about first, unless the department answers the same key the same way. */
function kindOf({ accepted, doubt }: ClaimedExecution, { repeat }: HandlerStep): 'call' | 'ask' {
  return !accepted && (!doubt || repeat === 'sameKeySameAnswer') ? 'call' : 'ask';
}

/** Why nobody need be called, as a code: a person must look. */
function whyHopeless(claimed: ClaimedExecution, step: HandlerStep): string | undefined {
  if (claimed.attempts > step.retry.attempts + MOST_LOST) return 'worker-lost';
  if ('missing' in claimed.fields) return 'field-missing';
  if ('unreadable' in claimed.fields) return 'record-unreadable';
  return !claimed.accepted && claimed.doubt && step.repeat === 'byHandOnly' ? 'outcome-unknown' : undefined;
}

const settlement = (
  { id, epoch }: ClaimedExecution,
  status: Settlement['status'],
  availableInMs: number,
): Settlement => ({ id, epoch, status, availableInMs });
