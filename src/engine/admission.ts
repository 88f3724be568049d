import type { CallOutcome } from './department-gate';
import type { DepartmentGates } from './department-gates';
import type { ClaimedExecution } from './execution-store';
import type { ExecutionId } from './instance';
import type { Clerk, Counter } from './session';

/** Another worker's call may be over at any time: look again after this. */
const SLOT_RETRY_MS = 200;

type Claim = (ids: readonly ExecutionId[]) => Promise<readonly ClaimedExecution[]>;

/**
 * The way of one session through its department's gate. Nothing is claimed for a department that is closed or broken,
 * and no more than it admits for one with limits; so waiting for a department is no attempt. What is not let in yet
 * waits here and comes before whatever the counter has.
 */
export class Admission implements Counter {
  private waiting: ExecutionId[] = [];
  private readonly permits = new Map<ClaimedExecution, string>();
  private pause: NodeJS.Timeout | undefined;
  private clerk: Clerk | undefined;
  private retryInMs: number | undefined;

  constructor(
    private readonly gates: DepartmentGates,
    private readonly department: string,
    private readonly counter?: Counter,
  ) {}

  take(most: number): readonly ExecutionId[] {
    if (this.pause !== undefined) return [];
    if (this.waiting.length > 0) return this.waiting.splice(0, most);
    return this.counter?.take(most) ?? [];
  }

  attend(clerk: Clerk): void {
    this.clerk = clerk;
    const { gates, department } = this;
    // What opens just now gets a seat only where nobody needs a permit.
    const hasSeats = (): boolean => gates.isFree(department) && gates.mayCall(department);
    this.counter?.attend({
      call: () => clerk.call(),
      reserve: () => (hasSeats() ? clerk.reserve() : undefined),
    });
  }

  async claim(ids: readonly ExecutionId[], claim: Claim): Promise<readonly ClaimedExecution[]> {
    const { gates, department } = this;
    // The sweep rings for them when the department can be called again.
    if (!gates.mayCall(department)) return [];
    if (gates.isFree(department)) return claim(ids);
    const { permits, retryInMs } = await gates.admit(department, ids.length);
    if (permits.length < ids.length && gates.mayCall(department)) this.holdBack(ids.slice(permits.length), retryInMs);
    if (permits.length === 0) return [];
    let used = 0;
    try {
      const claimed = await claim(ids.slice(0, permits.length));
      for (const one of claimed) this.permits.set(one, permits[used++] as string);
      return claimed;
    } finally {
      for (const permit of permits.slice(used)) void gates.report(department, 'unused', permit);
    }
  }

  private holdBack(ids: readonly ExecutionId[], inMs: number | undefined): void {
    this.waiting = [...ids, ...this.waiting];
    this.retryInMs = inMs;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.goOn(), inMs ?? SLOT_RETRY_MS);
    this.pause.unref();
  }

  private goOn(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
    this.clerk?.call();
  }

  /** True when a claimed execution is not to be called after all: the breaker has opened since, or the doors closed. */
  isShut(claimed: ClaimedExecution): boolean {
    return !this.permits.has(claimed) && !this.gates.mayCall(this.department);
  }

  /** Tells what became of a call; true when its failure is the department's and no attempt of the execution. */
  async report(claimed: ClaimedExecution, outcome: CallOutcome): Promise<boolean> {
    const permit = this.permits.get(claimed);
    this.permits.delete(claimed);
    const isDead = await this.gates.report(this.department, outcome, permit);
    // A slot has come free here: what waits for one need not wait longer.
    if (permit !== undefined && this.pause !== undefined && this.retryInMs === undefined) this.goOn();
    return isDead;
  }

  /** What was not let in when the session is over, and when it is worth ringing for it. */
  close(): { readonly ids: readonly ExecutionId[]; readonly inMs: number } {
    clearTimeout(this.pause);
    return { ids: this.waiting.splice(0), inMs: this.retryInMs ?? SLOT_RETRY_MS };
  }
}
