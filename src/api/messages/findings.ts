import type { Text } from '../../core';
import type { FindingKind } from '../../engine/verify-history';

/** What checks of the record find, in words; docs/audit.md says more of each. */
export const findingTexts: Readonly<Record<FindingKind, Text>> = {
  'row-altered': { 'zh-CN': '记录内容与其哈希值不符', en: 'a row is not what its hash says' },
  'row-missing': { 'zh-CN': '缺少一条记录', en: 'a row is missing' },
  'row-inserted': { 'zh-CN': '多出一条记录', en: 'a row was inserted' },
  'chain-rebuilt': { 'zh-CN': '整条记录链与封存时不同', en: 'this is not the chain that was sealed' },
  'row-impossible': {
    'zh-CN': '该记录不可能由之前的记录产生',
    en: 'this row cannot have followed from those before it',
  },
  'instance-altered': { 'zh-CN': '办件当前状态与其记录不符', en: 'the case is not where its history has brought it' },
  'instance-missing': { 'zh-CN': '办件已被删除', en: 'the case was deleted' },
  'seal-altered': { 'zh-CN': '封存与锚定内容不符', en: 'a seal is not what was anchored' },
};
