import type { Pool } from 'pg';
import { findAnswer } from '../../../departments/sandbox/calls/find-answer';
import { readCall } from '../../../departments/sandbox/calls/call';
import { refuse, type Answer, type Matter } from '../../../departments/sandbox/calls/matter';
import { takeCall, type Taken } from '../../../departments/sandbox/calls/take-call';
import { SCHEMAS } from '../../../departments/sandbox/departments';
import type { Faults } from '../../../departments/sandbox/faults/faults';
import { Problem } from '../../../departments/sandbox/problem';
import { departmentOf, matterOf } from '../../../departments/sandbox/sandbox';
import { parseAnswer } from '../../../src/connectors/department-answer';
import type { Clock } from '../../../src/engine/clock';
import type { DepartmentAnswer, DepartmentCall, DepartmentGateway } from '../../../src/engine/department-gateway';
import type { ExecutionId } from '../../../src/engine/instance';

/**
 * How a department takes one call. `answers`: by its own rules. `refuses`: its clerk does, with a code. `later`: by 202.
 * `loses`: it is done, and its answer never arrives; `misses`: neither does the call. `busy`: not now. `breaks`: it says
 * that this call can never succeed, and does nothing; `botches`: it says so and has done it. `twice`: the call arrives
 * twice at the same moment.
 */
export type Behaviour =
  | { readonly kind: 'answers' | 'later' | 'loses' | 'misses' | 'busy' | 'breaks' | 'botches' | 'twice' }
  | { readonly kind: 'refuses'; readonly code: string };

/** Longer than any walk: what is answered by 202 is done when the walk says so. */
const NEVER_MS = 365 * 86_400_000;

/** The departments of the sandbox, called in this process: their own handlers and registers, without the sockets between. */
export class SandboxGateway implements DepartmentGateway {
  /** How a department will take the next call of an execution; by its own rules when nothing is said. */
  readonly next = new Map<ExecutionId, Behaviour>();
  /** Whose answer is owed after a 202, by execution. */
  readonly owed = new Map<ExecutionId, string>();
  /** Keys under which a department has received a call. */
  readonly received = new Set<ExecutionId>();
  /** Done when a department has decided, before its answer is on its way. */
  beforeAnswer: (() => Promise<void>) | undefined;
  calls = 0;

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  async call(call: DepartmentCall): Promise<DepartmentAnswer> {
    this.calls += 1;
    const key = call.idempotencyKey;
    const behaviour = this.next.get(key) ?? { kind: 'answers' };
    this.next.delete(key);
    switch (behaviour.kind) {
      case 'busy':
        return { kind: 'unavailable', reason: { code: 'busy' } };
      case 'misses':
        return { kind: 'unknown', reason: { code: 'no-answer' } };
      case 'breaks':
        return { kind: 'impossible', reason: { code: 'malformed' } };
      case 'loses':
        await this.take(call);
        return { kind: 'unknown', reason: { code: 'no-answer' } };
      case 'botches':
        await this.take(call);
        return { kind: 'impossible', reason: { code: 'malformed' } };
      case 'later':
        this.owed.set(key, call.department);
        return this.take(call, { later: { afterMs: NEVER_MS } });
      case 'refuses':
        return this.take(call, {}, behaviour.code);
      case 'twice': {
        const [one, other] = await Promise.all([this.take(call), this.take(call)]);
        if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error(`${key} was answered in two ways`);
        return one;
      }
      case 'answers':
        return this.take(call);
    }
  }

  /** A department that has answered by 202 is still at it whenever it is asked, until the walk has it answer. */
  async ask(department: string, key: ExecutionId): Promise<DepartmentAnswer | undefined> {
    const body = await this.find(department, key);
    return body === undefined ? undefined : read(200, body);
  }

  private async find(department: string, key: ExecutionId): Promise<object | undefined> {
    return findAnswer(this.pool, departmentOf(department).id, key).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'unknown-key') return undefined;
      throw error;
    });
  }

  /** What an operator finds in the department's books; undefined where nothing was done. */
  async done(department: string, key: ExecutionId): Promise<Extract<Answer, { outcome: 'completed' }> | undefined> {
    const body = (await this.find(department, key)) as Answer | undefined;
    return body?.outcome === 'completed' ? body : undefined;
  }

  /** The department is done with what it had accepted; what it sends. */
  async finish(department: string, key: ExecutionId): Promise<Answer> {
    const { rows } = await this.pool.query<{ body: Answer }>(
      `update ${SCHEMAS[departmentOf(department).id]}.answers set deliver_at = now() where idempotency_key = $1
       returning body`,
      [key],
    );
    if (rows[0] === undefined) throw new Error(`nobody has accepted ${key}`);
    return rows[0].body;
  }

  private async take(call: DepartmentCall, faults: Faults = {}, refusal?: string): Promise<DepartmentAnswer> {
    const department = departmentOf(call.department);
    this.received.add(call.idempotencyKey);
    try {
      const matter = decidedBy(matterOf(department, call.matter), refusal);
      const read = readCall(call.idempotencyKey, call.matter, bodyOf(call));
      const taken = await takeCall(this.pool, department.id, matter, read, faults, this.clock.now());
      await this.beforeAnswer?.();
      return answerOf(taken);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const reason = { code: error.code };
      return error.status >= 500 ? { kind: 'unavailable', reason } : { kind: 'impossible', reason };
    }
  }
}

/** As `HttpDepartmentGateway` writes it, on the way of every real call. */
function bodyOf({ caseId, caseNumber, step, subject, fields, undoes, idempotencyKey }: DepartmentCall): unknown {
  const body = {
    ...{ caseId, caseNumber, step, subject, fields },
    callbackUrl: `http://127.0.0.1/api/v1/step-executions/${idempotencyKey}/answer`,
    ...(undoes && { undoes: undoes.execution, reason: undoes.reason }),
  };
  return JSON.parse(JSON.stringify(body));
}

const decidedBy = (matter: Matter, code: string | undefined): Matter =>
  code === undefined ? matter : { ...matter, decide: () => refuse(code, '不予办理', 'refused by the clerk') };

const answerOf = (taken: Taken): DepartmentAnswer =>
  taken.status === 202 ? read(202, { outcome: 'accepted' }) : read(200, taken.body);

const read = (status: number, body: object): DepartmentAnswer => parseAnswer(status, JSON.stringify(body));
