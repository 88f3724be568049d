import type { Chart } from '../../core';
import type { Definitions } from '../definitions';
import type { EarlySignalStore } from '../early-signal-store';
import type { ExecutionStore } from '../execution-store';
import type { ExecutionId, Start } from '../instance';
import type { InstanceStore } from '../instance-store';
import { LEASE_MS } from './replica';

export interface WitnessedCase {
  readonly start: Start;
  readonly chart: Chart;
  /** Keys of messages that the store has taken as new. */
  readonly delivered: Set<string>;
  /** Claims of its executions so far. */
  claims: number;
  /** Epochs under which a worker was given fields, by execution. */
  readonly disclosed: Map<ExecutionId, number[]>;
}

/** A lease is taken as still held until it has this little left: two clocks never agree to the millisecond. */
const TOLERANCE_MS = 1_000;

/**
 * Sees what the stores commit, whether or not the replica that asked for it ever hears of it. It knows every case, and
 * finds a claim that takes an execution from a worker whose lease still runs.
 */
export class Witness {
  readonly cases = new Map<string, WitnessedCase>();
  /** How often each signal was kept that came before its case, by its business key and its own. */
  readonly kept = new Map<string, number>();
  violation: Error | undefined;
  private readonly leases = new Map<ExecutionId, { epoch: number; until: number }>();

  constructor(
    private readonly definitions: Definitions,
    /** Time as it has passed for the stores, in milliseconds from any beginning. */
    private readonly elapsed: () => number,
  ) {}

  overInstances(inner: InstanceStore): InstanceStore {
    const start: InstanceStore['start'] = async (starts) => {
      const started = await inner.start(starts);
      starts.forEach((one, index) => {
        if (started[index]?.kind === 'created') this.note(one);
      });
      return started;
    };
    const deliver: InstanceStore['deliver'] = async (messages) => {
      const taken = await inner.deliver(messages);
      messages.forEach(({ instanceId, message }, index) => {
        if (taken[index] === 'new') this.cases.get(instanceId)?.delivered.add(message.key);
      });
      return taken;
    };
    return replaced(inner, { start, deliver });
  }

  overExecutions(inner: ExecutionStore): ExecutionStore {
    const claim: ExecutionStore['claim'] = async (ids, worker, leaseMs) => {
      const claimed = await inner.claim(ids, worker, leaseMs);
      for (const { id, instanceId, epoch, fields } of claimed) {
        this.noteLease(id, epoch);
        const witnessed = this.caseOf(instanceId);
        witnessed.claims += 1;
        if ('missing' in fields) continue;
        const { disclosed } = witnessed;
        disclosed.set(id, [...(disclosed.get(id) ?? []), epoch]);
      }
      return claimed;
    };
    const settle: ExecutionStore['settle'] = async (settlements) => {
      await inner.settle(settlements);
      for (const { id, epoch } of settlements) if (this.leases.get(id)?.epoch === epoch) this.leases.delete(id);
    };
    const renew: ExecutionStore['renew'] = async (held, leaseMs) => {
      await inner.renew(held, leaseMs);
      for (const { id, epoch } of held) if (this.leases.get(id)?.epoch === epoch) this.noteLease(id, epoch, true);
    };
    return replaced(inner, { claim, settle, renew });
  }

  overEarly(inner: EarlySignalStore): EarlySignalStore {
    const keep: EarlySignalStore['keep'] = async (signal) => {
      const until = await inner.keep(signal);
      const key = `${signal.businessKey.join(' ')} ${signal.messageKey}`;
      this.kept.set(key, (this.kept.get(key) ?? 0) + 1);
      return until;
    };
    return replaced(inner, { keep });
  }

  caseOf(id: string): WitnessedCase {
    const found = this.cases.get(id);
    if (found === undefined) throw new Error(`no case ${id}`);
    return found;
  }

  private note(start: Start): void {
    const chart = this.definitions.chart(start.event, start.version, start.subjects);
    this.cases.set(start.id, { start, chart, delivered: new Set(), claims: 0, disclosed: new Map() });
  }

  private noteLease(id: ExecutionId, epoch: number, renewed = false): void {
    const now = this.elapsed();
    const before = this.leases.get(id);
    if (before !== undefined && !renewed && before.until - TOLERANCE_MS > now) {
      this.violation ??= new Error(`${id} was claimed while its lease still ran for ${before.until - now} ms`);
    }
    this.leases.set(id, { epoch, until: now + LEASE_MS });
  }
}

/** The same object with some methods of its own replaced. */
function replaced<T extends object>(inner: T, methods: Partial<T>): T {
  return new Proxy(inner, {
    get: (target, name) => {
      const method = (methods as Record<string | symbol, unknown>)[name] ?? Reflect.get(target, name);
      return typeof method === 'function' && !Object.hasOwn(methods, name) ? method.bind(target) : method;
    },
  });
}
