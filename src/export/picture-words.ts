import type { Limit, Text } from '../core';

export type Language = keyof Text;

/** How a step of a case stands, as the picture shows it. `awaited` is a wait that has begun. */
export type PictureStatus =
  | 'waiting'
  | 'awaited'
  | 'ready'
  | 'dispatched'
  | 'running'
  | 'suspended'
  | 'completed'
  | 'refused'
  | 'notApplicable'
  | 'skipped'
  | 'failed'
  | 'manual'
  | 'compensating'
  | 'correcting'
  | 'compensated';

/** A status in words, and its icon drawn in a square of 12: nothing depends on colour or on a font. */
export const statuses: Readonly<Record<PictureStatus, { readonly text: Text; readonly icon: string }>> = {
  failed: { text: { 'zh-CN': '办理受阻', en: 'held up' }, icon: 'M6 1v7M6 10v1' },
  suspended: { text: { 'zh-CN': '待补正', en: 'to be corrected' }, icon: 'M4 2v8M8 2v8' },
  refused: { text: { 'zh-CN': '不予办理', en: 'refused' }, icon: 'M2 2l8 8M10 2l-8 8' },
  manual: { text: { 'zh-CN': '转窗口', en: 'at the counter' }, icon: 'M1 10h10M3 10v-5h6v5M6 5v-3' },
  compensating: { text: { 'zh-CN': '撤销中', en: 'being undone' }, icon: 'M4 2l-3 3l3 3M1 5h7a3 3 0 0 1 0 6h-3' },
  correcting: { text: { 'zh-CN': '更正中', en: 'being put right' }, icon: 'M2 10l1-3l5-5l2 2l-5 5zM2 11h8' },
  running: { text: { 'zh-CN': '办理中', en: 'under way' }, icon: 'M3 2l7 4l-7 4z' },
  dispatched: { text: { 'zh-CN': '已派发', en: 'sent' }, icon: 'M1 6h9M6 2l4 4l-4 4' },
  ready: { text: { 'zh-CN': '待领取', en: 'to be claimed' }, icon: 'M2 3h8v7h-8zM2 6h8' },
  awaited: { text: { 'zh-CN': '等候中', en: 'awaited' }, icon: 'M3 1h6M3 11h6M3 1l6 10M9 1l-6 10' },
  waiting: { text: { 'zh-CN': '未开始', en: 'not begun' }, icon: 'M6 2a4 4 0 1 0 .01 0z' },
  completed: { text: { 'zh-CN': '已办结', en: 'done' }, icon: 'M1 6l4 4l6-8' },
  compensated: { text: { 'zh-CN': '已撤销', en: 'undone' }, icon: 'M4 2l-3 3l3 3M1 5h7a3 3 0 0 1 0 6h-3' },
  skipped: { text: { 'zh-CN': '未办理', en: 'skipped' }, icon: 'M1 9a5 5 0 0 1 9-3M10 2v4h-4' },
  notApplicable: { text: { 'zh-CN': '不适用', en: 'not applicable' }, icon: 'M2 6h8' },
};

const words = {
  report: { 'zh-CN': '申报', en: 'report' },
  allEnded: { 'zh-CN': '各事项均有结果', en: 'every matter has ended' },
  eachSubject: { 'zh-CN': '逐名办理', en: 'once for each' },
  byPerson: { 'zh-CN': '人工办理', en: 'by a person' },
  fourEyes: { 'zh-CN': '双人复核', en: 'by two persons' },
  waitSignal: { 'zh-CN': '等候告知', en: 'waits to be told' },
  waitDate: { 'zh-CN': '等候日期', en: 'waits for a date' },
  legal: { 'zh-CN': '法定', en: 'by law' },
  promised: { 'zh-CN': '承诺', en: 'promised' },
  sameDay: { 'zh-CN': '当日', en: 'the same day' },
  needUnmet: { 'zh-CN': '前置事项未办成', en: 'what it needs is not done' },
  whenRefused: { 'zh-CN': '部门不予时', en: 'on refusal' },
  askApplicant: { 'zh-CN': '请申请人补正', en: 'the applicant corrects' },
  stopCase: { 'zh-CN': '整件终止', en: 'the case is stopped' },
  everySubject: { 'zh-CN': '每名均有结果', en: 'for each decided' },
  settled: { 'zh-CN': '有结果即可', en: 'in whatever way' },
} satisfies Record<string, Text>;

export const word = (name: keyof typeof words, language: Language): string => words[name][language];

export function limitText(limit: Limit, language: Language): string {
  if (limit.kind === 'immediately') return word('sameDay', language);
  const { days } = limit;
  if (language === 'zh-CN') return `${days} 个工作日`;
  return days === 1 ? '1 working day' : `${days} working days`;
}

export const remindText = (days: readonly number[], language: Language): string =>
  language === 'zh-CN' ? `第 ${days.join('、')} 天提醒` : `reminds on day ${days.join(', ')}`;
export const learnText = (days: readonly number[], language: Language): string =>
  language === 'zh-CN' ? `自第 ${days.join('、')} 天起情形改变` : `other rules from day ${days.join(', ')}`;
export const untilText = (days: readonly number[], language: Language): string =>
  language === 'zh-CN' ? `至第 ${days.join('、')} 天为止` : `until day ${days.join(', ')}`;
