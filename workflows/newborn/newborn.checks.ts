import { civilDate, type CivilDate, type Defect, type Facts } from '../../src/core';
import { normaliseIdNumber, readResidentId } from '../id-number';
import { newbornMessages } from './messages';
import type { BirthCorrection } from './newborn.correction-form';
import type { BirthReport, NameChosen, ReportedParent } from './newborn.forms';
import { yearsAfter } from './newborn.rules';

/** Rules across fields. Each finds all it can, so that nobody is sent back twice (一次告知). */

function defect(pointer: string, code: string): Defect {
  const message = newbornMessages[code] ?? { 'zh-CN': code, en: code };
  return { pointer, code, message };
}

/**
 * Defects of a report whose fields are each valid. A late report with a name but without its explanation passes: the
 * birth certificate then asks for it, and the steps that need no name do not wait for the paper.
 */
export function checkReport(report: BirthReport, now: Date): Defect[] {
  const today = civilDate(now);
  return [
    ...birthDefects(report, now),
    ...parentDefects(report, report.mother, '/mother', today),
    ...(report.father === undefined ? [] : parentDefects(report, report.father, '/father', today)),
    ...familyDefects(report),
    ...payerDefects(report),
  ];
}

/** A hospital's clock may be a little ahead of ours. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

function birthDefects({ birth, children }: BirthReport, now: Date): Defect[] {
  const defects: Defect[] = [];
  if (Date.parse(birth.bornAt) > now.getTime() + CLOCKS_DIFFER_MS)
    defects.push(defect('/birth/bornAt', 'birth-in-future'));
  if (birth.count !== children.length) defects.push(defect('/birth/count', 'count-differs-from-children'));
  children.forEach(({ order }, index) => {
    const taken = children.slice(0, index).some((other) => other.order === order);
    if (taken || order > children.length) {
      defects.push(defect(`/children/${index}/order`, 'order-not-in-sequence'));
    }
  });
  return defects;
}

/** No rule fixes how young a parent may be; below this, the number or the date is surely mistyped. */
const SURELY_MISTYPED_BELOW = 10;

function parentDefects(report: BirthReport, parent: ReportedParent, pointer: string, today: CivilDate): Defect[] {
  if (parent.idType !== 'residentId') return [];
  const id = readResidentId(normaliseIdNumber(parent.idNumber));
  if (id === undefined) return [];
  const defects: Defect[] = [];
  const at = `${pointer}/idNumber`;
  if (pointer === '/mother' && id.sex !== 'female') defects.push(defect(at, 'mother-not-female'));
  if (pointer === '/father' && id.sex !== 'male') defects.push(defect(at, 'father-not-male'));
  if (id.bornOn > today) defects.push(defect(at, 'id-birth-date-in-future'));
  else if (yearsAfter(id.bornOn, SURELY_MISTYPED_BELOW) > civilDate(new Date(report.birth.bornAt))) {
    defects.push(defect(at, 'parent-too-young'));
  }
  return defects;
}

function familyDefects({ birth, mother, father, marriage, household }: BirthReport): Defect[] {
  const defects: Defect[] = [];
  if (father !== undefined && isOnePerson(mother, father)) {
    defects.push(defect('/father/idNumber', 'parents-are-one-person'));
  }
  if (father === undefined && marriage.status === 'married') {
    defects.push(defect('/father', 'father-required-when-married'));
  }
  if (father === undefined && marriage.status === 'unmarried' && birth.singleParentStatement !== true) {
    defects.push(defect('/birth/singleParentStatement', 'single-parent-statement-required'));
  }
  if (father === undefined && household.follow === 'father') {
    defects.push(defect('/household/follow', 'followed-father-missing'));
  }
  if (marriage.status === 'unmarried' && household.follow === 'mother' && marriage.statement === undefined) {
    defects.push(defect('/marriage/statement', 'unmarried-statement-required'));
  }
  return defects;
}

const isOnePerson = (one: ReportedParent, other: ReportedParent): boolean =>
  one.idType === other.idType && normaliseIdNumber(one.idNumber) === normaliseIdNumber(other.idNumber);

function payerDefects({ insurance, mother, father }: BirthReport): Defect[] {
  const payer = insurance.payer === 'mother' ? mother : father;
  const isTheirs =
    payer !== undefined && normaliseIdNumber(payer.idNumber) === normaliseIdNumber(insurance.payerIdNumber);
  return isTheirs ? [] : [defect('/insurance/payerIdNumber', 'payer-not-a-parent')];
}

/** What a late name must bring with it, by the case's `registration` [S30]. */
export function checkName(name: NameChosen, facts: Facts): Defect[] {
  const defects: Defect[] = [];
  if (facts['registration'] !== 'within30Days' && name.lateExplanation === undefined) {
    defects.push(defect('/lateExplanation', 'late-explanation-required'));
  }
  if (facts['registration'] === 'over1Year' && name.parentageTest === undefined) {
    defects.push(defect('/parentageTest', 'parentage-test-required'));
  }
  return defects;
}

/**
 * A correction changes something, gives no birth in the future, and no name before one was chosen: that is told by the
 * signal for it.
 */
export function checkCorrection(correction: BirthCorrection, facts: Facts, now: Date): Defect[] {
  const { bornAt, name, father } = correction;
  const defects: Defect[] = [];
  if (Object.values(correction).every((value) => value === undefined)) defects.push(defect('', 'nothing-to-correct'));
  if (bornAt !== undefined && Date.parse(bornAt) > now.getTime() + CLOCKS_DIFFER_MS) {
    defects.push(defect('/bornAt', 'birth-in-future'));
  }
  const idNumber = father?.idType === 'residentId' ? normaliseIdNumber(father.idNumber) : undefined;
  const id = idNumber === undefined ? undefined : readResidentId(idNumber);
  if (id !== undefined && id.sex !== 'male') defects.push(defect('/father/idNumber', 'father-not-male'));
  if (id !== undefined && id.bornOn > civilDate(now)) {
    defects.push(defect('/father/idNumber', 'id-birth-date-in-future'));
  }
  if (name !== undefined && facts['nameChosen'] === false) defects.push(defect('/name', 'name-not-chosen-yet'));
  return defects;
}
