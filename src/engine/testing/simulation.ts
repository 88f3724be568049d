import { readState, type Beginning, type Chart, type Facts, type LifeEvent } from '../../core';
import { Advancer } from '../advancer';
import type { Clock } from '../clock';
import type { Definitions } from '../definitions';
import { MessageDelivery } from '../deliver-message';
import { ExecutionHandler } from '../handle-executions';
import type { InboxMessage } from '../message';
import { bindFacts, InstanceStarter } from '../start-instance';
import { Sweep } from '../sweep';
import { Invariants } from './invariants';
import { Network } from './network';
import { Random } from './random';
import { SimulatedDepartment } from './simulated-department';
import { DAY, type InspectedExecution, type Stores } from './stores';

export interface SimulatedWorld {
  readonly definition: LifeEvent;
  readonly definitions: Definitions;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly beginning: (random: Random) => Beginning;
  readonly steps: number;
  /** Invariants are looked at after every so many steps. */
  readonly checkEvery: number;
}

/** What happened in a run: a fault test in which nothing went wrong shows nothing. */
export type Happened = Record<string, number>;

interface SimulatedCase {
  readonly facts: Facts;
  readonly chart: Chart;
  readonly businessKey: string;
}

const MINUTE = 60_000;

/**
 * Plays one seed: a scheduler decides what happens next — starts, rings lost and repeated, workers that crash or freeze
 * past their lease, departments that answer late or not at all, cut connections, people too early and too late, time —
 * and looks at every invariant after each step. Then all faults stop, and every case must come to its end.
 */
export class Simulation {
  private readonly random: Random;
  private readonly department: SimulatedDepartment;
  private readonly advancer: Advancer;
  private readonly starter: InstanceStarter;
  private readonly delivery: MessageDelivery;
  private readonly sweep: Sweep;
  private readonly invariants: Invariants;
  private readonly stores: Stores;
  private workers: ExecutionHandler[] = [];
  private readonly rings: string[][] = [];
  private readonly beginnings: Beginning[] = [];
  private readonly cases = new Map<string, SimulatedCase>();
  private readonly sent: { id: string; message: InboxMessage }[] = [];
  private readonly network: Network;
  private readonly happened: Happened = { stale: 0, late: 0, deferred: 0, repaired: 0, restarted: 0 };

  constructor(
    private readonly seed: number,
    private readonly world: SimulatedWorld,
  ) {
    this.random = new Random(seed);
    this.department = new SimulatedDepartment(world.definitions, this.random);
    this.network = new Network(() => !this.department.calm && this.random.chance(0.02), this.random);
    const instances = this.network.over(world.stores.instances);
    const executions = this.network.over(world.stores.executions);
    this.stores = { ...world.stores, instances, executions };
    const bell = { ring: (_department: string, ids: readonly string[]) => void this.rings.push([...ids]) };
    this.advancer = new Advancer(instances, world.definitions, bell);
    const ids = { uuid: () => this.random.uuid(), trackingCode: () => this.random.uuid() };
    this.starter = new InstanceStarter(instances, world.definitions, bell, world.clock, ids);
    this.delivery = new MessageDelivery(instances, this.advancer);
    this.sweep = new Sweep(instances, executions, this.advancer, bell);
    this.invariants = new Invariants(world.stores.inspect, (id) => this.caseOf(id).chart);
    this.workers = [this.newWorker(), this.newWorker()];
  }

  async run(): Promise<Happened> {
    try {
      await this.act(() => this.start());
      for (let step = 1; step <= this.world.steps; step += 1) {
        await this.step();
        if (step % this.world.checkEvery === 0) await this.check();
      }
      await this.comeToAnEnd();
      await this.checkTheEnd();
      return { ...this.happened, ...this.department.seen, cut: this.network.cuts, cases: this.cases.size };
    } catch (error) {
      throw new Error(`seed ${this.seed}: ${(error as Error).message}`, { cause: error });
    }
  }

  private async step(): Promise<void> {
    const { random } = this;
    const acts: [number, () => unknown][] = [
      [2, () => this.start()],
      [30, () => this.answerRing()],
      [4, () => this.rings.splice(random.below(this.rings.length), 1)],
      [6, () => this.thaw()],
      [10, () => this.answerLater()],
      [10, () => this.sweep.run()],
      [8, () => this.stores.advanceTime(random.below(5_000))],
      [5, () => this.stores.advanceTime(31_000)],
      [2, () => this.stores.advanceTime(random.below(20 * DAY))],
      [8, () => this.signal()],
      [8, () => this.person()],
      [6, () => this.operator()],
      [4, () => this.repeatMessage()],
      [4, () => this.rogue()],
      [2, () => this.restart()],
    ];
    let at = random.below(acts.reduce((sum, [weight]) => sum + weight, 0));
    const [, act] = acts.find(([weight]) => (at -= weight) < 0) as [number, () => unknown];
    await this.act(act);
  }

  /** Does one thing and lets everything that follows from it come to rest. What fails, fails like a cut connection. */
  private async act(act: () => unknown): Promise<void> {
    const acting = Promise.resolve()
      .then(act)
      .catch((error: unknown) => {
        if (!(error instanceof Error) || !/worker is gone|connection/.test(error.message))
          this.failure ??= error as Error;
      });
    await this.network.rest(acting);
    if (this.failure !== undefined) throw this.failure;
  }

  private failure: Error | undefined;

  private newWorker(): ExecutionHandler {
    return new ExecutionHandler(this.stores.executions, this.department, this.advancer, this.world.definitions, {
      worker: `worker ${this.random.below(1_000)}`,
      concurrency: 1_000,
      leaseMs: 30_000,
      askAfterMs: 30_000,
      jitter: () => this.random.next(),
    });
  }

  private async start(again?: Beginning): Promise<void> {
    const fresh = this.beginnings.length < 3 && this.random.chance(0.6);
    const beginning =
      again ?? (fresh || this.beginnings.length === 0 ? this.world.beginning(this.random) : this.pick(this.beginnings));
    if (!this.beginnings.includes(beginning)) this.beginnings.push(beginning);
    const digest = JSON.stringify(beginning.businessKey);
    const idempotency = this.random.chance(0.5) ? { idempotency: { caller: 'x', key: digest, digest } } : {};
    const { definition, definitions } = this.world;
    const { kind, id } = await this.starter.start({ definition, beginning, startedBy: 'test', ...idempotency });
    if (kind === 'conflict') throw new Error('a start conflicted with itself');
    const subjects = Math.max(1, beginning.subjectFacts.length);
    const chart = definitions.chart(definition.name, definition.version, subjects);
    const [businessKey = ''] = beginning.businessKey;
    this.cases.set(id, { facts: bindFacts(definition, beginning), chart, businessKey });
  }

  private answerRing(): void {
    if (this.rings.length === 0) return;
    const at = this.random.below(this.rings.length);
    const ids = this.random.chance(0.1) ? this.rings[at] : this.rings.splice(at, 1)[0];
    const worker = this.pick(this.workers);
    // Not awaited: a frozen answer must not hold the scheduler.
    void worker.handle(ids ?? []).catch((error: unknown) => {
      if (!/worker is gone|connection/.test((error as Error).message)) this.failure ??= error as Error;
    });
  }

  private restart(): void {
    this.happened['restarted'] = (this.happened['restarted'] ?? 0) + 1;
    this.workers.shift()?.stop();
    this.workers.push(this.newWorker());
  }

  private thaw(): void {
    this.department.frozen.splice(this.random.below(this.department.frozen.length), 1)[0]?.();
  }

  private async answerLater(): Promise<void> {
    const { owed } = this.department;
    const at = this.random.below(owed.length);
    const answer = this.random.chance(0.2) ? owed[at] : owed.splice(at, 1)[0];
    if (answer !== undefined) await this.send(answer.caseId, answer.message);
  }

  private async send(id: string, message: InboxMessage): Promise<void> {
    this.sent.push({ id, message });
    await this.delivery.deliver(id, message);
  }

  private async repeatMessage(): Promise<void> {
    const again = this.random.pick(this.sent);
    if (again !== undefined) await this.delivery.deliver(again.id, again.message);
  }

  private async signal(): Promise<boolean> {
    const found = this.random.pick([...this.cases]);
    return found !== undefined && this.signalTo(found[0], found[1].chart, false);
  }

  private async signalTo(id: string, chart: Chart, active: boolean): Promise<boolean> {
    const { regions } = readState((await this.world.stores.inspect.instance(id)).state);
    const waits = chart.regions.flatMap(({ id: region, step }) => {
      const parts = chart.definition.steps[step];
      if (parts?.kind !== 'wait' || parts.signal === undefined || (active && regions[region] !== 'active')) return [];
      const early = parts.otherwise === 'defer' && regions[region] === 'waiting';
      const fields = Object.fromEntries(parts.writes.map((path) => [path, 'given']));
      return [{ region, signal: parts.signal, fields, early }];
    });
    const wait = this.random.pick(waits);
    if (wait === undefined) return false;
    const { region, signal, fields, early } = wait;
    if (early) this.happened['deferred'] = (this.happened['deferred'] ?? 0) + 1;
    const key = `signal:${region}:${this.random.below(active ? 1_000_000 : 3)}`;
    await this.send(id, { key, actor: 'citizen', body: { type: 'signal', signal, region }, fields });
    return true;
  }

  private async person(): Promise<void> {
    const id = this.random.pick([...this.cases.keys()]);
    if (id !== undefined) await this.personActs(id);
  }

  /** Somebody does a task or a correction, sometimes one that is over. */
  private async personActs(id: string): Promise<boolean> {
    const all = (await this.world.stores.inspect.executions(id)).filter(({ kind }) => kind !== 'handler');
    const open = all.filter((execution) => execution.open);
    const execution = this.random.pick(this.department.calm ? open : all);
    if (execution === undefined) return false;
    const key = `person:${execution.id}:${this.department.calm ? 'calm' : this.random.below(2)}`;
    const body: InboxMessage['body'] =
      execution.kind === 'correction'
        ? { type: 'correction', execution: execution.id, decision: this.random.chance(0.9) ? 'corrected' : 'givenUp' }
        : { type: 'answer', execution: execution.id, answer: { outcome: 'completed' } };
    await this.send(id, { key, actor: 'citizen', body });
    return true;
  }

  /** An answer out of nowhere to something that is long closed. */
  private async rogue(): Promise<void> {
    const id = this.random.pick([...this.cases.keys()]);
    if (id === undefined) return;
    const closed = (await this.world.stores.inspect.executions(id)).filter(({ open }) => !open);
    const execution = this.random.pick(closed)?.id ?? `${id}-1-99`;
    const answer = { outcome: 'refused', reason: { code: 'rogue' } } as const;
    const key = `rogue:${execution}:${this.random.below(3)}`;
    await this.send(id, { key, actor: 'department', body: { type: 'answer', execution, answer } });
  }

  private async operator(): Promise<void> {
    const id = this.random.pick([...this.cases.keys()]);
    if (id !== undefined) await this.operatorActs(id);
  }

  /** Looks up what the department did before it repairs: it retries only what was not done. */
  private async operatorActs(id: string): Promise<boolean> {
    const incidents = (await this.world.stores.inspect.incidents(id)).filter(
      ({ open, region }) => open && region !== '',
    );
    const incident = this.random.pick(incidents);
    if (incident === undefined) return false;
    const mine = ({ region }: InspectedExecution): boolean => region === incident.region;
    const last = (await this.world.stores.inspect.executions(id)).filter(mine).at(-1);
    const receipt = this.department.receipts.get(last?.id ?? '');
    const done = receipt?.answer.kind === 'completed' ? receipt.answer : undefined;
    const repair = done !== undefined ? 'resolved' : incident.code === 'field-missing' ? 'skipped' : 'retried';
    this.happened['repaired'] = (this.happened['repaired'] ?? 0) + 1;
    await this.send(id, {
      key: `repair:${last?.id}:${repair}`,
      actor: 'operator',
      body: { type: 'repair', region: incident.region, repair, reason: 'looked-into' },
      ...(done === undefined ? {} : { fields: done.output }),
    });
    return true;
  }

  private pick<T>(items: readonly T[]): T {
    return this.random.pick(items) as T;
  }

  private caseOf(id: string): SimulatedCase {
    const found = this.cases.get(id);
    if (found === undefined) throw new Error(`no case ${id}`);
    return found;
  }

  private async check(): Promise<void> {
    for (const id of this.cases.keys()) await this.invariants.check(id);
  }

  /** No faults from here on: machines first, and where they are done people, until every case has ended. */
  private async comeToAnEnd(): Promise<void> {
    this.department.calm = true;
    for (const beginning of this.beginnings) await this.act(() => this.start(beginning));
    await this.checkOnePerBusinessKey();
    await this.act(() => this.department.frozen.splice(0).forEach((thaw) => thaw()));
    for (let round = 0; round < 60; round += 1) {
      await this.letMachinesWork();
      const running = await this.running();
      if (running.length === 0) return;
      for (const id of running) await this.letPeopleWork(id);
    }
    throw new Error(`cases do not end: ${(await this.running()).join(', ')}`);
  }

  /** A case that was rejected gives its business key free; any other holds it. */
  private async checkOnePerBusinessKey(): Promise<void> {
    const holders = new Map<string, string>();
    for (const [id, { businessKey }] of this.cases) {
      const { status } = await this.world.stores.inspect.instance(id);
      if (status === 'rejected') continue;
      const other = holders.get(businessKey);
      if (other !== undefined) throw new Error(`${id} and ${other} are one case`);
      holders.set(businessKey, id);
    }
    if (this.cases.size < this.beginnings.length) throw new Error('a start was lost');
  }

  private async running(): Promise<string[]> {
    const ids: string[] = [];
    for (const id of this.cases.keys()) {
      if ((await this.world.stores.inspect.instance(id)).status === 'running') ids.push(id);
    }
    return ids;
  }

  private async letMachinesWork(): Promise<void> {
    for (let round = 0; round < 100; round += 1) {
      while (this.rings.length > 0) await this.act(() => this.answerRing());
      await this.act(() => this.stores.advanceTime(10 * MINUTE));
      await this.act(() => this.sweep.run());
      await this.check();
      if (this.rings.length === 0) return;
    }
    throw new Error('machines do not come to rest');
  }

  /** One person acts for a case that machines have left; where nobody has to, days go by until a timer fires. */
  private async letPeopleWork(id: string): Promise<void> {
    const { chart } = this.caseOf(id);
    let acted = false;
    const note = async (act: Promise<boolean>): Promise<void> => {
      acted = (await act) || acted;
    };
    await this.act(() => note(this.operatorActs(id)));
    await this.act(() => note(this.personActs(id)));
    await this.act(() => note(this.signalTo(id, chart, true)));
    if (acted) return;
    if ((await this.world.stores.inspect.timers(id)).length === 0) throw new Error(`${id}: stands still for nobody`);
    await this.act(() => this.stores.advanceTime(10 * DAY));
  }

  private async checkTheEnd(): Promise<void> {
    await this.check();
    for (const [key, count] of this.department.effects) {
      if (count !== 1) throw new Error(`${key} took effect ${count} times`);
    }
    for (const [id, { facts, chart }] of this.cases) {
      await this.invariants.checkReplay(id, facts);
      for (const { type, detail } of await this.world.stores.inspect.history(id)) {
        if (type !== 'message.refused') continue;
        if (detail['code'] === 'late-answer') this.happened['late'] = (this.happened['late'] ?? 0) + 1;
        if (detail['code'] === 'stale-epoch') this.happened['stale'] = (this.happened['stale'] ?? 0) + 1;
      }
      const { regions } = readState((await this.world.stores.inspect.instance(id)).state);
      for (const { id: region, step } of chart.regions) {
        if (chart.definition.steps[step]?.kind !== 'handler') continue;
        const effects = [...this.department.effects.keys()].filter((key) => {
          const receipt = this.department.receipts.get(key);
          return receipt?.caseId === id && receipt.region === region;
        });
        const [least, most] = regions[region] === 'completed' ? [1, 1] : [0, 1];
        if (effects.length < least || effects.length > most) {
          throw new Error(`${id}: ${region} is ${regions[region]} after ${effects.length} effects`);
        }
      }
    }
  }
}
