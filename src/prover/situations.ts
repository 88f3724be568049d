import { subjectFact, type Facts, type FactValue, type LifeEvent } from '../core';
import { factSetters, type Slice } from './slice';

/**
 * Every way a case can begin, as far as anything in the slice can tell the difference: for each fact that is asked
 * about, one value for each it is compared with and one for all the others. A fact that is learned on the way may be
 * unknown at first.
 */
export function situationsOf({ chart, observed }: Slice): Facts[] {
  const learned = factSetters(chart);
  let situations: Facts[] = [{}];
  for (const [fact, compared] of [...observed].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const values = declaredValues(chart.definition, chart.subjects, fact);
    if (values === undefined) continue;
    const cases: (FactValue | undefined)[] = values.filter((value) => compared.has(value));
    const other = values.find((value) => !compared.has(value));
    if (other !== undefined) cases.push(other);
    else if (learned.has(fact)) cases.push(undefined);
    situations = situations.flatMap((facts) =>
      cases.map((value) => (value === undefined ? facts : { ...facts, [fact]: value })),
    );
  }
  return situations;
}

/** All values a fact can have; undefined for one that is the engine's own, such as `stopped`: no case begins with it. */
function declaredValues(definition: LifeEvent, subjects: number, bound: string): readonly FactValue[] | undefined {
  for (const [name, values] of Object.entries(definition.facts)) {
    for (let subject = 0; subject <= subjects; subject += 1) {
      if (subjectFact(definition, name, subject) === bound) return values;
    }
  }
  return undefined;
}

/** Every declared fact under each name it can have, observed in all its values: nothing is left out. */
export function everyFact(definition: LifeEvent, subjects: number): Map<string, Set<FactValue>> {
  const all = new Map<string, Set<FactValue>>([['stopped', new Set([true])]]);
  for (const [name, values] of Object.entries(definition.facts)) {
    const ofSubject = definition.subject !== undefined && name.startsWith(`${definition.subject.name}.`);
    for (let subject = ofSubject ? 1 : 0; subject <= (ofSubject ? subjects : 0); subject += 1) {
      all.set(subjectFact(definition, name, subject), new Set(values));
    }
  }
  return all;
}
