import { newborn } from '../../workflows/newborn/newborn.workflow';
import type { LifeEvent } from './definition';
import { queryDefects, type RegisterQuery } from './register-query';

const text = { 'zh-CN': '一', en: 'one' };
const query: RegisterQuery = {
  ...{ title: text, purpose: text, legalBasis: 'a law', by: ['hospital'], department: 'police', query: 'record' },
  ...{ asks: ['mother.idNumber', 'mother.name'], brings: ['household.number'] },
};
const defectsOf = (more: Partial<RegisterQuery>): string[] => {
  const trigger: LifeEvent['trigger'] = { ...newborn.trigger, queries: { one: { ...query, ...more } } };
  return queryDefects({ ...newborn, trigger });
};

it.each<[string, Partial<RegisterQuery>, string[]]>([
  ['asks as it may', {}, []],
  [
    'asks by a number alone',
    { asks: ['mother.idNumber'] },
    ['asks by one field alone, which would reveal to whom it belongs'],
  ],
  [
    'asks by the same field twice',
    { asks: ['mother.idNumber', 'mother.idNumber'] },
    ['asks by one field alone, which would reveal to whom it belongs'],
  ],
  ['is for a role that cannot send the form', { by: ['auditor'] }, ['role "auditor" may not send the form']],
  ['is for nobody', { by: [] }, ['may be asked by nobody']],
  ['brings nothing', { brings: [] }, ['brings nothing']],
  [
    'brings what the form does not ask',
    { brings: ['mother.income'] },
    ['"mother.income" is not a field that the trigger provides'],
  ],
  ['brings what it is asked by', { brings: ['mother.name'] }, ['brings "mother.name", by which it is asked']],
  ['brings what is there for each child', { brings: ['child.sex'] }, ['"child.sex" is repeated']],
])('a query that %s', (_, more, defects) => {
  expect(defectsOf(more)).toEqual(defects.map((defect) => `query "one": ${defect}`));
});
