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
  /** The test file that walks one again. */
  readonly again: string;
  /** Other than the definition's own, where a test has broken them. */
  readonly definitions?: Definitions;
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
  readonly taken: readonly string[];
  readonly happened: Happened;
  /** What the departments' registers and the cases do not agree on. */
  readonly differences: readonly string[];
}

/** An arrow of the chart for so many subjects. */
interface Target {
  readonly arrow: Arrow;
  readonly subjects: number;
  times: number;
  tries: number;
}

/**
 * Walks each time to one of the arrows that were taken least often. What is said of it, and what happens, is decided by the
 * number of the walk and the arrow alone, so that a walk can be taken again without those before it.
 */
export async function playWalks(play: WalksToPlay): Promise<WalksPlayed> {
  const { definition, words, pool } = play;
  const definitions = play.definitions ?? new Definitions([definition]);
  const targets = targetsOf(definition, definitions, words);
  const asked = askedFor(definition, targets);
  const total = { walks: 0, moves: 0, calls: 0, happened: new Happened(), differences: [] as string[] };
  const paths = new Set<string>();
  const compared = new Map<string, Map<string, ComparedExecution>>(DEPARTMENTS.map((id) => [id, new Map()]));
  const where = { definition, definitions, words, pool, morning: MORNING };
  const walkOne = async (seed: number, target: Target): Promise<void> => {
    target.tries += 1;
    const walk = new Walk(where, seed, target.arrow, target.subjects);
    await walk.run().catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\n${retold(play, seed, target, walk.case)}`, { cause: error });
    });
    const { taken, path, engine } = walk.case;
    for (const name of taken) {
      const one = targets.get(name);
      if (one !== undefined) one.times += 1;
    }
    paths.add(`${walk.case.chart.subjects} ${path.join(' ')}`);
    total.walks += 1;
    total.moves += path.length;
    total.calls += engine.gateway.calls;
    total.happened.addAll(engine.happened);
    keep(walk.case, compared);
  };
  let seed = 0;
  const walkOn = async (): Promise<void> => {
    while (seed < play.walks) await walkOne((seed += 1), leastTaken(targets));
  };
  if (asked !== undefined) await walkOne(asked.seed, asked.target);
  else await Promise.all(Array.from({ length: AT_ONCE }, walkOn));
  for (const department of DEPARTMENTS) {
    const executions = compared.get(department) as Map<string, ComparedExecution>;
    const { differences } = compareRegister(department, executions, await effectsOf(pool, department, executions));
    total.differences.push(...differences);
  }
  const excused = (name: string): boolean => words.unreachable[name] !== undefined;
  const all = [...targets.values()];
  return {
    ...total,
    ...{ distinctPaths: paths.size, arrows: all.length, covered: all.filter(({ times }) => times > 0).length },
    missed: all.filter(({ times, arrow }) => times === 0 && !excused(arrow.name)).map(({ arrow }) => arrow.name),
    taken: all.filter(({ times, arrow }) => times > 0 && excused(arrow.name)).map(({ arrow }) => arrow.name),
  };
}

/** Each arrow in the smallest chart that has it. */
function targetsOf(definition: LifeEvent, definitions: Definitions, words: WalkWords): Map<string, Target> {
  const targets = new Map<string, Target>();
  for (let subjects = 1; subjects <= (definition.subject?.atMost ?? 1); subjects += 1) {
    for (const arrow of arrowsOf(definitions.chart(definition.name, definition.version, subjects))) {
      if (!targets.has(arrow.name)) targets.set(arrow.name, { arrow, subjects, times: 0, tries: 0 });
    }
  }
  for (const name of Object.keys(words.unreachable)) {
    if (!targets.has(name)) throw new Error(`${definition.name} has no arrow "${name}" that could be unreachable`);
  }
  return targets;
}

function leastTaken(targets: ReadonlyMap<string, Target>): Target {
  let least: Target | undefined;
  const rank = ({ times, tries }: Target): number => 2 * times + tries;
  for (const target of targets.values()) if (least === undefined || rank(target) < rank(least)) least = target;
  return least as Target;
}

/** `WALK=newborn@1/17/<arrow>` walks that one alone. */
function askedFor(
  { name, version }: LifeEvent,
  targets: ReadonlyMap<string, Target>,
): { seed: number; target: Target } | undefined {
  const asked = process.env['WALK'];
  if (asked === undefined) return undefined;
  const [, event, seed, arrow = ''] = /^([^/]*)\/(\d+)\/(.*)$/.exec(asked) ?? [];
  const target = targets.get(arrow);
  return event === `${name}@${version}` && target !== undefined ? { seed: Number(seed), target } : undefined;
}

function retold({ definition, again }: WalksToPlay, seed: number, { arrow }: Target, { path, beginning }: WalkedCase): string {
  const name = `${definition.name}@${definition.version}/${seed}/${arrow.name}`;
  return [
    `after ${JSON.stringify({ facts: beginning.facts, subjectFacts: beginning.subjectFacts })}`,
    `and ${path.join(' → ')}`,
    `To see it again: WALK='${name}' npx jest ${again}`,
  ].join('\n');
}

/** What the comparison asks of every execution, as `one-thing registers check` reads it from the database. */
function keep(one: WalkedCase, compared: ReadonlyMap<string, Map<string, ComparedExecution>>): void {
  for (const { id, region, state, act, department, kind } of one.engine.stores.store.ownOf(one.id)) {
    if (kind !== 'handler') continue;
    // An operator has found it done and put it down: it is as good as answered.
    const status = one.putDown.has(id) ? 'completed' : state;
    compared.get(department)?.set(id, { act: act ?? null, status, place: `${one.id} ${region}` });
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
