import { readIdNumber } from '../identity/id-number';
import { amends, voids } from '../sandbox/calls/changing-matters';
import { type Matter, refuse } from '../sandbox/calls/matter';
import type { Department } from '../sandbox/department';

const issueCitizenCard: Matter = {
  name: 'issueCitizenCard',
  register: 'citizenCards',
  reads: { required: ['child.idNumber', 'child.name', 'residence.address', 'mother.name', 'mother.phone'] },
  keyField: 'child.cardNumber',
  allot: `'J' || lpad(nextval('$schema.card_numbers')::text, 9, '0')`,
  onePer: (fields) => fields.text('child.idNumber'),
  decide: (fields, facts) => {
    if (!readIdNumber(fields.text('child.idNumber'))) {
      return refuse('id-number-unknown', '公民身份号码有误', 'the ID number is wrong');
    }
    if (facts.takenBy !== null)
      return refuse('card-exists', '该公民已有在用的市民卡', 'this person already has a card in use');
    return { kind: 'enter' };
  },
};

/** What is printed on a card cannot be changed: the old one is stopped and another is made. */
const reissueCitizenCard = amends(issueCitizenCard, 'reissueCitizenCard', {
  decide: (fields, facts) => {
    if (!readIdNumber(fields.text('child.idNumber'))) {
      return refuse('id-number-unknown', '公民身份号码有误', 'the ID number is wrong');
    }
    if (facts.takenBy !== null)
      return refuse('card-exists', '该公民已有在用的市民卡', 'this person already has a card in use');
    const isPrinted = ['child.idNumber', 'child.name'].some((path) => facts.held.fields[path] !== fields.text(path));
    return { kind: 'amend', number: isPrinted ? 'new' : 'kept' };
  },
});

export const humanResources: Department = {
  id: 'humanResources',
  matters: [issueCitizenCard, reissueCitizenCard, voids(issueCitizenCard, 'stopCitizenCard')],
  versions: ['create sequence $schema.card_numbers;'],
};
