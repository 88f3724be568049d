import type { CorrectionsDefinition } from '../../src/core';
import { fields } from '../field-list';
import { checkCorrection } from './newborn.checks';
import { BirthCorrection } from './newborn.correction-form';

/**
 * What was recorded wrong at the birth and may be put right afterwards (换发, 户口变更). A father who was not given may be
 * added; another one in his place asks for a parentage test and is another matter.
 */
export const birthCorrected: CorrectionsDefinition = {
  by: ['hospital', 'departmentStaff', 'supervisor'],
  form: BirthCorrection,
  provides: fields`
    birth.bornAt birth.gestationWeeks birth.deliveryKind
    child.sex child.weightGrams child.name mother.name mother.phone residence.address
    father.name father.idType father.idNumber`,
  adds: fields`father.name father.idType father.idNumber`,
  check: checkCorrection,
  fields: ({ bornAt, gestationWeeks, deliveryKind, sex, weightGrams, name, father, ...family }: BirthCorrection) =>
    known({
      'birth.bornAt': bornAt,
      'birth.gestationWeeks': gestationWeeks,
      'birth.deliveryKind': deliveryKind,
      'child.sex': sex,
      'child.weightGrams': weightGrams,
      'child.name': name,
      'mother.name': family.motherName,
      'mother.phone': family.motherPhone,
      'residence.address': family.address,
      'father.name': father?.name,
      'father.idType': father?.idType,
      'father.idNumber': father?.idNumber,
    }),
};

const known = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
