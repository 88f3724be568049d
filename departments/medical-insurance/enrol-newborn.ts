import { civilDateOf } from '../identity/civil-date';
import { readIdNumber } from '../identity/id-number';
import { amends } from '../sandbox/calls/changing-matters';
import type { Fields } from '../sandbox/calls/fields';
import { type Decision, type Facts, type Matter, refuse } from '../sandbox/calls/matter';
import { coveredFrom } from './cover';
import { inForce, NEWBORN_CONTRIBUTION } from './parameters';

export const enrolNewborn: Matter = {
  name: 'enrolNewborn',
  register: 'enrolments',
  reads: { required: ['child.idNumber', 'child.name', 'birth.bornAt', 'insurance.payer', 'insurance.payerIdNumber'] },
  keyField: 'child.insuredNumber',
  allot: `'YB' || lpad(nextval('$schema.insured_numbers')::text, 12, '0')`,
  onePer: (fields) => fields.text('child.idNumber'),
  decide: (fields, facts, now) => {
    const fault = enrolmentFault(fields, facts);
    if (fault) return fault;
    // Enrolment and payment are one act here: the payer's account is charged when the entry is made.
    const paidOn = civilDateOf(now);
    return {
      kind: 'enter',
      output: { 'child.coveredFrom': coveredFrom(bornOn(fields), paidOn) },
      keeps: { 'contribution.amount': inForce(NEWBORN_CONTRIBUTION, paidOn).amount },
    };
  },
};

/** The same insured number under another ID number; what has been paid stays paid, on the day it was. */
export const correctEnrolment = amends(enrolNewborn, 'correctEnrolment', {
  furtherOutput: ['child.coveredFrom'],
  decide: (fields, facts) => {
    const fault = enrolmentFault(fields, facts);
    if (fault) return fault;
    const from = coveredFrom(bornOn(fields), civilDateOf(new Date(facts.held.at)));
    const isKept = facts.held.fields['child.coveredFrom'] === from;
    return { kind: 'amend', number: 'kept', ...(!isKept && { output: { 'child.coveredFrom': from } }) };
  },
});

const bornOn = (fields: Fields): string => civilDateOf(fields.time('birth.bornAt'));

function enrolmentFault(fields: Fields, { takenBy }: Facts): Decision | undefined {
  if (readIdNumber(fields.text('child.idNumber'))?.bornOn !== bornOn(fields)) {
    return refuse(
      'id-number-unknown',
      '公民身份号码有误或与出生日期不符',
      'the ID number is wrong or does not fit the date of birth',
    );
  }
  if (takenBy !== null) return refuse('already-enrolled', '该新生儿已参保', 'this child is already enrolled');
  return undefined;
}
