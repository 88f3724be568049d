import type { Text } from '../../core';

/** What is proven of every definition before it may run, in words, by the claim's id. */
export const claimTexts: Readonly<Record<string, Text>> = {
  converges: {
    'zh-CN': '无论如何办理，即使部门一直失败，办件总能办结或交由人工处理',
    en: 'every case can come to an end or to a person who must act, also when departments fail for ever',
  },
  answered: {
    'zh-CN': '任何答复、决定和到时，在其可能到来之处都有处理办法',
    en: 'every answer, decision and timer is expected wherever it can arrive',
  },
  owned: {
    'zh-CN': '没有任何待办事项失去归属，也没有任何办理中的事项无人唤醒',
    en: 'nothing open outlives the state it belongs to, and nothing active is without something that wakes it',
  },
  fields: {
    'zh-CN': '每个事项所需信息在开始时都已具备，且不向申请人索要部门能产生的信息',
    en: 'every field that a step reads is there when it starts, and none is asked of the applicant that a step brings',
  },
  undone: {
    'zh-CN': '凡可撤销的，其后续结果也可撤销，后办的先撤',
    en: 'what is built on something that can be undone can be undone too, the last first',
  },
  once: { 'zh-CN': '同一事项不会重复办理', en: 'no step runs twice in one visit' },
  declared: {
    'zh-CN': '定义中声明必须始终成立的规则均成立',
    en: 'what the definition says must always hold, holds',
  },
  explored: { 'zh-CN': '所有可能的状态均已检查', en: 'every configuration has been looked at' },
};
