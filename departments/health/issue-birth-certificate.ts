import { addYears, civilDateOf, daysBetween } from '../identity/civil-date';
import { readIdNumber } from '../identity/id-number';
import { amends } from '../sandbox/calls/changing-matters';
import type { Fields } from '../sandbox/calls/fields';
import { type Decision, type Matter, refuse } from '../sandbox/calls/matter';
import { CERTIFICATE_LIMITS, PLAUSIBLE } from './limits';
import { hasSurnameOfParent, isAllowedName } from './name-rule';

export const issueBirthCertificate: Matter = {
  name: 'issueBirthCertificate',
  register: 'birthCertificates',
  reads: {
    required: [
      'birth.bornAt',
      'birth.hospitalCode',
      'birth.hospital',
      'birth.gestationWeeks',
      'birth.count',
      'child.name',
      'child.sex',
      'child.order',
      'child.weightGrams',
      'mother.name',
      'mother.idType',
      'mother.idNumber',
    ],
    optional: [
      'father.name',
      'father.idType',
      'father.idNumber',
      'child.lateExplanation',
      'child.parentageTest',
      'birth.singleParentStatement',
    ],
  },
  keyField: 'child.birthCertificateNumber',
  allot: '$schema.next_certificate_number()',
  onePer: (fields) =>
    `${fields.text('mother.idNumber')} ${fields.time('birth.bornAt').toISOString()} ${fields.number('child.order')}`,
  decide: (fields, facts, now) => {
    const contradiction = contradictionIn(fields, now);
    if (contradiction) return refuse('facts-contradict', `出生信息自相矛盾：${contradiction.zh}`, contradiction.en);
    const missing = missingPaper(fields, now);
    if (missing) return missing;
    const wrongName = nameFault(fields);
    if (wrongName) return wrongName;
    if (facts.takenBy !== null) return certificateExists();
    return { kind: 'enter' };
  },
};

/** 换发: a certificate found wrong is voided and another is issued; that it is late by then needs no explanation. */
export const reissueBirthCertificate = amends(issueBirthCertificate, 'reissueBirthCertificate', {
  decide: (fields, facts, now) => {
    const contradiction = contradictionIn(fields, now);
    if (contradiction) return refuse('facts-contradict', `出生信息自相矛盾：${contradiction.zh}`, contradiction.en);
    if (facts.takenBy !== null) return certificateExists();
    return nameFault(fields) ?? { kind: 'amend', number: 'new' };
  },
});

const certificateExists = (): Decision =>
  refuse('certificate-exists', '该新生儿已签发出生医学证明', 'this child already has a birth certificate');

function nameFault(fields: Fields): Decision | undefined {
  const name = fields.text('child.name');
  const father = fields.optionalText('father.name');
  if (!isAllowedName(name)) {
    return refuse('name-not-allowed', '姓名只能使用汉字，且为二至六个字', 'a name is two to six Han characters');
  }
  if (!hasSurnameOfParent(name, [fields.text('mother.name'), ...(father === undefined ? [] : [father])])) {
    return refuse(
      'name-not-allowed',
      '新生儿应当随父姓或者母姓',
      'the child takes the surname of the father or the mother',
    );
  }
  return undefined;
}

function missingPaper(fields: Fields, now: Date): Decision | undefined {
  if (fields.optionalText('father.name') === undefined && !fields.flag('birth.singleParentStatement')) {
    return refuse(
      'explanation-missing',
      '未填写父亲信息时需要母亲的书面声明',
      "without the father's details the mother's statement is needed",
    );
  }
  const bornOn = civilDateOf(fields.time('birth.bornAt'));
  const today = civilDateOf(now);
  if (
    daysBetween(bornOn, today) > CERTIFICATE_LIMITS.explanationAfterDays &&
    fields.optionalText('child.lateExplanation') === undefined
  ) {
    return refuse(
      'explanation-missing',
      '出生超过30日，需要书面说明',
      'more than 30 days after birth an explanation is needed',
    );
  }
  if (
    today > addYears(bornOn, CERTIFICATE_LIMITS.parentageTestAfterYears) &&
    fields.optionalText('child.parentageTest') === undefined
  ) {
    return refuse(
      'parentage-test-missing',
      '出生超过一年，需要亲子鉴定',
      'more than a year after birth a parentage test is needed',
    );
  }
  return undefined;
}

function contradictionIn(fields: Fields, now: Date): { zh: string; en: string } | undefined {
  const bornAt = fields.time('birth.bornAt');
  if (bornAt > now) return { zh: '出生时间晚于现在', en: 'the time of birth lies in the future' };
  if (
    !isWithin(fields.number('birth.count'), PLAUSIBLE.babies) ||
    !isWithin(fields.number('child.order'), { from: 1, to: fields.number('birth.count') })
  ) {
    return { zh: '胎次与胎数不符', en: 'the order of birth does not fit the number of children' };
  }
  if (!isWithin(fields.number('birth.gestationWeeks'), PLAUSIBLE.gestationWeeks)) {
    return { zh: '孕周不合理', en: 'the weeks of gestation are not plausible' };
  }
  if (!isWithin(fields.number('child.weightGrams'), PLAUSIBLE.weightGrams)) {
    return { zh: '出生体重不合理', en: 'the weight at birth is not plausible' };
  }
  if (fields.text('mother.idType') === 'residentId') {
    const mother = readIdNumber(fields.text('mother.idNumber'));
    if (mother?.sex !== 'female') return { zh: '母亲身份号码有误', en: "the mother's ID number is wrong" };
    if (mother.bornOn >= civilDateOf(bornAt))
      return { zh: '母亲出生日期有误', en: "the mother's date of birth is wrong" };
  }
  return undefined;
}

function isWithin(value: number, range: { from: number; to: number }): boolean {
  return value >= range.from && value <= range.to;
}
