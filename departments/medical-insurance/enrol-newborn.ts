import { civilDateOf } from '../identity/civil-date';
import { readIdNumber } from '../identity/id-number';
import { type Matter, refuse } from '../sandbox/calls/matter';
import { coveredFrom } from './cover';

export const enrolNewborn: Matter = {
  name: 'enrolNewborn',
  register: 'enrolments',
  reads: { required: ['child.idNumber', 'child.name', 'birth.bornAt', 'insurance.payer', 'insurance.payerIdNumber'] },
  keyField: 'child.insuredNumber',
  allot: `'YB' || lpad(nextval('$schema.insured_numbers')::text, 12, '0')`,
  onePer: (fields) => fields.text('child.idNumber'),
  decide: (fields, facts, now) => {
    const bornOn = civilDateOf(fields.time('birth.bornAt'));
    if (readIdNumber(fields.text('child.idNumber'))?.bornOn !== bornOn) {
      return refuse(
        'id-number-unknown',
        '公民身份号码有误或与出生日期不符',
        'the ID number is wrong or does not fit the date of birth',
      );
    }
    if (facts.takenBy !== null) return refuse('already-enrolled', '该新生儿已参保', 'this child is already enrolled');
    // Enrolment and payment are one act here: the payer's account is charged when the entry is made.
    return { kind: 'enter', output: { 'child.coveredFrom': coveredFrom(bornOn, civilDateOf(now)) } };
  },
};
