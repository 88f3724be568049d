import { amends, completes, forgets, voids } from '../sandbox/calls/changing-matters';
import { type Matter, refuse } from '../sandbox/calls/matter';
import type { Department } from '../sandbox/department';

/** Opened at the bedside after the first dose: it waits for no certificate and no ID number (疫苗管理法 art. 47). */
const openVaccinationRecord: Matter = {
  name: 'openVaccinationRecord',
  register: 'vaccinationRecords',
  reads: {
    required: ['birth.bornAt', 'birth.hospitalCode', 'child.order', 'child.sex', 'mother.name', 'mother.idNumber'],
  },
  keyField: 'child.vaccinationNumber',
  allot: `'3307' || lpad(nextval('$schema.vaccination_numbers')::text, 12, '0')`,
  onePer: (fields) =>
    `${fields.text('mother.idNumber')} ${fields.time('birth.bornAt').toISOString()} ${fields.number('child.order')}`,
  decide: (_fields, facts) =>
    facts.takenBy === null
      ? { kind: 'enter' }
      : refuse('record-exists', '该新生儿已建立预防接种档案', 'this child already has a vaccination record'),
};

const addIdNumber = completes(openVaccinationRecord, 'addIdNumber', ['child.idNumber']);

export const diseaseControl: Department = {
  id: 'diseaseControl',
  matters: [
    openVaccinationRecord,
    amends(openVaccinationRecord, 'correctVaccinationRecord'),
    voids(openVaccinationRecord, 'closeVaccinationRecord'),
    addIdNumber,
    forgets(addIdNumber, 'removeIdNumber'),
  ],
  versions: ['create sequence $schema.vaccination_numbers;'],
};
