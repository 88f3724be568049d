import type { Pool } from 'pg';
import { Advancer } from '../../../src/engine/advancer';
import { builtInCalendars } from '../../../src/engine/calendars';
import { DeadlineRound } from '../../../src/engine/deadline-round';
import type { Definitions } from '../../../src/engine/definitions';
import { MessageDelivery } from '../../../src/engine/deliver-message';
import { ExecutionHandler } from '../../../src/engine/handle-executions';
import type { ExecutionId } from '../../../src/engine/instance';
import { InstanceStarter } from '../../../src/engine/start-instance';
import { Sweep } from '../../../src/engine/sweep';
import { Happened } from '../../../src/engine/testing/happened';
import { Invariants } from '../../../src/engine/testing/invariants';
import { openMemoryStores, type MemoryStores } from '../../../src/engine/testing/memory-stores';
import type { Random } from '../../../src/engine/testing/random';
import { Witness } from '../../../src/engine/testing/witness';
import { SandboxGateway } from './sandbox-gateway';

const LEASE_MS = 30_000;
/** Of a department that has answered by 202. */
const ASK_AFTER_MS = 30_000;

/** The engine over its stores in memory, under a clock of its own, with the departments of the sandbox behind it. */
export class WalkEngine {
  readonly stores: MemoryStores;
  readonly gateway: SandboxGateway;
  readonly starter: InstanceStarter;
  readonly delivery: MessageDelivery;
  readonly invariants: Invariants;
  readonly happened = new Happened();
  private readonly sweeper: Sweep;
  private readonly deadlines: DeadlineRound;
  private readonly workers: readonly ExecutionHandler[];

  constructor(definitions: Definitions, pool: Pool, morning: Date, random: Random) {
    this.stores = openMemoryStores(definitions, morning);
    const { clock } = this.stores;
    this.gateway = new SandboxGateway(pool, clock);
    const witness = new Witness(definitions, () => clock.now().getTime() - morning.getTime());
    const instances = witness.overInstances(this.stores.instances);
    const executions = witness.overExecutions(this.stores.executions);
    const bell = { ring: () => undefined };
    const advancer = new Advancer(instances, definitions, bell);
    this.invariants = new Invariants(this.stores.inspect, witness, this.happened, true);
    const ids = { uuid: () => random.uuid(), trackingCode: () => random.uuid() };
    this.starter = new InstanceStarter(instances, definitions, bell, clock, ids);
    this.delivery = new MessageDelivery(instances, advancer);
    this.sweeper = new Sweep(instances, executions, advancer, bell);
    this.deadlines = new DeadlineRound(this.stores.deadlines, advancer, builtInCalendars);
    this.workers = ['one', 'other'].map(
      (worker) =>
        new ExecutionHandler(executions, this.gateway, advancer, definitions, {
          ...{ worker, concurrency: 64, leaseMs: LEASE_MS, askAfterMs: ASK_AFTER_MS, jitter: () => random.next() },
        }),
    );
  }

  /** Has a worker take an execution once it may be tried, however long that takes. */
  async work(ids: readonly ExecutionId[], which = 0): Promise<void> {
    const now = this.stores.clock.now().getTime();
    const at = ids.map((id) => this.stores.store.executions.get(id)?.availableAt ?? now);
    await this.stores.advanceTime(Math.max(0, ...at.map((one) => one - now)));
    await this.workers[which]?.handle(ids);
    for (const id of ids) this.gateway.next.delete(id);
  }

  /** A worker takes so long that its lease runs out and another does the same; then its own answer comes after all. */
  async overtake(id: ExecutionId): Promise<void> {
    let overtaken = false;
    this.gateway.beforeAnswer = async () => {
      if (overtaken) return;
      overtaken = true;
      await this.stores.advanceTime(LEASE_MS + 1);
      await this.work([id], 1);
    };
    await this.work([id]);
    this.gateway.beforeAnswer = undefined;
  }

  /** Lets time pass, and what is due then happen. */
  async pass(ms: number): Promise<void> {
    await this.stores.advanceTime(Math.max(0, ms));
    const { incidents } = await this.sweeper.run();
    if (incidents > 0) throw new Error('the sweep found a case that nothing can wake');
    await this.deadlines.run();
  }
}
