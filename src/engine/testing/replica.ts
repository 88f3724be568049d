import { Advancer } from '../advancer';
import { builtInCalendars } from '../calendars';
import type { Clock } from '../clock';
import { DeadlineRound } from '../deadline-round';
import type { DeadlineStore } from '../deadline-store';
import type { Definitions } from '../definitions';
import { MessageDelivery } from '../deliver-message';
import type { EarlySignalStore } from '../early-signal-store';
import { EarlySignals } from '../early-signals';
import type { DepartmentGateway } from '../department-gateway';
import type { ExecutionStore } from '../execution-store';
import { ExecutionHandler } from '../handle-executions';
import type { InstanceStore } from '../instance-store';
import { InstanceStarter } from '../start-instance';
import { Sweep } from '../sweep';
import type { Line, Network } from './network';
import type { Random } from './random';

export const LEASE_MS = 30_000;

interface Surroundings {
  readonly network: Network;
  readonly instances: InstanceStore;
  readonly executions: ExecutionStore;
  readonly deadlines: DeadlineStore;
  readonly early: EarlySignalStore;
  readonly gateway: DepartmentGateway;
  readonly definitions: Definitions;
  readonly clock: Clock;
  readonly random: Random;
  /** How far this machine's own clock is wrong. */
  readonly skew: number;
  ring(ids: readonly string[]): void;
  onCrash(replica: Replica): void;
}

/** One running copy of the engine over the shared stores. Whatever it holds in memory is lost when it crashes. */
export class Replica implements Line {
  gone = false;
  readonly skew: number;
  readonly starter: InstanceStarter;
  readonly delivery: MessageDelivery;
  readonly early: EarlySignals;
  readonly sweep: Sweep;
  readonly deadlines: DeadlineRound;
  readonly worker: ExecutionHandler;

  constructor(private readonly surroundings: Surroundings) {
    const { network, definitions, clock, random } = surroundings;
    this.skew = surroundings.skew;
    const instances = network.over(this, surroundings.instances);
    const executions = network.over(this, surroundings.executions);
    const gateway = network.over(this, surroundings.gateway, false);
    const bell = { ring: (_department: string, ids: readonly string[]) => this.ring(ids) };
    const advancer = new Advancer(instances, definitions, bell);
    const ids = { uuid: () => random.uuid(), trackingCode: () => random.uuid() };
    this.delivery = new MessageDelivery(instances, advancer);
    this.early = new EarlySignals(network.over(this, surroundings.early), this.delivery, definitions);
    const rest = [undefined, undefined, this.early] as const;
    this.starter = new InstanceStarter(instances, definitions, bell, clock, ids, ...rest);
    this.sweep = new Sweep(instances, executions, advancer, bell, ...rest);
    this.deadlines = new DeadlineRound(network.over(this, surroundings.deadlines), advancer, builtInCalendars);
    this.worker = new ExecutionHandler(executions, gateway, advancer, definitions, {
      worker: `worker ${random.below(1_000)}`,
      concurrency: 1_000,
      leaseMs: LEASE_MS,
      askAfterMs: 30_000,
      jitter: () => random.next(),
    });
  }

  crash(): void {
    if (this.gone) return;
    this.gone = true;
    this.surroundings.onCrash(this);
  }

  private ring(ids: readonly string[]): void {
    if (!this.gone) this.surroundings.ring(ids);
  }
}
