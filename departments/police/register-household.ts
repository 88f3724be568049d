import { civilDateOf } from '../identity/civil-date';
import { readIdNumber } from '../identity/id-number';
import { amends } from '../sandbox/calls/changing-matters';
import type { Fields } from '../sandbox/calls/fields';
import { type Decision, type Matter, refuse } from '../sandbox/calls/matter';

const CERTIFICATE_NUMBER = /^[A-Z]\d{9}$/;

interface PoliceFacts {
  motherName: string | null;
  fatherName: string | null;
  /** Number of the household that the followed parent belongs to. */
  followedHousehold: string | null;
  householdDivision: string | null;
  marriageCertificate: string | null;
}

export const registerHousehold: Matter = {
  name: 'registerHousehold',
  register: 'householdEntries',
  reads: {
    required: [
      'child.birthCertificateNumber',
      'child.name',
      'child.sex',
      'birth.bornAt',
      'household.follow',
      'household.number',
      'household.divisionCode',
      'mother.name',
      'mother.idNumber',
      'marriage.status',
    ],
    optional: ['father.name', 'father.idNumber', 'marriage.certificateNumber', 'marriage.statement'],
  },
  keyField: 'child.idNumber',
  allot: '$schema.allot_id_number($args)',
  onePer: (fields) => fields.text('child.birthCertificateNumber'),
  facts: {
    queries: {
      motherName: 'select name from $schema.population where id_number = ($values)[1]',
      fatherName: 'select name from $schema.population where id_number = ($values)[2]',
      followedHousehold: 'select household_number from $schema.population where id_number = ($values)[3]',
      householdDivision: 'select division_code from $schema.households where number = ($values)[4]',
      marriageCertificate: `select certificate_number from $schema.marriages
        where wife_id_number = ($values)[1] and husband_id_number = ($values)[2]`,
    },
    values: (fields) => [
      fields.text('mother.idNumber'),
      fields.optionalText('father.idNumber') ?? null,
      followedParent(fields) ?? null,
      fields.text('household.number'),
    ],
  },
  decide: (fields, facts) => {
    const found = facts as unknown as PoliceFacts;
    return (
      certificateFault(fields, facts.takenBy) ??
      parentsFault(fields, found) ??
      marriageFault(fields, found) ??
      householdFault(fields, found) ?? {
        kind: 'enter',
        allotArguments: meaningOf(fields),
      }
    );
  },
};

/** What an ID number says of a person (GB 11643): division, day of birth, sex. */
const meaningOf = (fields: Fields): string[] => [
  fields.text('household.divisionCode'),
  civilDateOf(fields.time('birth.bornAt')),
  fields.text('child.sex'),
];

/** An ID number that says something wrong is changed; the old one is never given again and still finds the person. */
export const correctHouseholdEntry = amends(registerHousehold, 'correctHouseholdEntry', {
  decide: (fields, facts) => {
    const found = facts as unknown as PoliceFacts;
    const fault =
      certificateFault(fields, facts.takenBy) ??
      parentsFault(fields, found) ??
      marriageFault(fields, found) ??
      householdFault(fields, found);
    if (fault) return fault;
    const said = readIdNumber(facts.held.key);
    const isTrue = said && meaningOf(fields).join() === [said.divisionCode, said.bornOn, said.sex].join();
    return isTrue
      ? { kind: 'amend', number: 'kept' }
      : { kind: 'amend', number: 'changed', allotArguments: meaningOf(fields) };
  },
});

function followedParent(fields: Fields): string | undefined {
  return fields.text('household.follow') === 'father'
    ? fields.optionalText('father.idNumber')
    : fields.text('mother.idNumber');
}

/** The certificates are the health department's; the police check the form and that each is used once. */
function certificateFault(fields: Fields, takenBy: string | null): Decision | undefined {
  if (!CERTIFICATE_NUMBER.test(fields.text('child.birthCertificateNumber'))) {
    return refuse('certificate-unknown', '出生医学证明编号有误', 'the number of the birth certificate is wrong');
  }
  if (takenBy !== null) {
    return refuse(
      'already-registered',
      '该出生医学证明已办理户口登记',
      'this birth certificate was used for a registration',
    );
  }
  return undefined;
}

/** A parent with an ID number must be in the population register under that name; other papers are for a person to read. */
function parentsFault(fields: Fields, found: PoliceFacts): Decision | undefined {
  const doubtful = (zh: string, en: string): Decision =>
    refuse(
      'documents-doubtful',
      `${zh}与人口信息不一致，请到派出所核实`,
      `${en} does not agree with the population register`,
    );
  if (readIdNumber(fields.text('mother.idNumber')) && found.motherName !== fields.text('mother.name')) {
    return doubtful('母亲身份信息', "the mother's identity");
  }
  const father = fields.optionalText('father.idNumber');
  if (father !== undefined && readIdNumber(father) && found.fatherName !== fields.optionalText('father.name')) {
    return doubtful('父亲身份信息', "the father's identity");
  }
  return undefined;
}

function marriageFault(fields: Fields, found: PoliceFacts): Decision | undefined {
  if (fields.text('marriage.status') === 'married') {
    const stated = fields.optionalText('marriage.certificateNumber');
    if (found.marriageCertificate === null || (stated !== undefined && stated !== found.marriageCertificate)) {
      return refuse(
        'documents-doubtful',
        '未查到与申报一致的婚姻登记',
        'no marriage as stated was found in the register',
      );
    }
    return undefined;
  }
  if (fields.text('household.follow') === 'father') {
    return refuse(
      'proof-missing',
      '非婚生育随父落户需到窗口提交亲子鉴定',
      'following an unmarried father needs a parentage test at the counter',
    );
  }
  if (!fields.optionalText('marriage.statement')) {
    return refuse('proof-missing', '缺少非婚生育说明', 'the statement about the birth outside marriage is missing');
  }
  return undefined;
}

function householdFault(fields: Fields, found: PoliceFacts): Decision | undefined {
  const number = fields.text('household.number');
  if (found.followedHousehold !== number || found.householdDivision !== fields.text('household.divisionCode')) {
    return refuse(
      'household-unknown',
      '未查到随落户一方的户口',
      "the followed parent's household was not found in this city",
    );
  }
  return undefined;
}
