import { readRegion, readState, regionId, subjectFact, type Chart, type Property, type Region } from '../../core';
import { holds, renameFacts, type Condition } from '../../core/condition';
import type { Exploration, Origin } from '../explore';
import type { Check, Found } from '../found';
import { stateAt } from '../graph';
import type { Stepped } from '../world';

/** What the definition says of itself: what comes before what, what happens once, and what must not be. */
export const declared: Check = (exploration, region) =>
  propertiesOf(exploration.slice.chart, region).flatMap((property) => violation(exploration, region, property) ?? []);

/** The properties that speak of how this region starts. */
export const propertiesOf = ({ definition }: Chart, { step }: Region): Property[] =>
  definition.always.filter((property) => {
    if ('before' in property) return property.before[1] === step;
    return ('never' in property ? property.never : property.atMostOnce) === step;
  });

/** The regions that a property speaks of besides the one that starts. */
export function firstsOf(chart: Chart, region: Region, property: Property): string[] {
  if (!('before' in property)) return [];
  const [first] = property.before;
  const perSubject = chart.definition.steps[first]?.per !== undefined;
  if (!perSubject) return [regionId(first, 0)];
  if (region.subject > 0) return [regionId(first, region.subject)];
  return Array.from({ length: chart.subjects }, (_, index) => regionId(first, index + 1));
}

/** The condition of a property, asked of the subject at hand. */
export function conditionOf({ definition }: Chart, { subject }: Region, property: Property): Condition | undefined {
  const condition = 'atMostOnce' in property ? undefined : property.when;
  return condition && renameFacts(condition, (fact) => subjectFact(definition, fact, subject));
}

function violation(exploration: Exploration, region: Region, property: Property): Found | undefined {
  const { chart } = exploration.slice;
  const opens = ({ opened }: { opened: Stepped['opened'] }): boolean =>
    opened.some(({ region: id, kind, act }) => id === region.id && kind !== 'correction' && act === undefined);
  if ('atMostOnce' in property) {
    const again = [...exploration.edges, ...exploration.strays, ...exploration.strikes].find((edge) => {
      return stateAt(exploration, edge.from, region.id) === 'completed' && opens(edge);
    });
    return again && { claim: 'declared', text: `"${region.id}" is done a second time`, edge: again };
  }
  const condition = conditionOf(chart, region, property);
  const firsts = firstsOf(chart, region, property);
  const isBroken = (at: number): boolean => {
    if (condition !== undefined && !holds(condition, readState(exploration.worlds[at]?.state ?? '').facts))
      return false;
    return 'never' in property || !areDone(exploration, at, firsts, region);
  };
  const text = 'never' in property ? `"${region.id}" must never start here` : tooEarly(region, property.before[0]);
  const begun = exploration.origins.findIndex(
    (origin: Origin, at) => 'situation' in origin && opens(origin) && isBroken(at),
  );
  if (begun >= 0) return { claim: 'declared', text, at: begun };
  const edge = [...exploration.edges, ...exploration.strikes].find((one) => opens(one) && isBroken(one.to));
  return edge && { claim: 'declared', text, edge };
}

const tooEarly = ({ id }: Region, first: string): string => `"${id}" starts before "${first}" is done`;

/** Each is over and one at least is done, or all need not be done; of the same subject the one there is. */
function areDone(exploration: Exploration, at: number, firsts: readonly string[], region: Region): boolean {
  const ways = firsts.map((id) => readRegion(stateAt(exploration, at, id)).status);
  const isOne = ways.some((way) => way === 'completed') || ways.every((way) => way === 'notApplicable');
  const areOver = firsts.every(
    (id) => exploration.slice.chart.states[id]?.states[stateAt(exploration, at, id)]?.type === 'final',
  );
  return isOne && (region.subject > 0 || areOver);
}
