import { PermanentFailure, planRetry, type Fields, type HandlerStep } from '../core';
import type { Advancer } from './advancer';
import { Batches } from './batches';
import type { Definitions } from './definitions';
import type { DepartmentAnswer, DepartmentGateway } from './department-gateway';
import type { ClaimedExecution, ExecutionStore, Settlement } from './execution-store';
import type { ExecutionId, Reason } from './instance';
import type { Answer } from './message';
import { poisonCode } from './poison';
import { Session, type Counter } from './session';

interface HandlerOptions {
  readonly worker: string;
  /** Calls of one ring under way at the same time. */
  readonly concurrency: number;
  readonly leaseMs: number;
  /** How long a department that has answered 202 is left in peace before it is asked what became of it. */
  readonly askAfterMs: number;
  /** In [0, 1): spreads retries. */
  readonly jitter: () => number;
  /** Told of an attempt that may be repeated in so many milliseconds, so that it need not wait for the sweep. */
  readonly onRetry?: (department: string, id: ExecutionId, inMs: number) => void;
}

/** Executions that one ring may hold, so that what follows finds a seat while earlier answers are being committed. */
const HELD = 128;
/** Attempts that may throw: what breaks a handler so often is the payload's fault. */
const MOST_THROWN = 3;
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
 */
export class ExecutionHandler {
  private readonly settlements: Batches<Settlement, undefined>;
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
    this.claims = new Batches({ most: 16, parallel: 2 }, (rings) => this.claim(rings));
    this.settlements = new Batches({ most: 256, parallel: 1 }, async (settlements) => {
      await this.executions.settle(settlements);
      return settlements.map(() => undefined);
    });
  }

  /** Works off a ring, and whatever else becomes ready at the counter meanwhile. */
  handle(ids: readonly ExecutionId[], counter?: Counter): Promise<void> {
    const work = {
      claim: (some: readonly ExecutionId[]) => this.claims.add(some),
      hold: (one: ClaimedExecution) => this.hold(one),
      handle: (one: ClaimedExecution) => this.handleOne(one).finally(() => this.release(one)),
    };
    const { concurrency: atOnce } = this.options;
    return new Session({ atOnce, held: Math.max(atOnce, HELD) }, work, counter).run(ids);
  }

  private async claim(rings: readonly (readonly ExecutionId[])[]): Promise<ClaimedExecution[][]> {
    const claimed = await this.executions.claim(rings.flat(), this.options.worker, this.options.leaseMs);
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

  /** From now on claimed executions that are not being called yet are given back at once. */
  stop(): void {
    this.stopping = true;
  }

  private async handleOne(claimed: ClaimedExecution): Promise<void> {
    if (this.stopping) {
      await this.settlements.add(settlement(claimed, claimed.doubt ? 'unknown' : 'pending', 0));
      return;
    }
    const step = this.definitions.get(claimed.event, claimed.version).steps[claimed.step] as HandlerStep;
    const answer = await this.tryAttempt(claimed, step);
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
        return this.retryLater(claimed, step, answer);
    }
  }

  /** A gateway never throws for what a department does: what it throws for is a fault of ours or of the payload. */
  private async tryAttempt(claimed: ClaimedExecution, step: HandlerStep): Promise<DepartmentAnswer> {
    if (claimed.attempts > step.retry.attempts + MOST_LOST) {
      return { kind: 'impossible', reason: { code: 'worker-lost' } };
    }
    try {
      return await this.attempt(claimed, step);
    } catch (error) {
      const reason = { code: poisonCode(error, 'handler-failed') };
      if (error instanceof PermanentFailure || claimed.attempts >= MOST_THROWN) return { kind: 'impossible', reason };
      return { kind: 'unknown', reason };
    }
  }

  private attempt(claimed: ClaimedExecution, step: HandlerStep): Promise<DepartmentAnswer> | DepartmentAnswer {
    if ('missing' in claimed.fields) {
      return { kind: 'impossible', reason: { code: 'field-missing' } };
    }
    if ('unreadable' in claimed.fields) {
      return { kind: 'impossible', reason: { code: 'record-unreadable' } };
    }
    if (claimed.accepted) return this.ask(claimed, step);
    if (!claimed.doubt || step.repeat === 'sameKeySameAnswer') return this.call(claimed, step);
    if (step.repeat === 'askByKey') return this.ask(claimed, step);
    return { kind: 'impossible', reason: { code: 'outcome-unknown' } };
  }

  private async ask(claimed: ClaimedExecution, step: HandlerStep): Promise<DepartmentAnswer> {
    return (await this.gateway.ask(step.department, claimed.id)) ?? this.call(claimed, step);
  }

  private call(claimed: ClaimedExecution, step: HandlerStep): Promise<DepartmentAnswer> {
    return this.gateway.call({
      department: step.department,
      matter: step.matter,
      idempotencyKey: claimed.id,
      caseId: claimed.instanceId,
      caseNumber: claimed.caseNumber,
      step: claimed.step,
      subject: claimed.subject,
      fields: fieldsOf(claimed),
    });
  }

  private async retryLater(
    claimed: ClaimedExecution,
    step: HandlerStep,
    answer: { kind: 'unavailable' | 'unknown'; reason: Reason; retryAfterMs?: number },
  ): Promise<void> {
    const delay = planRetry(step.retry, claimed.attempts, this.options.jitter());
    if (delay === undefined) return this.answer(claimed, { outcome: 'failed', reason: answer.reason });
    const status = answer.kind === 'unknown' || claimed.doubt ? 'unknown' : 'pending';
    const wait = Math.max(delay, answer.retryAfterMs ?? 0);
    await this.settlements.add({ ...settlement(claimed, status, wait), reason: answer.reason });
    this.options.onRetry?.(step.department, claimed.id, wait);
  }

  private answer(claimed: ClaimedExecution, answer: Answer, fields?: Readonly<Record<string, unknown>>): Promise<void> {
    const body = { type: 'answer', execution: claimed.id, epoch: claimed.epoch, answer } as const;
    const step = this.definitions.get(claimed.event, claimed.version).steps[claimed.step] as HandlerStep;
    const message = { actor: `department:${step.department}`, body, ...(fields === undefined ? {} : { fields }) };
    return this.advancer.advance(claimed.instanceId, [message]);
  }
}

const fieldsOf = ({ fields }: ClaimedExecution): Fields =>
  'missing' in fields || 'unreadable' in fields ? {} : fields;

const settlement = (
  { id, epoch }: ClaimedExecution,
  status: Settlement['status'],
  availableInMs: number,
): Settlement => ({ id, epoch, status, availableInMs });
