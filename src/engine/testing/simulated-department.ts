import { matterOf, type Fields, type HandlerStep, type LifeEvent } from '../../core';
import type { Definitions } from '../definitions';
import type { DepartmentAnswer, DepartmentCall, DepartmentGateway } from '../department-gateway';
import type { ExecutionId } from '../instance';
import type { Happened } from './happened';
import type { Random } from './random';
import type { Mail } from './simulated-people';

interface Receipt {
  readonly caseId: string;
  readonly region: string;
  readonly answer: Extract<DepartmentAnswer, { kind: 'completed' | 'refused' }>;
  readonly undoes?: ExecutionId;
  readonly amends?: ExecutionId;
  readonly given: Fields;
  /** What was said that it had been given before. */
  readonly former?: Fields;
  /** Still owed: an ask is answered by 202. */
  open: boolean;
}

/**
 * All departments at once, with every way to answer badly. What a step says of its repetition is taken at its word: only
 * a `sameKeySameAnswer` matter recognises a key that comes again; with any other the second call is a second effect.
 */
export class SimulatedDepartment implements DepartmentGateway {
  readonly receipts = new Map<ExecutionId, Receipt>();
  readonly effects = new Map<ExecutionId, number>();
  /** What was taken back, or was to be before it came: it takes no effect any more. */
  readonly takenBack = new Set<ExecutionId>();
  /** Answers that a frozen worker has not read yet. */
  readonly frozen: (() => void)[] = [];
  /** Answers that a department owes after a 202. */
  readonly owed: Mail[] = [];
  calm = false;

  constructor(
    private readonly definitions: Definitions,
    private readonly random: Random,
    private readonly happened: Happened,
  ) {}

  async call(call: DepartmentCall): Promise<DepartmentAnswer> {
    this.happened.count('department called');
    if (this.fault(0.12)) return this.delayed(this.unavailable());
    if (this.fault(0.03)) return this.delayed({ kind: 'impossible', reason: { code: 'malformed' } });
    if (this.fault(0.05)) return this.delayed(this.unknown());
    return this.delayed(this.receive(call));
  }

  async ask(_department: string, key: ExecutionId): Promise<DepartmentAnswer | undefined> {
    this.happened.count('department asked');
    if (this.fault(0.1)) return this.delayed(this.unavailable());
    const receipt = this.receipts.get(key);
    // A worker that froze here would call under a lease it has lost: nobody can fence a call that is already on its way.
    if (receipt === undefined) return undefined;
    if (receipt.open && this.random.chance(0.5)) receipt.open = false;
    return this.delayed(receipt.open ? { kind: 'accepted' } : receipt.answer);
  }

  private receive(call: DepartmentCall): DepartmentAnswer {
    const definition = this.definitions.all().find(({ steps }) => this.stepIn(steps, call) !== undefined);
    const step = definition && this.stepIn(definition.steps, call);
    if (step === undefined) throw new Error(`no step ${call.step}`);
    const known = this.receipts.get(call.idempotencyKey);
    if (known !== undefined && step.repeat === 'sameKeySameAnswer') {
      return known.open ? { kind: 'accepted' } : known.answer;
    }
    const { undoes, amends } = call;
    const isGone = this.takenBack.has(call.idempotencyKey);
    const answer: Receipt['answer'] = isGone
      ? { kind: 'refused', reason: { code: 'taken-back' } }
      : this.decide(step, undoes !== undefined, amends !== undefined);
    const region = call.subject === 0 ? call.step : `${call.step}@${call.subject}`;
    const later = this.fault(0.15);
    this.receipts.set(call.idempotencyKey, {
      ...{ caseId: call.caseId, region, answer, open: later, given: call.fields },
      ...(undoes === undefined ? {} : { undoes: undoes.execution }),
      ...(amends === undefined ? {} : { amends: amends.execution, former: amends.former }),
    });
    if (answer.kind === 'completed') {
      this.effects.set(call.idempotencyKey, (this.effects.get(call.idempotencyKey) ?? 0) + 1);
    }
    if (undoes !== undefined && answer.kind === 'completed') this.takenBack.add(undoes.execution);
    if (later) this.owe(call, answer);
    if (this.fault(0.05)) return this.unknown();
    return later ? { kind: 'accepted' } : answer;
  }

  private stepIn(steps: LifeEvent['steps'], call: DepartmentCall): HandlerStep | undefined {
    const step = steps[call.step];
    if (step?.kind !== 'handler') return undefined;
    return matterOf(step, (call.undoes && 'undo') ?? (call.amends && 'amend')) === call.matter ? step : undefined;
  }

  private decide(step: HandlerStep, undoes: boolean, amends: boolean): Receipt['answer'] {
    if (this.random.chance(this.calm ? 0.02 : 0.2)) {
      const code = this.random.pick([...Object.keys(step.onRefusal.codes), 'no']) as string;
      if (!this.calm || step.onRefusal.codes[code]?.kind !== 'askApplicant') {
        return { kind: 'refused', reason: { code } };
      }
    }
    if (undoes || (amends && this.random.chance(0.4))) return { kind: 'completed', output: {} };
    return { kind: 'completed', output: Object.fromEntries(step.writes.map((path) => [path, `made ${path}`])) };
  }

  private owe({ caseId, idempotencyKey: key }: DepartmentCall, answer: Receipt['answer']): void {
    this.happened.count('answer owed');
    const refused = answer.kind === 'refused';
    this.owed.push({
      id: caseId,
      message: {
        key: `later:${key}`,
        actor: 'department',
        body: {
          type: 'answer',
          execution: key,
          answer: refused ? { outcome: 'refused', reason: answer.reason } : { outcome: 'completed' },
        },
        ...(refused ? {} : { fields: answer.output }),
      },
    });
  }

  private async delayed<T>(answer: T): Promise<T> {
    if (this.fault(0.15)) {
      this.happened.count('worker frozen');
      await new Promise<void>((resolve) => this.frozen.push(resolve));
    }
    return answer;
  }

  private unavailable(): DepartmentAnswer {
    const retryAfterMs = this.random.chance(0.3) ? { retryAfterMs: 20_000 } : {};
    return { kind: 'unavailable', reason: { code: 'busy' }, ...retryAfterMs };
  }

  private unknown(): DepartmentAnswer {
    this.happened.count('outcome unknown');
    return { kind: 'unknown', reason: { code: 'timeout' } };
  }

  private fault(probability: number): boolean {
    return !this.calm && this.random.chance(probability);
  }
}
