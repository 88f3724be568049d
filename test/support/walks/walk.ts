import { beginChart, readState, type Beginning } from '../../../src/core';
import { ancestors } from '../../../src/core/dependencies';
import { undoFact } from '../../../src/core/taking-back';
import { bindFacts } from '../../../src/engine/start-instance';
import { Random } from '../../../src/engine/testing/random';
import type { Act } from './acts';
import { wayThrough, type Arrow } from './arrows';
import { isHelpful, WalkedCase } from './walked-case';

type Where = ConstructorParameters<typeof WalkedCase>[0];

const MOST_TOWARDS = 60;
const MOST_WILD = 24;
const MOST_BEGINNINGS = 60;

/**
 * One walk: towards the arrow it is sent to, with whatever else happens on the way; then as it pleases for a while; then to
 * its end, and now and then back from there. It is the same walk for ever for the same number and arrow.
 */
export class Walk {
  readonly case: WalkedCase;
  private readonly random: Random;
  private readonly way: readonly Arrow[];

  constructor(where: Where, seed: number, private readonly goal: Arrow, subjects: number) {
    this.random = new Random(seed);
    const { definition, definitions } = where;
    const chart = definitions.chart(definition.name, definition.version, subjects);
    this.way = wayThrough(chart, goal);
    this.case = new WalkedCase(where, this.random, this.beginningFor(where, subjects));
  }

  async run(): Promise<void> {
    const { random } = this;
    await this.case.start();
    await this.towards();
    await this.wander(random.below(MOST_WILD));
    await this.case.finish();
    if (!random.chance(0.2)) return;
    await this.wander(1 + random.below(4));
    await this.case.finish();
  }

  /** One whose facts let the first arrow of the way be taken. */
  private beginningFor({ words, definition, definitions, morning }: Where, subjects: number): Beginning {
    const chart = definitions.chart(definition.name, definition.version, subjects);
    const [first] = this.way;
    for (let tries = 1; ; tries += 1) {
      const beginning = words.beginning(this.random, subjects, morning);
      const { regions } = readState(beginChart(chart, bindFacts(definition, beginning)).state);
      const at = regions[this.goal.region];
      if (at === 'waiting' || at === first?.to || tries >= MOST_BEGINNINGS) return beginning;
    }
  }

  private async towards(): Promise<void> {
    const { random } = this;
    for (let moves = 0; moves < MOST_TOWARDS; moves += 1) {
      if (this.case.taken.has(this.goal.name)) return;
      const at = this.case.position.regions[this.goal.region];
      const next = this.way.find(({ from }) => from === at);
      // It has gone another way, which is a way as well.
      if (next === undefined) return;
      const acts = await this.case.acts();
      const act = random.chance(0.8) ? this.nextOn(next, acts) : undefined;
      const other = act ?? random.pick(acts.filter(({ region }) => region !== this.goal.region && region !== ''));
      if (random.chance(0.05)) await this.case.disturb();
      if (other === undefined) {
        if (act === undefined && acts.every(({ region }) => region === '')) return;
        continue;
      }
      if (other.event === 'case.reversed' && act === undefined) continue;
      await this.case.act(other);
    }
  }

  /** What brings the next arrow, or the case nearer to it. */
  private nextOn(next: Arrow, acts: readonly Act[]): Act | undefined {
    const { random } = this;
    const own = acts.filter(({ region }) => region === this.goal.region);
    if (next.event !== undefined) {
      const straight = own.filter(({ event }) => event === next.event);
      const sure = straight.filter(({ isSure }) => isSure);
      if (straight.length > 0) return random.pick(sure.length > 0 ? sure : straight);
      // What was not done there, or not in this way, may be so the next time.
      return random.pick(own.filter(({ kind, event }) => kind === 'callback' || event?.endsWith('.retried') === true));
    }
    const { guard = '' } = next;
    if (guard.includes('is taken back') && this.case.position.facts[undoFact(this.goal.region)] !== true) {
      return random.pick(
        acts.filter(({ event, region }) => event === 'case.reversed' && (region === '' || region === this.goal.region)),
      );
    }
    const region = this.case.chart.byId.get(this.goal.region);
    const needed = region === undefined ? new Set<string>() : ancestors(this.case.chart, region);
    const others = acts.filter((act) => act.region !== this.goal.region && act.region !== '' && act.event !== 'case.reversed');
    const helpful = others.filter(isHelpful);
    if (guard.includes('unmet')) {
      const bad = others.filter((act) => needed.has(act.region) && /\.(refused\..*|givenUp|skipped)$/.test(act.event ?? ''));
      if (bad.length > 0) return random.pick(bad);
    }
    const nearer = helpful.filter((act) => needed.has(act.region));
    return random.pick(nearer.length > 0 ? nearer : helpful);
  }

  private async wander(moves: number): Promise<void> {
    for (let move = 0; move < moves; move += 1) {
      const acts = await this.case.acts();
      // Going back is one way of many, however many regions there are to take back.
      const forward = acts.filter(({ event }) => event !== 'case.reversed');
      const act = this.random.pick(forward.length === 0 || this.random.chance(0.06) ? acts : forward);
      if (act === undefined) return;
      await this.case.act(act);
      if (this.random.chance(0.1)) await this.case.disturb();
    }
  }
}
