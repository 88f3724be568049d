import type { Pool } from 'pg';
import { moveChart, readState, type Beginning, type Chart, type LifeEvent } from '../../../src/core';
import { ancestors, dependantsFirst } from '../../../src/core/dependencies';
import { reversalKinds, undoFact, wayBack, type ReversalKind } from '../../../src/core/taking-back';
import { beginChart, type Position } from '../../../src/core/transition';
import { watchRun, type Watch } from '../../../src/core/testing/watch-run';
import type { Step } from '../../../src/core/definition';
import type { Definitions } from '../../../src/engine/definitions';
import type { ExecutionId, HistoryRow } from '../../../src/engine/instance';
import type { Answer, InboxMessage } from '../../../src/engine/message';
import { chartEventOf } from '../../../src/engine/replay-history';
import { bindFacts } from '../../../src/engine/start-instance';
import type { Random } from '../../../src/engine/testing/random';
import { actsOn, type Act, type Sight } from './acts';
import { arrowsTaken } from './arrows';
import { WalkEngine } from './walk-engine';
import type { WalkWords } from './walk-words';

const MINUTE = 60_000;
/** How often departments may be away for good. */
const DEAD = 0.02;

/** Attempts of a step after which even the most patient one is over. */
const MOST_ATTEMPTS = 100;

interface Where {
  readonly definition: LifeEvent;
  readonly definitions: Definitions;
  readonly words: WalkWords;
  readonly pool: Pool;
  readonly morning: Date;
}

/**
 * One case on its way through the real engine and the sandbox's departments. After whatever is done to it, its promises
 * are looked at: the invariants of the engine, what the definition says of its own steps, and that what had to come of the
 * deed has come of it.
 */
export class WalkedCase {
  readonly taken = new Set<string>();
  readonly path: string[] = [];
  id = '';
  readonly engine: WalkEngine;
  readonly beginning: Beginning;
  readonly chart: Chart;
  /** Regions that an operator has put down as done, because the department had done it. */
  readonly putDown = new Set<ExecutionId>();
  private state: string;
  private seen = 1;
  private readonly watch: Watch;
  private readonly known: ReadonlyMap<string, ReadonlySet<string>>;
  private mails = 0;
  private readonly sent: InboxMessage[] = [];
  private readonly done = new Map<ExecutionId, ReturnType<WalkEngine['gateway']['done']>>();

  constructor(
    private readonly where: Where,
    private readonly random: Random,
    beginning: Beginning,
  ) {
    const { definitions, definition, pool, morning } = where;
    this.beginning = beginning;
    const subjects = Math.max(1, beginning.subjectFacts.length);
    this.chart = definitions.chart(definition.name, definition.version, subjects);
    this.engine = new WalkEngine(definitions, pool, morning, random);
    this.watch = watchRun(this.chart);
    this.known = new Map(dependantsFirst(this.chart).map((region) => [region.id, ancestors(this.chart, region)]));
    this.state = beginChart(this.chart, bindFacts(definition, beginning)).state;
  }

  async start(): Promise<void> {
    const { definition } = this.where;
    const started = await this.engine.starter.start({ definition, beginning: this.beginning, startedBy: 'test' });
    if (started.kind !== 'created') throw new Error(`a new case was ${started.kind}`);
    this.id = started.id;
    const waiting = {
      ...readState(this.state),
      regions: Object.fromEntries(this.chart.regions.map(({ id }) => [id, 'waiting'])),
    };
    this.note(waiting, undefined, readState(this.state));
    await this.look();
  }

  get position(): Position {
    return readState(this.state);
  }

  async ended(): Promise<boolean> {
    return (await this.engine.stores.inspect.instance(this.id)).status !== 'running';
  }

  /** What can be done to it now; of what can be taken back the case as a whole, and some regions. */
  async acts(revocable: readonly string[] = []): Promise<Act[]> {
    return actsOn(await this.sight(revocable));
  }

  private async sight(revocable: readonly string[]): Promise<Sight> {
    const { inspect } = this.engine.stores;
    const { received, owed } = this.engine.gateway;
    const executions = (await inspect.executions(this.id)).filter(({ open }) => open);
    const timers = await inspect.timers(this.id);
    const doneAt = new Set<string>();
    for (const { region, open } of await inspect.incidents(this.id)) {
      if (open && (await this.doneAt(region)) !== undefined) doneAt.add(region);
    }
    const { chart, state, position } = this;
    const reversals = revocable.map((region) =>
      region === ''
        ? { kind: this.random.pick(reversalKinds) as ReversalKind }
        : ({ kind: 'revoked', region } as const),
    );
    const mayBeDead = this.random.chance(DEAD);
    return { chart, state, position, executions, timers, received, owed, doneAt, reversals, mayBeDead };
  }

  /** What a department has done of the step that has failed there last. */
  private async doneAt(region: string): Promise<{ output: Readonly<Record<string, unknown>> } | undefined> {
    const last = this.lastOf(region);
    if (last === undefined || !this.engine.gateway.received.has(last.id)) return undefined;
    // A step that has failed is not called for any more: its department is looked up once.
    const done = this.done.get(last.id) ?? this.engine.gateway.done(last.department, last.id);
    this.done.set(last.id, done);
    return done;
  }

  private lastOf(region: string) {
    return this.engine.stores.store
      .ownOf(this.id)
      .filter((one) => one.region === region)
      .at(-1);
  }

  /** Does it; throws when not that comes of it which must. */
  async act(act: Act): Promise<void> {
    const before = this.position.regions[act.region];
    const from = this.path.length;
    await this.perform(act);
    await this.look();
    const events = this.path.slice(from);
    if (act.event !== undefined && act.isSure && !events.includes(act.event)) {
      throw new Error(`"${act.event}" was to come of ${told(act)} in ${before}, and ${events.join() || 'nothing'} did`);
    }
    if (act.kind !== 'department' && act.kind !== 'overtake') return;
    const isLeft = 'behaviour' in act && ['later', 'loses', 'misses', 'busy'].includes(act.behaviour.kind);
    const { status } = await this.execution(act.execution);
    const isOpen = ['pending', 'running', 'accepted', 'unknown'].includes(status);
    if (isOpen && !isLeft && !this.engine.gateway.owed.has(act.execution)) {
      throw new Error(`${told(act)} in ${before} has left ${act.execution} ${status}`);
    }
  }

  private async execution(id: ExecutionId) {
    const found = (await this.engine.stores.inspect.executions(this.id)).find((one) => one.id === id);
    if (found === undefined) throw new Error(`${id} is gone`);
    return found;
  }

  private async perform(act: Act): Promise<void> {
    const { engine } = this;
    engine.happened.count('behaviour' in act ? act.behaviour.kind : act.kind);
    switch (act.kind) {
      case 'department':
        engine.gateway.next.set(act.execution, act.behaviour);
        return engine.work([act.execution]);
      case 'overtake':
        return engine.overtake(act.execution);
      case 'exhaust':
        return this.exhaust(act.execution);
      case 'callback':
        return this.callBack(act.execution);
      case 'timer':
        return this.waitFor(act.region, act.timer);
      case 'message':
        return this.send(act.body, act.fields);
      case 'correct': {
        const step = this.chart.byId.get(act.region)?.step ?? '';
        const body = { type: 'correction', execution: act.execution, decision: 'corrected' } as const;
        return this.send(body, this.where.words.correction(this.random, step, this.beginning));
      }
      case 'signal':
        return this.signal(act.region, act.signal);
      case 'repair': {
        const done = await this.doneAt(act.region);
        if (done !== undefined) this.putDown.add(this.lastOf(act.region)?.id ?? '');
        const body = { type: 'repair', region: act.region, repair: act.repair, reason: 'looked-into' } as const;
        const isUndo = this.position.regions[act.region] === 'undoFailed';
        return this.send(body, isUndo ? undefined : done?.output);
      }
    }
  }

  /** A department that is never there. */
  private async exhaust(id: ExecutionId): Promise<void> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const { open } = await this.execution(id);
      if (!open) return;
      this.engine.gateway.next.set(id, { kind: 'busy' });
      await this.engine.work([id]);
    }
    throw new Error(`${id} is tried for ever`);
  }

  /** What a department says of what it had accepted; now and then it says so twice. */
  private async callBack(id: ExecutionId): Promise<void> {
    const { gateway } = this.engine;
    const department = gateway.owed.get(id) as string;
    const said = await gateway.finish(department, id);
    gateway.owed.delete(id);
    const answer: Answer = said.outcome === 'completed' ? { outcome: 'completed' } : said;
    const fields = said.outcome === 'completed' ? said.output : undefined;
    await this.send({ type: 'answer', execution: id, answer }, fields, `later:${id}`);
  }

  private async waitFor(region: string, timer: string): Promise<void> {
    const armed = (await this.engine.stores.inspect.timers(this.id)).find(
      (one) => one.region === region && one.timer === timer,
    );
    if (armed === undefined) throw new Error(`${timer} of ${region} is not armed`);
    await this.engine.pass(armed.fireAt.getTime() - this.engine.stores.clock.now().getTime() + 1);
  }

  /** Says what the definition's own check lets pass, as the API does. */
  private async signal(region: string, name: string): Promise<void> {
    const { words, definition } = this.where;
    const signal = definition.signals[name];
    if (signal === undefined) throw new Error(`${definition.name} has no signal ${name}`);
    const subject = this.chart.byId.get(region)?.subject ?? 0;
    for (;;) {
      const body = words.signal(this.random, name, this.beginning, subject);
      if (signal.check(body as never, this.position.facts).length > 0) continue;
      return this.send({ type: 'signal', signal: name, region }, signal.fields(body as never));
    }
  }

  private async send(body: InboxMessage['body'], fields?: InboxMessage['fields'], key?: string): Promise<void> {
    this.mails += 1;
    const message: InboxMessage = {
      ...{ key: key ?? `walk:${this.mails}`, actor: 'test', body },
      ...(fields === undefined ? {} : { fields }),
    };
    this.sent.push(message);
    await this.deliver(message);
  }

  private async deliver(message: InboxMessage): Promise<void> {
    const { folded } = await this.engine.delivery.deliver(this.id, message);
    await folded;
  }

  /** What was said before, an answer to what is long closed, a while in which nothing happens: none of it moves the case. */
  async disturb(): Promise<void> {
    const before = this.state;
    const closed = this.engine.stores.store
      .ownOf(this.id)
      .filter(({ state }) => /^(completed|refused|cancelled)$/.test(state));
    const [again, late] = [this.random.pick(this.sent), this.random.pick(closed)];
    if (again !== undefined && this.random.chance(0.5)) {
      this.engine.happened.count('said again');
      await this.deliver(again);
    } else if (late !== undefined) {
      this.engine.happened.count('too late');
      const answer = { outcome: 'refused', reason: { code: 'rogue' } } as const;
      await this.send({ type: 'answer', execution: late.id, answer }, undefined, `rogue:${late.id}:${this.mails}`);
    }
    await this.look();
    if (this.state !== before) throw new Error(`what was not new has moved the case: ${this.path.at(-1)}`);
  }

  /** Everybody does what is asked, all at once; false when there is nothing to do but to wait. */
  async doWhatIsAsked(): Promise<boolean> {
    const acts = await this.acts();
    const ids = acts.flatMap((act) =>
      act.kind === 'department' && act.behaviour.kind === 'answers' ? act.execution : [],
    );
    const owing = acts.filter(({ kind }) => kind === 'callback');
    for (const act of owing) await this.act(act);
    // One after the other: a walk goes the same way whichever department is quick today.
    for (const id of ids) await this.engine.work([id]);
    await this.look();
    if (ids.length + owing.length > 0) return true;
    const person = this.random.pick(acts.filter(isHelpful));
    if (person !== undefined) await this.act(person);
    return person !== undefined;
  }

  /** Lets it come to its end. */
  async finish(): Promise<void> {
    for (let round = 0; round < 300; round += 1) {
      if (await this.ended()) return this.checkTheEnd();
      if (await this.doWhatIsAsked()) continue;
      const { inspect, clock } = this.engine.stores;
      const next = Math.min(...(await inspect.timers(this.id)).map(({ fireAt }) => fireAt.getTime()));
      if (next === Infinity) throw new Error('nothing can wake the case');
      await this.engine.pass(next - clock.now().getTime() + MINUTE);
      await this.look();
    }
    throw new Error('the case does not end though everybody does what is asked');
  }

  private checkTheEnd(): void {
    const { regions, facts } = this.position;
    for (const { id, step } of this.chart.regions) {
      const isLeft = facts[undoFact(id)] === true && regions[id] === 'completed';
      if (isLeft && wayBack(this.chart.definition.steps[step] as Step) !== undefined)
        throw new Error(`"${id}" was to be undone and is completed at the end`);
    }
  }

  /** Follows what has become history since, and looks at every promise. */
  private async look(): Promise<void> {
    const { inspect } = this.engine.stores;
    const rows = await inspect.history(this.id);
    for (const row of rows.slice(this.seen)) this.follow(row);
    this.seen = rows.length;
    await this.engine.invariants.check(this.id);
  }

  private follow(row: HistoryRow): void {
    const event = chartEventOf(this.chart, row, this.state);
    if (event === undefined) return;
    const moved = moveChart(this.chart, this.state, event);
    if (!moved.accepted) throw new Error(`row ${row.seq} (${event.type}) does not follow`);
    const [before, after] = [this.position, readState(moved.state)];
    this.state = moved.state;
    this.path.push(event.type);
    this.note(before, event.type, after);
  }

  private note(before: Position, event: string | undefined, after: Position): void {
    for (const { name } of arrowsTaken(this.chart, before, event, after)) this.taken.add(name);
    const isGoingBack = this.chart.regions.some(({ id }) => after.facts[undoFact(id)] === true);
    const broken = isGoingBack
      ? this.wronglyUndone(before, after)
      : [...this.watch(after), ...wronglyBack(this.chart, after)];
    if (broken.length > 0) throw new Error(broken.join('; '));
  }

  /** Nothing is undone that somebody still stands on who is to be undone as well, and nothing that was not to be. */
  private wronglyUndone(before: Position, after: Position): string[] {
    const begun = this.chart.regions.filter(
      ({ id }) => after.regions[id] === 'compensating' && before.regions[id] === 'completed',
    );
    return [
      ...wronglyBack(this.chart, after),
      ...begun.flatMap(({ id }) =>
        [...this.known]
          .filter(([other, needed]) => needed.has(id) && after.facts[undoFact(other)] === true)
          .filter(([other]) =>
            /^(completed|compensating|undoByHand|undoFailed|active|failed)$/.test(after.regions[other] ?? ''),
          )
          .map(([other]) => `"${id}" is undone while "${other}", which needs it, is ${after.regions[other]}`),
      ),
    ];
  }
}

const BACK = /^(compensating|compensated|undoByHand|undoFailed|kept:.*|skipped:taken-back)$/;

const AHEAD = /^(waiting|active|suspended|escalated|proposed|failed)$/;

const wronglyBack = ({ regions }: Chart, { regions: at, facts }: Position): string[] => [
  ...regions
    .filter(({ id }) => BACK.test(at[id] ?? '') && facts[undoFact(id)] !== true)
    .map(({ id }) => `"${id}" is ${at[id]} and nobody has taken it back`),
  ...regions
    .filter(({ id }) => AHEAD.test(at[id] ?? '') && facts[undoFact(id)] === true)
    .map(({ id }) => `"${id}" is taken back and is ${at[id]}`),
];

/** What leads a case on. */
export const isHelpful = ({ event = '', kind, region }: Act): boolean =>
  kind !== 'timer' && region !== '' && /\.(completed|corrected|retried|resolved|returned|proposed)$/.test(event);

const told = (act: Act): string => ('behaviour' in act ? act.behaviour.kind : act.kind);
