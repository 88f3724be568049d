import { voids } from '../sandbox/calls/changing-matters';
import type { Department } from '../sandbox/department';
import { addDays, civilDateOf } from '../identity/civil-date';
import { decideMaternityBenefit, redecideMaternityBenefit } from './decide-maternity-benefit';
import { correctEnrolment, enrolNewborn } from './enrol-newborn';
import { BENEFIT_RECOVERY, inForce } from './parameters';

/** The contribution goes back to whoever paid it, once, with the enrolment that is undone. */
const cancelEnrolment = voids(enrolNewborn, 'cancelEnrolment', {
  furtherOutput: ['child.coveredFrom'],
  makes: {
    register: 'refunds',
    keyField: 'refund.number',
    allot: `'TF' || lpad(nextval('$schema.refund_numbers')::text, 10, '0')`,
    copies: ['child.insuredNumber', 'insurance.payer', 'insurance.payerIdNumber', 'contribution.amount'],
  },
});

/** A benefit that was paid is demanded back until a day; nobody takes it out of an account. */
const recoverMaternityBenefit = voids(decideMaternityBenefit, 'recoverMaternityBenefit', {
  furtherOutput: ['benefit.amount', 'benefit.days'],
  makes: {
    register: 'recoveries',
    keyField: 'recovery.number',
    allot: `'ZH' || lpad(nextval('$schema.recovery_numbers')::text, 10, '0')`,
    copies: ['benefit.decisionNumber', 'benefit.amount', 'mother.idNumber', 'payout.account', 'payout.bank'],
    notes: (now) => {
      const today = civilDateOf(now);
      return { 'recovery.dueOn': addDays(today, inForce(BENEFIT_RECOVERY, today).withinDays) };
    },
  },
});

export const medicalInsurance: Department = {
  id: 'medicalInsurance',
  matters: [
    enrolNewborn,
    correctEnrolment,
    cancelEnrolment,
    decideMaternityBenefit,
    redecideMaternityBenefit,
    recoverMaternityBenefit,
  ],
  referenceRegisters: [{ name: 'insuredEmployees', table: 'insured_employees', keyColumn: 'id_number' }],
  versions: [
    `create sequence $schema.insured_numbers;
     create sequence $schema.decision_numbers;
     create table $schema.insured_employees (
       id_number text collate "C" primary key,
       name text not null,
       region_code text not null,
       monthly_base_fen bigint not null
     );`,
    'create sequence $schema.refund_numbers; create sequence $schema.recovery_numbers;',
  ],
};
