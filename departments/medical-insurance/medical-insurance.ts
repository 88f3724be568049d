import { voids } from '../sandbox/calls/changing-matters';
import type { Department } from '../sandbox/department';
import { decideMaternityBenefit } from './decide-maternity-benefit';
import { enrolNewborn } from './enrol-newborn';

export const medicalInsurance: Department = {
  id: 'medicalInsurance',
  matters: [
    enrolNewborn,
    voids(enrolNewborn, 'cancelEnrolment', ['child.coveredFrom']),
    decideMaternityBenefit,
    voids(decideMaternityBenefit, 'recoverMaternityBenefit', ['benefit.amount', 'benefit.days']),
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
  ],
};
