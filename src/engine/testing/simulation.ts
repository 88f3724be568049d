import { type Beginning, type LifeEvent, readState } from '../../core';
import type { Clock } from '../clock';
import type { Definitions } from '../definitions';
import { freedStatuses } from '../instance';
import { ForeignClock } from './foreign-clock';
import { Happened } from './happened';
import { checkCorrected } from './corrected-invariants';
import { Invariants } from './invariants';
import { Network } from './network';
import { Random } from './random';
import { Replica } from './replica';
import { SimulatedDepartment } from './simulated-department';
import { SimulatedPeople, type Mail } from './simulated-people';
import { DAY, type Stores } from './stores';
import { Witness } from './witness';

export interface SimulatedWorld {
  readonly definition: LifeEvent;
  readonly definitions: Definitions;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly beginning: (random: Random) => Beginning;
  readonly steps: number;
  /** Invariants are looked at after every so many steps. */
  readonly checkEvery: number;
  /** True where the stores tell the time of `clock`, so that what they write can be compared with it. */
  readonly ownTime: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Plays one seed: two replicas of the engine over the same stores, and a scheduler that decides what happens next.
 * Rings, answers and messages are reordered, repeated, delayed and dropped; the queue is lost; replicas crash between
 * any two steps, are restarted, or are held past their leases; departments answer badly; people act too early and too
 * late; time leaps, and every machine's own clock is wrong. Every invariant is looked at after each step. Then all
 * faults stop, and every case must come to its end.
 */
export class Simulation {
  private readonly random: Random;
  private readonly happened = new Happened();
  private readonly department: SimulatedDepartment;
  private readonly people: SimulatedPeople;
  private readonly network: Network;
  private readonly witness: Witness;
  private readonly invariants: Invariants;
  private readonly machineClock: ForeignClock;
  private readonly replicas: Replica[] = [];
  private readonly rings: string[][] = [];
  /** Messages under way, in no order. */
  private readonly mail: Mail[] = [];
  private readonly sent: Mail[] = [];
  private readonly beginnings: Beginning[] = [];
  private moved = 0;
  private failure: Error | undefined;

  constructor(
    private readonly seed: number,
    private readonly world: SimulatedWorld,
  ) {
    const { definitions, stores } = world;
    this.random = new Random(seed);
    this.department = new SimulatedDepartment(definitions, this.random, this.happened);
    this.network = new Network(this.random, this.happened);
    const realStart = performance.now();
    this.witness = new Witness(definitions, () => this.moved + (world.ownTime ? 0 : performance.now() - realStart));
    this.machineClock = new ForeignClock(() => world.clock.now().getTime());
    this.invariants = new Invariants(stores.inspect, this.witness, this.happened, world.ownTime);
    const chartOf = (id: string) => this.witness.caseOf(id).chart;
    this.people = new SimulatedPeople(stores.inspect, chartOf, this.department, this.random, this.happened);
    this.replicas.push(this.newReplica(), this.newReplica());
  }

  async run(): Promise<Happened> {
    const restore = this.machineClock.install();
    try {
      await this.act(() => this.start());
      for (let step = 1; step <= this.world.steps; step += 1) {
        await this.step();
        if (step % this.world.checkEvery === 0) await this.check();
      }
      await this.comeToAnEnd();
      await this.checkTheEnd();
      return this.happened;
    } catch (error) {
      throw new Error(`seed ${this.seed}: ${(error as Error).message}`, { cause: error });
    } finally {
      restore();
    }
  }

  private async step(): Promise<void> {
    const { random } = this;
    const acts: [number, () => unknown][] = [
      [3, () => this.start()],
      [30, () => this.answerRing()],
      [4, () => this.drop(this.rings, 'ring dropped')],
      [1, () => this.loseQueue()],
      [6, () => this.release(this.department.frozen)],
      [4, () => this.release(this.network.held)],
      [10, () => this.answerLater()],
      [10, () => this.sweep()],
      [8, () => this.advanceTime(random.below(5_000))],
      [5, () => this.advanceTime(31_000)],
      [3, () => this.advanceTime(random.below(12 * HOUR))],
      [2, () => this.advanceTime(random.below(20 * DAY))],
      [3, () => this.renewLeases()],
      [8, () => this.toSomebody((id) => this.people.signal(id, false))],
      [4, () => this.signalAhead()],
      [8, () => this.toSomebody((id) => this.people.task(id))],
      [6, () => this.toSomebody((id) => this.people.repair(id))],
      [4, () => this.toSomebody((id) => this.people.rogue(id))],
      [4, () => this.toSomebody((id) => this.people.clock(id))],
      [1, () => this.toSomebody((id) => this.people.reversal(id))],
      [3, () => this.toSomebody((id) => this.people.correction(id))],
      [10, () => this.carryMail()],
      [2, () => this.drop(this.mail, 'mail dropped')],
      [4, () => this.repeatMail()],
      [1, () => this.restart()],
      [1, () => this.pick(this.replicas).crash()],
    ];
    let at = random.below(acts.reduce((sum, [weight]) => sum + weight, 0));
    const [, act] = acts.find(([weight]) => (at -= weight) < 0) as [number, () => unknown];
    await this.act(act);
  }

  /** Does one thing and lets everything that follows from it come to rest. */
  private async act(act: () => unknown): Promise<void> {
    await act();
    await this.network.rest();
    this.failure ??= this.witness.violation;
    if (this.failure !== undefined) throw this.failure;
    if (this.world.ownTime && this.machineClock.reads > 0) throw new Error("a machine's own clock was read");
  }

  /** Has a replica do something. Nobody waits for it: it may be held, or be gone before it is over. */
  private begin(task: (replica: Replica) => Promise<unknown>): void {
    const replica = this.pick(this.replicas);
    this.machineClock.showTo(replica.skew);
    task(replica).catch((error: unknown) => {
      if (!(error instanceof Error) || !/^connection/.test(error.message)) this.failure ??= error as Error;
    });
  }

  private newReplica(): Replica {
    const { stores, definitions, clock } = this.world;
    return new Replica({
      ...{ network: this.network, gateway: this.department, definitions, clock, random: this.random },
      instances: this.witness.overInstances(stores.instances),
      executions: this.witness.overExecutions(stores.executions),
      deadlines: stores.deadlines,
      early: this.witness.overEarly(stores.early),
      skew: this.machineClock.skewFor(this.random),
      ring: (ids) => void this.rings.push([...ids]),
      onCrash: (replica) => {
        this.happened.count('replica crashed');
        this.replace(replica);
      },
    });
  }

  private replace(replica: Replica): void {
    const at = this.replicas.indexOf(replica);
    if (at >= 0) this.replicas[at] = this.newReplica();
  }

  /** Stops a replica in order: it finishes what it has begun beside the one that takes its place. */
  private restart(): void {
    const replica = this.pick(this.replicas);
    this.happened.count('replica restarted');
    replica.worker.stop();
    this.replace(replica);
  }

  private start(again?: Beginning): void {
    const beginning = again ?? this.someBeginning();
    const digest = JSON.stringify(beginning.businessKey);
    const idempotency = this.random.chance(0.5) ? { idempotency: { caller: 'x', key: digest, digest } } : {};
    const { definition } = this.world;
    this.begin(async ({ starter }) => {
      const { kind } = await starter.start({ definition, beginning, startedBy: 'test', ...idempotency });
      this.happened.count(`start ${kind}`);
      if (kind === 'conflict') throw new Error('a start conflicted with itself');
    });
  }

  private someBeginning(): Beginning {
    const fresh = this.beginnings.length < 3 && this.random.chance(0.6);
    if (!fresh && this.beginnings.length > 0) return this.pick(this.beginnings);
    const beginning = this.world.beginning(this.random);
    this.beginnings.push(beginning);
    return beginning;
  }

  /** Somebody knows more than the engine: of a case that has not begun, or begins in this moment. */
  private signalAhead(): void {
    const beginning = this.someBeginning();
    const signal = this.people.signalAhead(this.world.definition, beginning);
    if (signal === undefined) return;
    this.begin(({ early }) => early.keep(signal));
    if (this.random.chance(0.3)) this.start(beginning);
    if (this.random.chance(0.1)) this.begin(({ early }) => early.keep({ ...signal, id: this.random.uuid() }));
  }

  private answerRing(): void {
    if (this.rings.length === 0) return;
    const at = this.random.below(this.rings.length);
    if (at > 0) this.happened.count('ring overtook');
    const repeated = this.random.chance(0.1);
    if (repeated) this.happened.count('ring repeated');
    const ids = repeated ? this.rings[at] : this.rings.splice(at, 1)[0];
    this.begin(({ worker }) => worker.handle(ids ?? []));
  }

  private loseQueue(): void {
    if (this.rings.splice(0).length > 0) this.happened.count('queue lost');
  }

  private drop(things: unknown[], name: string): void {
    if (things.length === 0) return;
    things.splice(this.random.below(things.length), 1);
    this.happened.count(name);
  }

  private release(held: (() => void)[]): void {
    held.splice(this.random.below(held.length), 1)[0]?.();
  }

  private sweep(): void {
    this.begin(async ({ sweep, deadlines }) => {
      const { incidents } = await sweep.run();
      await deadlines.run();
      // The runtime twin of "nothing can wake it": with every table intact there is nothing to find.
      if (incidents > 0) throw new Error('the sweep found a case that nothing can wake');
    });
  }

  private async advanceTime(ms: number): Promise<void> {
    this.moved += ms;
    if (ms >= HOUR) this.happened.count(ms >= DAY ? 'days leapt' : 'hours leapt');
    await this.world.stores.advanceTime(ms);
  }

  private renewLeases(): void {
    this.machineClock.showTo(this.pick(this.replicas).skew);
    if (this.machineClock.tick(this.random)) this.happened.count('leases renewed');
  }

  private answerLater(): void {
    const { owed } = this.department;
    const at = this.random.below(owed.length);
    const answer = this.random.chance(0.2) ? owed[at] : owed.splice(at, 1)[0];
    if (answer !== undefined) this.post(answer);
  }

  private async toSomebody(write: (id: string) => Promise<Mail | undefined>): Promise<void> {
    const id = this.random.pick([...this.witness.cases.keys()]);
    const mail = id === undefined ? undefined : await write(id);
    if (mail !== undefined) this.post(mail);
  }

  private post(mail: Mail): void {
    this.sent.push(mail);
    if (this.network.calm || this.random.chance(0.6)) this.deliver(mail);
    else this.mail.push(mail);
  }

  private carryMail(): void {
    const at = this.random.below(this.mail.length);
    const [mail] = this.mail.splice(at, 1);
    if (mail === undefined) return;
    this.happened.count(at > 0 ? 'mail overtook' : 'mail late');
    this.deliver(mail);
  }

  private repeatMail(): void {
    const again = this.random.pick(this.sent);
    if (again === undefined) return;
    this.happened.count('mail repeated');
    this.deliver(again);
  }

  private deliver({ id, message }: Mail): void {
    this.begin(({ delivery }) => delivery.deliver(id, message));
  }

  private pick<T>(items: readonly T[]): T {
    return this.random.pick(items) as T;
  }

  private async check(): Promise<void> {
    for (const id of this.witness.cases.keys()) await this.invariants.check(id);
  }

  /** No faults from here on: machines first, and where they are done people, until every case has ended. */
  private async comeToAnEnd(): Promise<void> {
    this.department.calm = true;
    this.network.calm = true;
    await this.act(() => [...this.department.frozen.splice(0), ...this.network.held.splice(0)].forEach((go) => go()));
    for (const beginning of this.beginnings) await this.act(() => this.start(beginning));
    await this.checkOnePerBusinessKey();
    for (let round = 0; round < 60; round += 1) {
      await this.letMachinesWork();
      const running = await this.running();
      if (running.length === 0) return;
      for (const id of running) await this.letPeopleWork(id);
    }
    throw new Error(`cases do not end: ${(await this.running()).join(', ')}`);
  }

  /** A case that was rejected or taken back gives its business key free; any other holds it. */
  private async checkOnePerBusinessKey(): Promise<void> {
    const holders = new Map<string, string>();
    for (const [id, { start }] of this.witness.cases) {
      const { status } = await this.world.stores.inspect.instance(id);
      if (freedStatuses.includes(status)) continue;
      const key = start.businessKey.join(' ');
      const other = holders.get(key);
      if (other !== undefined) throw new Error(`${id} and ${other} are one case`);
      holders.set(key, id);
    }
    if (this.witness.cases.size < this.beginnings.length) throw new Error('a start was lost');
  }

  private async running(): Promise<string[]> {
    const ids: string[] = [];
    for (const id of this.witness.cases.keys()) {
      if ((await this.world.stores.inspect.instance(id)).status === 'running') ids.push(id);
    }
    return ids;
  }

  private async letMachinesWork(): Promise<void> {
    for (let round = 0; round < 100; round += 1) {
      while (this.rings.length > 0) await this.act(() => this.answerRing());
      await this.act(() => this.advanceTime(10 * MINUTE));
      await this.act(() => this.sweep());
      await this.check();
      if (this.rings.length === 0) return;
    }
    throw new Error('machines do not come to rest');
  }

  /** One person acts for a case that machines have left; where nobody has to, days go by until a timer fires. */
  private async letPeopleWork(id: string): Promise<void> {
    let acted = false;
    const doOne = async (written: Promise<Mail | undefined>): Promise<void> => {
      const mail = await written;
      if (mail === undefined) return;
      acted = true;
      this.post(mail);
    };
    await this.act(() => doOne(this.people.repair(id)));
    await this.act(() => doOne(this.people.task(id)));
    await this.act(() => doOne(this.people.signal(id, true)));
    if (acted) return;
    if ((await this.world.stores.inspect.timers(id)).length === 0) throw new Error(`${id}: stands still for nobody`);
    await this.act(() => this.advanceTime(10 * DAY));
  }

  /**
   * What came before its case is told to it: once for each time it was said, at most. Said when the case has been taken
   * back already, it waits for another one, which may never begin.
   */
  private async checkSignalsAhead(): Promise<void> {
    for (const [kept, times] of this.witness.kept) {
      let told = 0;
      let least = 0;
      for (const [id, { start }] of this.witness.cases) {
        const holdsKey = !freedStatuses.includes((await this.world.stores.inspect.instance(id)).status);
        if (holdsKey && kept.startsWith(`${start.businessKey.join(' ')} `)) least = 1;
        const isIt = (key: string | undefined): boolean => `${start.businessKey.join(' ')} ${key}` === kept;
        const { inspect } = this.world.stores;
        const rows = (await inspect.history(id)).filter(({ messageKey }) => isIt(messageKey));
        // What comes too early for its wait as well stays in the inbox of a case that ends before.
        told += rows.length + (await inspect.inbox(id)).filter(({ key }) => isIt(key)).length;
        for (const { type } of rows) this.happened.count(`ahead of its case: ${type}`);
      }
      if (told < least || told > times) throw new Error(`${kept} was kept ${times} times and told ${told} times`);
    }
  }

  private async checkTheEnd(): Promise<void> {
    await this.check();
    await this.checkSignalsAhead();
    for (const id of this.witness.cases.keys())
      await checkCorrected(id, this.witness.caseOf(id), this.world.stores.inspect, this.department);
    for (const [key, count] of this.department.effects) {
      if (count !== 1) throw new Error(`${key} took effect ${count} times`);
    }
    for (const [id, { chart }] of this.witness.cases) {
      this.happened.count('case ended');
      const { regions } = readState((await this.world.stores.inspect.instance(id)).state);
      for (const { id: region, step } of chart.regions) {
        if (chart.definition.steps[step]?.kind !== 'handler') continue;
        const effects = [...this.department.effects.keys()].filter((key) => {
          const receipt = this.department.receipts.get(key);
          const isFirst = receipt?.undoes === undefined && receipt?.amends === undefined;
          const isStanding = isFirst && !this.department.takenBack.has(key);
          return receipt?.caseId === id && receipt.region === region && isStanding;
        });
        const at = regions[region] ?? '';
        const [least, most] = at === 'completed' ? [1, 1] : at === 'compensated' ? [0, 0] : [0, 1];
        if (effects.length < least || effects.length > most) {
          throw new Error(`${id}: ${region} is ${regions[region]} after ${effects.length} effects`);
        }
      }
    }
  }
}
