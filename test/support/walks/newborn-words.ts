import { COMPOUND_SURNAMES } from '../../../departments/city/names';
import type { BirthReport, ReportedChild } from '../../../departments/samples/birth-report';
import { NEWBORN_SITUATIONS, newbornSamples } from '../../../departments/samples/newborn';
import type { Beginning } from '../../../src/core';
import type { Random } from '../../../src/engine/testing/random';
import { newborn } from '../../../workflows/newborn/newborn.workflow';
import type { WalkWords } from './walk-words';

const DAY = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
const GIVEN = [...'安宁乐明晨雨'];

/** Births of families of the demo city, which has so many persons. */
export const newbornWords = (cityPersons: number): WalkWords => ({
  beginning: (random, subjects, now) => begin(reported(random, subjects, now, cityPersons), now),
  signal: (random, _signal, { record }) => ({
    name: nameFor(random, (record as unknown as BirthReport).mother.name),
    ...papers(random, 0.8),
  }),
  correction: (random, step, { record }) => {
    if (step !== 'birthCertificate') return {};
    const { lateExplanation, parentageTest } = papers(random, 0.8);
    return {
      ...(random.chance(0.5) && { 'child.name': nameFor(random, (record as unknown as BirthReport).mother.name) }),
      ...(lateExplanation !== undefined && { 'child.lateExplanation': lateExplanation }),
      ...(parentageTest !== undefined && { 'child.parentageTest': parentageTest }),
    };
  },
  unreachable: {},
});

function begin(report: BirthReport, now: Date): Beginning {
  const defects = newborn.trigger.check(report as never, now);
  if (defects.length > 0) throw new Error(`no such birth can be reported: ${defects.map(({ code }) => code).join()}`);
  return newborn.trigger.begin(report as never, now);
}

/** A family in any of the situations, with any number of children, some without a name, some reported late. */
function reported(random: Random, subjects: number, now: Date, cityPersons: number): BirthReport {
  const situation = random.pick(NEWBORN_SITUATIONS);
  const seed = random.below(1e9);
  const [sample] = newbornSamples({ seed, count: 1, cityPersons, now, ...(situation && { situation }) });
  const { birth, mother, father, household, marriage, ...rest } = sample as BirthReport;
  const named = situation === 'nameNotChosen' ? 0.3 : 0.9;
  const children = Array.from({ length: subjects }, (_, index): ReportedChild => {
    const order = index + 1;
    const child = { order, sex: random.chance(0.5) ? 'female' : 'male', weightGrams: 2_500 + order } as const;
    if (!random.chance(named)) return child;
    return { ...child, name: nameFor(random, mother.name), ...papers(random, 0.7) };
  });
  const share = marriage.status === 'unmarried' ? 0.6 : 0.3;
  const follow = father !== undefined && random.chance(share) ? 'father' : household.follow;
  const daysAgo = random.pick([0, 0, 0, 0, 40, 400]) ?? 0;
  return {
    ...{ ...rest, mother, children, marriage, household: { ...household, follow } },
    ...(father !== undefined && { father }),
    birth: { ...birth, count: subjects, bornAt: earlier(birth.bornAt, daysAgo * DAY + random.below(60) * 1_000) },
  };
}

function earlier(instant: string, ms: number): string {
  const local = new Date(Date.parse(instant) - ms + SHANGHAI_MS).toISOString();
  return `${local.slice(0, 19)}+08:00`;
}

/** Now and then a surname that is neither parent's. */
function nameFor(random: Random, mother: string): string {
  const own = COMPOUND_SURNAMES.find((surname) => mother.startsWith(surname)) ?? [...mother][0] ?? '';
  return `${random.chance(0.95) ? own : '鑫'}${random.pick(GIVEN)}`;
}

const papers = (random: Random, share: number): Pick<ReportedChild, 'lateExplanation' | 'parentageTest'> => ({
  ...(random.chance(share) && { lateExplanation: '因故未能按时办理。' }),
  ...(random.chance(share) && { parentageTest: '司鉴2026第0001号' }),
});
