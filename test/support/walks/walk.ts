import type { Beginning, Chart, Facts } from '../../../src/core';
import { ancestors } from '../../../src/core/dependencies';
import { undoFact } from '../../../src/core/taking-back';
import type { Definitions } from '../../../src/engine/definitions';
import { bindFacts } from '../../../src/engine/start-instance';
import { Random } from '../../../src/engine/testing/random';
import type { Act } from './acts';
import { arrowsOf, isMet, wayThrough, type Arrow } from './arrows';
import { isHelpful, WalkedCase } from './walked-case';

export type Where = ConstructorParameters<typeof WalkedCase>[0] & {
  /** Of definitions that a test has broken: the sound ones, which say where the ways lead. */
  readonly sound?: Definitions;
};

const MOST_TOWARDS = 150;
const MOST_WILD = 12;
const FEW_BEGINNINGS = 4;
const MOST_BEGINNINGS = 60;
/** A goal is given up when so often nothing could be done for it. */
const PATIENCE = 8;

/** An arrow that a walk is to take, and the way of its region there. */
interface Goal {
  readonly arrow: Arrow;
  readonly way: readonly Arrow[];
  /** Regions that must have ended before this one begins. */
  readonly needed: ReadonlySet<string>;
  patience: number;
}

/** One that can still be reached: what leads there next, and whether something has to be taken back for that. */
interface OpenGoal {
  readonly goal: Goal;
  readonly next: Arrow;
  readonly goBack: boolean;
}

/**
 * One walk: each region towards an arrow of its own, with whatever else happens on the way; then as it pleases for a
 * while; then to its end, and now and then back from there. It is the same walk for ever for the same number and arrows.
 */
export class Walk {
  readonly case: WalkedCase;
  private readonly random: Random;
  private goals: readonly Goal[];

  /** The arrows are of different regions. */
  constructor(where: Where, seed: number, arrows: readonly Arrow[], subjects: number) {
    this.random = new Random(seed);
    const { definition, definitions, sound = definitions } = where;
    const chart = sound.chart(definition.name, definition.version, subjects);
    this.goals = arrows.map((arrow): Goal => {
      const region = chart.byId.get(arrow.region);
      const needed = region === undefined ? new Set<string>() : ancestors(chart, region);
      return { arrow, way: wayThrough(chart, arrow), needed, patience: PATIENCE };
    });
    this.case = new WalkedCase(where, this.random, this.beginningFor(where, chart));
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

  /** One whose facts let most of the ways be gone, the first of them above all. */
  private beginningFor({ words, definition, morning }: Where, chart: Chart): Beginning {
    let best: { beginning: Beginning; open: number } | undefined;
    const most = this.goals.length * 2 - 1;
    for (let tries = 0; tries < MOST_BEGINNINGS; tries += 1) {
      const beginning = words.beginning(this.random, Math.max(1, chart.subjects), morning);
      const facts = bindFacts(definition, beginning);
      const [first, ...others] = this.goals.map(({ way }) => isOpen(chart, way, facts));
      const open = others.filter(Boolean).length + (first === true ? this.goals.length : 0);
      if (best === undefined || open > best.open) best = { beginning, open };
      if (tries >= FEW_BEGINNINGS && best.open * 2 >= most) break;
    }
    return (best as { beginning: Beginning }).beginning;
  }

  private async towards(): Promise<void> {
    const { random } = this;
    for (let moves = 0; moves < MOST_TOWARDS; moves += 1) {
      const goals = this.openGoals();
      const [first] = this.goals;
      const chosen = this.chooseOf(goals);
      if (chosen === undefined) return;
      const { goal, next, goBack } = chosen;
      const { region } = goal.arrow;
      const acts = await this.case.acts(goBack ? [random.chance(0.1) ? '' : region] : []);
      const free = acts.filter((act) => !goals.some((one) => one.goal.arrow.region === act.region));
      const led = goal.patience > PATIENCE / 2 ? free : acts.filter((act) => act.region !== first?.arrow.region);
      // What has a goal of its own is not led on for another's sake, unless that waits for it in vain.
      const act = random.chance(0.1) ? random.pick(free) : this.nextOn(goal, next, acts, goal === first ? acts : led);
      if (act !== undefined) await this.case.act(act);
      else goal.patience -= 1;
      if (random.chance(0.05)) await this.case.disturb();
    }
  }

  /** The first comes first; what asks for something to be taken back comes last, as it spoils the others' way. */
  private chooseOf(goals: readonly OpenGoal[]): OpenGoal | undefined {
    const [first] = this.goals;
    const found = goals.find(({ goal }) => goal === first);
    if (found !== undefined && this.random.chance(0.5)) return found;
    const ahead = goals.filter(({ goal, goBack }) => !goBack || goal === first);
    return this.random.pick(ahead.length > 0 ? ahead : goals);
  }

  /** Those that have not been reached, given up or missed. */
  private openGoals(): OpenGoal[] {
    const { regions, facts } = this.case.position;
    return this.goals.flatMap((goal) => {
      const { region, name } = goal.arrow;
      const next = goal.way.find(({ from }) => from === regions[region]);
      if (next === undefined || goal.patience <= 0 || this.case.taken.has(name)) return [];
      const goBack = next.guard?.includes('is taken back') === true && facts[undoFact(region)] !== true;
      return [{ goal, next, goBack }];
    });
  }

  /** What brings the next arrow, or the case nearer to it. */
  private nextOn(
    { arrow: { region }, needed }: Goal,
    next: Arrow,
    acts: readonly Act[],
    ofOthers: readonly Act[],
  ): Act | undefined {
    const { random } = this;
    const own = acts.filter((act) => act.region === region && act.event !== 'case.reversed');
    if (next.event !== undefined) {
      const straight = own.filter(({ event }) => event === next.event);
      const sure = straight.filter(({ isSure }) => isSure);
      if (straight.length > 0) return random.pick(sure.length > 0 ? sure : straight);
      // What was not done there, or not in this way, may be so the next time.
      return random.pick(own.filter(({ kind, event }) => kind === 'callback' || event?.endsWith('.retried') === true));
    }
    const { guard = '' } = next;
    const reversals = acts.filter(({ event }) => event === 'case.reversed');
    if (guard.includes('is taken back') && reversals.length > 0) return random.pick(reversals);
    const others = ofOthers.filter((act) => act.region !== region && act.event !== 'case.reversed');
    if (guard.includes('unmet')) {
      const isBad = /\.(refused\..*|givenUp|skipped)$/;
      const bad = others.filter((act) => needed.has(act.region) && isBad.test(act.event ?? ''));
      if (bad.length > 0) return random.pick(bad);
    }
    const helpful = others.filter(isHelpful);
    const nearer = helpful.filter((act) => needed.has(act.region));
    return random.pick(nearer.length > 0 ? nearer : helpful);
  }

  private async wander(moves: number): Promise<void> {
    for (let move = 0; move < moves; move += 1) {
      const region = this.random.pick(this.case.chart.regions)?.id ?? '';
      const acts = await this.case.acts(this.random.chance(0.06) ? ['', region] : []);
      const act = this.random.pick(acts);
      if (act === undefined) return;
      await this.case.act(act);
      if (this.random.chance(0.1)) await this.case.disturb();
    }
  }
}

/** Whether facts let a way be begun: the step begins, or ends unbegun, as its first arrow says. */
function isOpen(chart: Chart, [first]: readonly Arrow[], facts: Facts): boolean {
  const { region, guard } = first as Arrow;
  const unless = arrowsOf(chart).filter((one) => one.region === region && / unless \d+$/.test(one.guard ?? ''));
  const ends = unless.find((one) => isMet(chart.guards[one.guard ?? ''], { regions: {}, facts }));
  return unless.some((one) => one.guard === guard) ? ends?.guard === guard : ends === undefined;
}
