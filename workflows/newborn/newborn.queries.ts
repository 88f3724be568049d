import type { RegisterQuery } from '../../src/core';
import { fields } from '../field-list';

const FAMILY = fields`
  household.follow household.number household.divisionCode residence.address residence.divisionCode
  marriage.status marriage.certificateNumber`;

/** What holds of both: the report asks nothing that an authority knows already (国务院令第716号第七条, 减证便民). */
const asked = {
  purpose: {
    'zh-CN': '填写新生儿出生申报表时带入户口、婚姻和居住地，免于重复填报',
    en: 'to fill in household, marriage and residence in the report of a birth, so that nobody is asked again',
  },
  legalBasis: '个人信息保护法第三十四条',
  by: ['hospital'],
  department: 'police',
} as const;

/** What the police registers may be asked while the report is filled in: by each parent, of the family. */
export const familyQueries: Readonly<Record<string, RegisterQuery>> = {
  mother: {
    ...asked,
    title: { 'zh-CN': '按母亲姓名和证件号码带入登记信息', en: 'Fill in from the register, by the mother' },
    query: 'motherRecord',
    asks: ['mother.idNumber', 'mother.name'],
    brings: [...FAMILY, 'father.idType', 'father.idNumber', 'father.name'],
  },
  father: {
    ...asked,
    title: { 'zh-CN': '按父亲姓名和证件号码带入登记信息', en: 'Fill in from the register, by the father' },
    query: 'fatherRecord',
    asks: ['father.idNumber', 'father.name'],
    brings: [...FAMILY, 'mother.idType', 'mother.idNumber', 'mother.name'],
  },
};
