import type { Pool } from 'pg';
import { DEPARTMENTS } from '../../../departments/sandbox/departments';
import { readEffects, type Effect } from '../../../departments/sandbox/registers/effects';
import type { LifeEvent } from '../../../src/core';
import { Definitions } from '../../../src/engine/definitions';
import { Happened } from '../../../src/engine/testing/happened';
import { compareRegister, type ComparedExecution } from '../../../src/wiring/check-registers';
import { arrowsOf, type Arrow } from './arrows';
import type { WalkWords } from './walk-words';
import { Walk } from './walk';
import type { WalkedCase } from './walked-case';

/** Births, deaths and openings of the walks are told on this morning. */
export const MORNING = new Date('2026-03-02T01:00:00Z');
/** Walks under way at the same time: each has an engine of its own, and all of them the same departments. */
const AT_ONCE = 16;

export interface WalksToPlay {
  readonly definition: LifeEvent;
  readonly words: WalkWords;
  /** The departments' database. */
  readonly pool: Pool;
  readonly walks: number;
  /** Whose arrows are counted: each region's, or each step's, whichever subject took it. */
  readonly of: 'regions' | 'steps';
  /** Ends as soon as every arrow was taken so often. */
  readonly until?: number;
  /** The test file that walks one again. */
  readonly again: string;
}

export interface WalksPlayed {
  readonly walks: number;
  readonly moves: number;
  readonly distinctPaths: number;
  readonly calls: number;
  readonly arrows: number;
  readonly covered: number;
  /** Arrows that no walk has taken, and for which nobody has said why. */
  readonly missed: readonly string[];
  /** Arrows that were said not to be possible, and that a walk has taken all the same. */
  readonly excusedAndTaken: readonly string[];
  readonly happened: Happened;
  /** What the departments' registers and the cases do not agree on. */
  readonly differences: readonly string[];
}

/** What is to be taken: an arrow, or those of all subjects together, and the fewest subjects with which there is one. */
interface Target {
  readonly name: string;
  readonly subjects: number;
  times: number;
  tries: number;
}

type Targets = ReadonlyMap<string, Target>;

/** Which arrows a walk is sent to, one in a region. */
interface Errand {
  readonly seed: number;
  readonly subjects: number;
  readonly arrows: readonly Arrow[];
}

/**
 * Walks each time to arrows that were taken least often, one in each region. What is said and what happens is decided by the
 * number of the walk and its arrows alone, so that a walk can be taken again without those before it.
 */
export async function playWalks(play: WalksToPlay): Promise<WalksPlayed> {
  const { definition, words, pool } = play;
  const definitions = new Definitions([definition]);
  const targets = targetsOf(play, definitions);
  const total = { walks: 0, moves: 0, calls: 0, happened: new Happened() };
  const paths = new Set<string>();
  const compared = new Map<string, Map<string, ComparedExecution>>(DEPARTMENTS.map((id) => [id, new Map()]));
  const where = { definition, definitions, words, pool, morning: MORNING };
  const walkOne = async (errand: Errand): Promise<void> => {
    const walk = new Walk(where, errand.seed, errand.arrows, errand.subjects);
    await walk.run().catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\n${retold(play, errand, walk.case)}`, { cause: error });
    });
    const { taken, path, engine, chart } = walk.case;
    for (const name of taken) (targets.get(countedAs(play, name)) as Target).times += 1;
    paths.add(`${chart.subjects} ${path.join(' ')}`);
    total.walks += 1;
    total.moves += path.length;
    total.calls += engine.gateway.calls;
    total.happened.addAll(engine.happened);
    keep(walk.case, compared);
  };
  const errands = errandsOf(play, definitions, targets);
  const walkOn = async (): Promise<void> => {
    for (let next = errands.next(); next.done !== true; next = errands.next()) await walkOne(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, walkOn));
  const differences: string[] = [];
  for (const department of DEPARTMENTS) {
    const executions = compared.get(department) as Map<string, ComparedExecution>;
    const effects = await effectsOf(pool, department, executions);
    differences.push(...compareRegister(department, executions, effects).differences);
  }
  const isExcused = ({ name }: Target): boolean => words.unreachable[name] !== undefined;
  const all = [...targets.values()];
  const [taken, missed] = [all.filter(({ times }) => times > 0), all.filter(({ times }) => times === 0)];
  return {
    ...{ ...total, distinctPaths: paths.size, arrows: all.length, covered: taken.length, differences },
    missed: missed.filter((one) => !isExcused(one)).map(({ name }) => name),
    excusedAndTaken: taken.filter(isExcused).map(({ name }) => name),
  };
}

function countedAs({ of }: WalksToPlay, arrow: string): string {
  return of === 'regions' ? arrow : arrow.replaceAll(/@\d+/g, '');
}

/** Each arrow in the smallest chart that has it. */
function targetsOf(play: WalksToPlay, definitions: Definitions): Targets {
  const { definition, words } = play;
  const targets = new Map<string, Target>();
  for (let subjects = 1; subjects <= mostSubjects(definition); subjects += 1) {
    for (const arrow of arrowsOf(definitions.chart(definition.name, definition.version, subjects))) {
      const name = countedAs(play, arrow.name);
      if (!targets.has(name)) targets.set(name, { name, subjects, times: 0, tries: 0 });
    }
  }
  for (const name of Object.keys(words.unreachable)) {
    if (!targets.has(name)) throw new Error(`${definition.name} has no arrow "${name}" that could be unreachable`);
  }
  return targets;
}

const mostSubjects = ({ subject }: LifeEvent): number => subject?.atMost ?? 1;

function* errandsOf(play: WalksToPlay, definitions: Definitions, targets: Targets): Generator<Errand, void> {
  const { definition, words, walks, until = Infinity } = play;
  const asked = askedFor(play, definitions);
  if (asked !== undefined) return void (yield asked);
  const wanted = [...targets.values()].filter(({ name }) => words.unreachable[name] === undefined);
  for (let seed = 1; seed <= walks; seed += 1) {
    if (wanted.every(({ times }) => times >= until)) return;
    wanted.sort((a, b) => rankOf(a) - rankOf(b));
    const order = new Map(wanted.map((target, index) => [target, index]));
    // Every so often a case of several subjects, also where one would do.
    const more = seed % 5 === 0 ? 1 + ((seed / 5) % mostSubjects(definition)) : 1;
    const subjects = Math.max((wanted[0] as Target).subjects, more);
    const left = arrowsOf(definitions.chart(definition.name, definition.version, subjects))
      .flatMap((arrow) => {
        const target = targets.get(countedAs(play, arrow.name)) as Target;
        const at = order.get(target);
        return at === undefined ? [] : [{ arrow, target, at }];
      })
      .sort((a, b) => a.at - b.at);
    const chosen = new Map<string, Arrow>();
    const taken = new Set<Target>();
    for (const { arrow, target } of left) {
      if (chosen.has(arrow.region) || taken.has(target)) continue;
      chosen.set(arrow.region, arrow);
      taken.add(target);
      target.tries += 1;
    }
    yield { seed, subjects, arrows: [...chosen.values()] };
  }
}

const rankOf = ({ times, tries }: Target): number => 2 * times + tries;

/** `WALK='newborn@1 / 17 / <subjects> / <arrow> / <arrow>'` takes that walk alone. */
function askedFor({ definition }: WalksToPlay, definitions: Definitions): Errand | undefined {
  const [event, seed, subjects = '1', ...names] = process.env['WALK']?.split(' / ') ?? [];
  if (event !== nameOf(definition)) return undefined;
  const all = arrowsOf(definitions.chart(definition.name, definition.version, Number(subjects)));
  const arrows = names.map((name) => {
    const found = all.find((arrow) => arrow.name === name);
    if (found === undefined) throw new Error(`${event} has no arrow "${name}"`);
    return found;
  });
  return { seed: Number(seed), subjects: Number(subjects), arrows };
}

const nameOf = ({ name, version }: LifeEvent): string => `${name}@${version}`;

function retold({ definition, again }: WalksToPlay, errand: Errand, { path, beginning }: WalkedCase): string {
  const { seed, subjects, arrows } = errand;
  const walk = [nameOf(definition), seed, subjects, ...arrows.map(({ name }) => name)].join(' / ');
  return [
    `after ${JSON.stringify({ facts: beginning.facts, subjectFacts: beginning.subjectFacts })}`,
    `and ${path.join(' → ')}`,
    `To see it again: WALK='${walk}' npx jest ${again}`,
  ].join('\n');
}

/** What the comparison asks of every execution, as `one-thing registers check` reads it from the database. */
function keep(one: WalkedCase, compared: ReadonlyMap<string, Map<string, ComparedExecution>>): void {
  for (const { id, region, state, act, department, kind } of one.engine.stores.store.ownOf(one.id)) {
    if (kind !== 'handler') continue;
    const place = `${one.id} ${region}`;
    compared.get(department)?.set(id, { act: act ?? null, status: state, putDown: one.putDown.has(id), place });
  }
}

async function effectsOf(
  pool: Pool,
  department: (typeof DEPARTMENTS)[number],
  executions: ReadonlyMap<string, ComparedExecution>,
): Promise<Effect[]> {
  const cases = new Set([...executions.keys()].map((id) => id.slice(0, 36)));
  const all: Effect[] = [];
  for (let cursor: string | null = '0'; cursor !== null;) {
    const page = await readEffects(pool, department, cursor, undefined);
    all.push(...page.items.filter(({ caseId }) => cases.has(caseId)));
    cursor = page.nextCursor;
  }
  return all;
}
