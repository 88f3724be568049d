import { civilDate, type CivilDate, type Facts } from '../../src/core';
import { normaliseIdNumber } from '../id-number';
import type { BirthReport } from './newborn.forms';

/** The rules of the newborn event: pure, each with the source it follows. [S…] as in the domain papers. */

export type Registration = 'within30Days' | 'within1Year' | 'over1Year';

/** 浙江省 rule on birth certificates [S30]: to day 30 the form is enough, to one year an explanation, then a test. */
export const DAYS_WITHOUT_EXPLANATION = 30;

/**
 * Which papers a birth certificate asks for on `today`. The day of birth is not counted (民法典 art. 201), so the 30th
 * day after it and the first birthday still belong to the milder class.
 */
export function registrationOn(bornAt: string, today: CivilDate): Registration {
  const bornOn = civilDate(new Date(bornAt));
  if (daysBetween(bornOn, today) <= DAYS_WITHOUT_EXPLANATION) return 'within30Days';
  return today <= yearsAfter(bornOn, 1) ? 'within1Year' : 'over1Year';
}

const daysBetween = (from: CivilDate, to: CivilDate): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** The same day so many years later. 29 February becomes 28 February where there is none (民法典 art. 202). */
export function yearsAfter(day: CivilDate, years: number): CivilDate {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  const date = `${year}${day.slice(4)}`;
  return day.endsWith('-02-29') && !isLeap(Number(year)) ? `${year}-02-28` : date;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** 金华市 330700, GB/T 2260. */
const CITY = '3307';

/** A household of another city is registered there: 跨省通办 is slow and outside this city's platform [S35]. */
export const isHouseholdOutsideCity = (report: BirthReport): boolean => !report.household.divisionCode.startsWith(CITY);

/** An unmarried father's household takes the child only with a parentage test, shown at the counter [S28]. */
export const isUnmarriedFollowingFather = (report: BirthReport): boolean =>
  report.marriage.status === 'unmarried' && report.household.follow === 'father';

/** What the chart may know of a report: booleans and codes only. */
export function factsOfCase(report: BirthReport, today: CivilDate): Facts {
  return {
    householdOutsideCity: isHouseholdOutsideCity(report),
    unmarriedFollowingFather: isUnmarriedFollowingFather(report),
    registration: registrationOn(report.birth.bornAt, today),
  };
}

/** The case record: the report as plain data, its children in the order of birth. */
export function recordOf(report: BirthReport): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify({ ...report, children: childrenInOrder(report) })) as Record<string, unknown>;
}

/** Facts of each child, in the order of birth. */
export const factsOfChildren = (report: BirthReport): Facts[] =>
  childrenInOrder(report).map((child) => ({ nameChosen: child.name !== undefined }));

const childrenInOrder = ({ children }: BirthReport) => children.toSorted((one, other) => one.order - other.order);

/** One delivery is one case, whichever parent reports it and in whatever time zone the clock is written. */
export function businessKey(report: BirthReport): string[] {
  const { idType, idNumber } = report.mother;
  return [idType, normaliseIdNumber(idNumber), new Date(report.birth.bornAt).toISOString()];
}

/** Those whose case it is. */
export function persons(report: BirthReport): { relation: string; idNumber: string }[] {
  return (['mother', 'father'] as const).flatMap((relation) => {
    const parent = report[relation];
    return parent === undefined ? [] : [{ relation, idNumber: normaliseIdNumber(parent.idNumber) }];
  });
}
