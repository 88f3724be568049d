import { amends, completes, forgets, voids } from '../sandbox/calls/changing-matters';
import type { Fields } from '../sandbox/calls/fields';
import { type Matter, refuse } from '../sandbox/calls/matter';
import type { Department } from '../sandbox/department';

const oneChild = (fields: Fields): string =>
  `${fields.text('mother.idNumber')} ${fields.time('birth.bornAt').toISOString()} ${fields.number('child.order')}`;

const linkMotherChildHandbook: Matter = {
  name: 'linkMotherChildHandbook',
  register: 'motherChildHandbooks',
  reads: {
    required: [
      'birth.bornAt',
      'birth.gestationWeeks',
      'child.order',
      'child.sex',
      'child.weightGrams',
      'mother.name',
      'mother.idNumber',
    ],
  },
  keyField: 'child.handbookNumber',
  allot: `'MZ' || lpad(nextval('$schema.handbook_numbers')::text, 10, '0')`,
  onePer: oneChild,
  decide: (_fields, facts) =>
    facts.takenBy === null
      ? { kind: 'enter' }
      : refuse('record-exists', '该新生儿已关联母子健康手册', 'this child is already linked to a handbook'),
};

const openChildHealthRecord: Matter = {
  name: 'openChildHealthRecord',
  register: 'childHealthRecords',
  reads: {
    required: [
      'birth.bornAt',
      'child.order',
      'child.sex',
      'residence.address',
      'residence.divisionCode',
      'mother.name',
      'mother.idNumber',
    ],
  },
  keyField: 'child.healthRecordNumber',
  allot: `'EB' || lpad(nextval('$schema.health_record_numbers')::text, 10, '0')`,
  onePer: oneChild,
  decide: (_fields, facts) =>
    facts.takenBy === null
      ? { kind: 'enter' }
      : refuse('record-exists', '该新生儿已建立儿童保健册', 'this child already has a health record'),
};

const addIdNumber = completes(openChildHealthRecord, 'addIdNumber', ['child.idNumber']);

export const maternalChildHealth: Department = {
  id: 'maternalChildHealth',
  matters: [
    linkMotherChildHandbook,
    amends(linkMotherChildHandbook, 'correctMotherChildHandbook'),
    voids(linkMotherChildHandbook, 'unlinkMotherChildHandbook'),
    openChildHealthRecord,
    amends(openChildHealthRecord, 'correctChildHealthRecord'),
    voids(openChildHealthRecord, 'closeChildHealthRecord'),
    addIdNumber,
    forgets(addIdNumber, 'removeIdNumber'),
  ],
  versions: ['create sequence $schema.handbook_numbers; create sequence $schema.health_record_numbers;'],
};
