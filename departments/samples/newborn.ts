import { type City, city, type Household, type Person } from '../city/city';
import { type Draw, drawFrom } from '../city/deterministic';
import { childGivenName, COMPOUND_SURNAMES } from '../city/names';
import { addDays, civilDateOf } from '../identity/civil-date';
import { isJinhuaDivision } from '../identity/divisions';
import type { BirthReport, ReportedChild, ReportedParent } from './birth-report';
import { type Family, familyPool } from './families';
import type { NewbornSituation } from './situations';

export type { BirthReport } from './birth-report';
export { NEWBORN_SITUATIONS, type NewbornSituation } from './situations';

export interface NewbornSampleOptions {
  seed: string | number;
  count: number;
  situation?: NewbornSituation;
  /** The city whose registers the sandbox was seeded with. */
  cityPersons?: number;
  citySeed?: string;
  /** Only its civil date in Shanghai matters: births lie on the ten days before it. */
  now: Date;
}

/**
 * Reports whose parents, households and marriages stand in the city's registers. Same seed and same day give the same
 * reports; the mothers of one run are distinct, and another seed begins elsewhere and takes other times of birth.
 */
export function newbornSamples(options: NewbornSampleOptions): BirthReport[] {
  const situation = options.situation ?? 'marriedLocal';
  const town = city(options.citySeed, options.cityPersons);
  const pool = familyPool(town, situation);
  if (options.count > pool.count) {
    throw new RangeError(
      `a city of ${town.persons} persons has ${pool.count} families for "${situation}", fewer than ${options.count}: ask for a larger cityPersons`,
    );
  }
  const draw = drawFrom(`newborn ${situation} ${options.seed}`);
  const start = draw.number(0, 'start', pool.count);
  const stride = coprimeTo(pool.count, 1 + draw.number(0, 'stride', pool.count));
  const today = civilDateOf(options.now);
  return Array.from({ length: options.count }, (_, n) =>
    report(town, pool.at((start + n * stride) % pool.count), situation, draw, n, today),
  );
}

function report(
  town: City,
  family: Family,
  situation: NewbornSituation,
  draw: Draw,
  n: number,
  today: string,
): BirthReport {
  const { mother, father, household, marriageNumber } = family;
  const babies = situation === 'triplets' ? 3 : situation === 'twins' ? 2 : 1;
  const married = marriageNumber !== undefined;
  const withFather = situation !== 'fatherUnknown' && father !== undefined;
  const follow = married && withFather && draw.number(n, 'follow', 4) === 0 ? 'father' : 'mother';
  return {
    birth: {
      bornAt: timeOfBirth(draw, n, today),
      hospitalCode: `JH000${1 + draw.number(n, 'hospital', 5)}`,
      hospital: `金华示范妇产医院第${1 + draw.number(n, 'hospital', 5)}院区`,
      gestationWeeks: babies > 1 ? 35 + draw.number(n, 'weeks', 3) : 37 + draw.number(n, 'weeks', 5),
      count: babies,
      deliveryKind: draw.number(n, 'delivery', 3) === 0 ? 'caesarean' : 'natural',
      ...(!withFather && { singleParentStatement: true }),
    },
    children: children(draw, n, babies, withFather ? father : mother, situation !== 'nameNotChosen'),
    mother: { ...asParent(mother), phone: mother.phone },
    ...(withFather && { father: asParent(father) }),
    marriage: married
      ? { status: 'married', certificateNumber: marriageNumber }
      : { status: 'unmarried', statement: '本人自愿说明：孩子系非婚生育，随母亲登记户口，以上情况属实。' },
    household: { follow, number: household.number, divisionCode: household.divisionCode },
    residence: residence(town, household, n),
    insurance: { payer: 'mother', payerIdNumber: mother.idNumber },
    payout: { account: mother.bankAccount, bank: '示例银行金华分行' },
  };
}

function children(draw: Draw, n: number, babies: number, surnameFrom: Person, named: boolean): ReportedChild[] {
  return Array.from({ length: babies }, (_, position) => {
    const lot = n * 3 + position;
    return {
      order: position + 1,
      sex: draw.number(lot, 'sex', 2) === 0 ? 'female' : 'male',
      weightGrams: (babies > 1 ? 2100 : 2700) + draw.number(lot, 'weight', 130) * 10,
      ...(named && { name: surnameOf(surnameFrom) + childGivenName(draw, lot) }),
    };
  });
}

/** One of the ten days before today, to the minute: the day decides, not the hour at which the sample is made. */
function timeOfBirth(draw: Draw, n: number, today: string): string {
  const date = addDays(today, -1 - draw.number(n, 'daysAgo', 10));
  const hour = String(draw.number(n, 'hour', 24)).padStart(2, '0');
  const minute = String(draw.number(n, 'minute', 60)).padStart(2, '0');
  return `${date}T${hour}:${minute}:00+08:00`;
}

/** A family whose household lies in another city lives in Jinhua all the same: at a neighbour's address. */
function residence(town: City, household: Household, n: number): BirthReport['residence'] {
  if (isJinhuaDivision(household.divisionCode)) {
    return { address: household.address, divisionCode: household.divisionCode };
  }
  const neighbours = town.householdsOfKind('couple');
  const neighbour = neighbours.at((household.index + n) % neighbours.count);
  return { address: neighbour.address, divisionCode: neighbour.divisionCode };
}

function asParent(person: Person): ReportedParent {
  return { name: person.name, idType: 'residentId', idNumber: person.idNumber };
}

function surnameOf(person: Person): string {
  return COMPOUND_SURNAMES.find((surname) => person.name.startsWith(surname)) ?? [...person.name][0] ?? '';
}

function coprimeTo(count: number, from: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let stride = from;
  while (divisor(stride, count) !== 1) stride += 1;
  return stride;
}
