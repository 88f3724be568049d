import { newbornSamples, type BirthReport, type NewbornSituation } from '../../departments/samples/newborn';

/** Families asked for at once; a situation that has fewer in its city is asked for all it has. */
const AT_ONCE = 200;

/** Gives reports of families of the demo city, each mother once, whatever the situations. */
export function familyByFamily(cityPersons: number, seed: string | number = 1): (s: NewbornSituation) => BirthReport {
  const mothers = new Set<string>();
  const waiting = new Map<NewbornSituation, { reports: BirthReport[]; rounds: number }>();
  return (situation) => {
    const pool = waiting.get(situation) ?? { reports: [], rounds: 0 };
    waiting.set(situation, pool);
    for (;;) {
      if (pool.reports.length === 0) {
        pool.rounds += 1;
        if (pool.rounds > 50) throw new Error(`the city has no further family for "${situation}"`);
        pool.reports = samples(`${seed} ${pool.rounds}`, situation, cityPersons);
      }
      const report = pool.reports.shift() as BirthReport;
      if (mothers.has(report.mother.idNumber)) continue;
      mothers.add(report.mother.idNumber);
      return report;
    }
  };
}

function samples(seed: string, situation: NewbornSituation, cityPersons: number): BirthReport[] {
  for (let count = AT_ONCE; ; count = count >> 1) {
    try {
      return newbornSamples({ seed, count, situation, cityPersons, now: new Date() });
    } catch (error) {
      if (!(error instanceof RangeError) || count <= 1) throw error;
    }
  }
}
