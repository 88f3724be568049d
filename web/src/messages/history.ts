import type { Language } from './language';

/** What a row of a history says, by its type. */
const words: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'instance.started': { 'zh-CN': '已受理', en: 'accepted' },
  'instance.held': { 'zh-CN': '办件受阻', en: 'held up' },
  'instance.migrated': { 'zh-CN': '改用新版本', en: 'moved to another version' },
  'instance.migratedBack': { 'zh-CN': '恢复原版本', en: 'moved back to its version' },
  'case.withdrawn': { 'zh-CN': '申请人撤回', en: 'withdrawn' },
  'case.cancelled': { 'zh-CN': '终止', en: 'cancelled' },
  'case.revoked': { 'zh-CN': '撤销', en: 'revoked' },
  'case.corrected': { 'zh-CN': '更正', en: 'corrected' },
  'step.completed': { 'zh-CN': '办结', en: 'completed' },
  'step.refused': { 'zh-CN': '不予办理', en: 'refused' },
  'step.failed': { 'zh-CN': '办理受阻', en: 'failed' },
  'step.revoked': { 'zh-CN': '撤销', en: 'revoked' },
  'step.undone': { 'zh-CN': '已撤销', en: 'undone' },
  'task.completed': { 'zh-CN': '人工办结', en: 'decided by a person' },
  'task.refused': { 'zh-CN': '人工不予办理', en: 'refused by a person' },
  'task.escalated': { 'zh-CN': '请示', en: 'put to another role' },
  'task.returned': { 'zh-CN': '请示已答复', en: 'came back with advice' },
  'task.reassigned': { 'zh-CN': '改派', en: 'reassigned' },
  'signal.received': { 'zh-CN': '收到告知', en: 'told from outside' },
  'signal.ignored': { 'zh-CN': '告知未采用', en: 'told, and not needed' },
  'message.refused': { 'zh-CN': '消息未接受', en: 'a message was refused' },
  'timer.fired': { 'zh-CN': '到时', en: 'a timer fired' },
  'clock.paused': { 'zh-CN': '暂停计时', en: 'clock paused' },
  'clock.resumed': { 'zh-CN': '恢复计时', en: 'clock resumed' },
  'deadline.warned': { 'zh-CN': '临期提醒', en: 'its limit is near' },
  'deadline.yellow': { 'zh-CN': '超过承诺时限', en: 'the promise is broken' },
  'deadline.red': { 'zh-CN': '超过法定时限', en: 'the legal limit has passed' },
  'deadline.recomputed': { 'zh-CN': '时限重新计算', en: 'its limit was computed anew' },
  'incident.retried': { 'zh-CN': '异常已重试', en: 'incident: tried again' },
  'incident.skipped': { 'zh-CN': '异常已略过', en: 'incident: skipped' },
  'incident.resolved': { 'zh-CN': '异常按已办结处理', en: 'incident: taken as done' },
};

/** In words; by its code where this build does not know it. */
export const historyText = (type: string, language: Language): string =>
  Object.hasOwn(words, type) ? (words[type]?.[language] ?? type) : type;
