import { endingState, regionId, subjectFact, type Chart, type Region } from '../chart';
import { holds, renameFacts, type Condition, type Facts } from '../condition';
import type { Ending, Need, Property, Step } from '../definition';
import { readRegion } from '../outcome';
import type { Position } from '../transition';

/** Looks at the next position of one run and says what is broken there, in the words of the definition. */
export type Watch = (position: Position) => string[];

const BEGUN: ReadonlySet<string> = new Set([
  ...['active', 'suspended', 'escalated', 'proposed', 'failed', 'completed', 'refused'],
]);
const OPEN: ReadonlySet<string> = new Set(['active', 'suspended', 'escalated', 'proposed', 'failed']);

const statusIn = (regions: Position['regions'], id: string): string => readRegion(regions[id] ?? '').status;
const regionsOf = (chart: Chart, step: string): Region[] => chart.regions.filter((region) => region.step === step);

/** The regions of `step` that a region speaks of: its own subject's where there is one, otherwise all. */
function seenFrom(chart: Chart, { subject }: Region, step: string): Region[] {
  const own = chart.byId.get(regionId(step, subject));
  return own === undefined ? regionsOf(chart, step) : [own];
}

/**
 * Watches one run of a chart by the definition alone: what its steps need and its `always` properties. It knows nothing
 * of the guards that the chart was given for them, so that a guard that is missing or wrong shows.
 */
export function watchRun(chart: Chart): Watch {
  /** Regions that have left `waiting`; each is judged in the position in which it did. */
  const left = new Set<string>();
  const properties = chart.definition.always.map((property) => watchProperty(chart, property));
  return (position) => {
    const broken = properties.flatMap((look) => look(position));
    for (const region of chart.regions) {
      const state = position.regions[region.id] ?? '';
      if (state === 'waiting') {
        if (left.has(region.id)) broken.push(`"${region.id}" waits again after it had begun`);
        continue;
      }
      if (left.has(region.id)) continue;
      left.add(region.id);
      const judge = BEGUN.has(readRegion(state).status) ? wronglyBegun : wronglyEnded;
      broken.push(...judge(chart, region, position));
    }
    return broken;
  };
}

const endedBy = (chart: Chart, region: Region, step: Step, facts: Facts): Ending[] =>
  step.unless
    .filter(({ when }) =>
      holds(
        renameFacts(when, (name) => subjectFact(chart.definition, name, region.subject)),
        facts,
      ),
    )
    .map(({ ending }) => ending);

/** A step that ends without having begun has a reason for exactly this ending. */
function wronglyEnded(chart: Chart, region: Region, { regions, facts }: Position): string[] {
  const step = chart.definition.steps[region.step] as Step;
  const endings = endedBy(chart, region, step, facts).slice(0, 1);
  if (step.needs.some((need) => isLost(chart, region, need, regions))) endings.push(step.onUnmetNeed);
  const reasons = endings.map(endingState);
  if (facts['stopped'] === true) reasons.push('skipped:case-stopped');
  const state = regions[region.id] as string;
  return reasons.includes(state) ? [] : [`"${region.id}" has become ${state} without a reason`];
}

function wronglyBegun(chart: Chart, region: Region, { regions, facts }: Position): string[] {
  const step = chart.definition.steps[region.step] as Step;
  return [
    ...step.needs
      .filter((need) => !isMet(chart, region, need, regions))
      .map((need) => `"${region.id}" has begun without "${need.step}" (${need.how})`),
    ...endedBy(chart, region, step, facts).map((ending) => `"${region.id}" has begun though ${endingState(ending)}`),
  ];
}

const neededBy = (chart: Chart, region: Region, { step, how }: Need): string[] =>
  (how === 'everyCompleted' ? regionsOf(chart, step) : seenFrom(chart, region, step)).map(({ id }) => id);

const hasEnded = (regions: Position['regions'], id: string): boolean =>
  regions[id] !== 'waiting' && !OPEN.has(statusIn(regions, id));

function isMet(chart: Chart, region: Region, need: Need, regions: Position['regions']): boolean {
  const needed = neededBy(chart, region, need);
  if (need.how === 'completed') return needed.every((id) => regions[id] === 'completed');
  const ended = needed.every((id) => hasEnded(regions, id));
  return need.how === 'settled' ? ended : ended && needed.some((id) => regions[id] === 'completed');
}

/** It has ended in a way in which it can never be met. */
function isLost(chart: Chart, region: Region, need: Need, regions: Position['regions']): boolean {
  if (need.how === 'settled') return false;
  const lost = neededBy(chart, region, need).map((id) => hasEnded(regions, id) && regions[id] !== 'completed');
  return need.how === 'completed' ? lost.some(Boolean) : lost.every(Boolean);
}

/**
 * `before(a, b)`: when `b` has begun for a subject, or for the whole case, `a` is completed for the same subject; where
 * only `a` is per subject, for at least one of them. `atMostOnce(a)`: a completed `a` stays so: nothing does it again.
 */
function watchProperty(chart: Chart, property: Property): Watch {
  if ('never' in property) return watchBegins(chart, property.never, property.when);
  if ('before' in property) {
    const [first, second] = property.before;
    const isConcerned = property.when === undefined ? () => true : beginsUnder(chart, second, property.when);
    return (position) =>
      regionsOf(chart, second)
        .filter((region) => isConcerned(region, position))
        .filter(({ id }) => BEGUN.has(statusIn(position.regions, id)))
        .filter((region) => !seenFrom(chart, region, first).some(({ id }) => position.regions[id] === 'completed'))
        .map(({ id }) => `"${id}" is ${position.regions[id]} before "${first}" is completed`);
  }
  const done = new Set<string>();
  return ({ regions }) =>
    regionsOf(chart, property.atMostOnce).flatMap(({ id }) => {
      if (regions[id] === 'completed') done.add(id);
      return done.has(id) && regions[id] !== 'completed' ? [`"${id}" was completed and is ${regions[id]}`] : [];
    });
}

/** True of a region of `step` that has begun in a position in which the condition held. */
function beginsUnder(chart: Chart, step: string, when: Condition): (region: Region, position: Position) => boolean {
  const begun = new Map<string, boolean>();
  return ({ id, subject }, { regions, facts }) => {
    if (!begun.has(id) && BEGUN.has(statusIn(regions, id))) {
      const bound = renameFacts(when, (name) => subjectFact(chart.definition, name, subject));
      begun.set(id, holds(bound, facts));
    }
    return begun.get(id) ?? false;
  };
}

/** `never(a, when)`: `a` does not begin in a position in which the condition holds. */
function watchBegins(chart: Chart, step: string, when: Condition): Watch {
  const isConcerned = beginsUnder(chart, step, when);
  return (position) =>
    regionsOf(chart, step)
      .filter((region) => isConcerned(region, position))
      .map(({ id }) => `"${id}" has begun though it must never under this condition`);
}

/** Where somebody or something outside owes the case a word. */
export const openRegions = (chart: Chart, { regions }: { regions: Position['regions'] }): Region[] =>
  chart.regions.filter(({ id }) => OPEN.has(statusIn(regions, id)));

/** Every combination of the facts that a case of this chart can begin with. */
export function beginnings(chart: Chart): Facts[] {
  const { facts, subject } = chart.definition;
  let combinations: Facts[] = [{}];
  for (const [name, values] of Object.entries(facts)) {
    const own = subject !== undefined && name.startsWith(`${subject.name}.`);
    const names = own
      ? Array.from({ length: chart.subjects }, (_, index) => subjectFact(chart.definition, name, index + 1))
      : [name];
    for (const one of names) {
      combinations = combinations.flatMap((some) => values.map((value) => ({ ...some, [one]: value })));
    }
  }
  return combinations;
}
