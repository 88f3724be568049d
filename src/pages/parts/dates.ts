import type { Language } from '../../api/messages/language';

const ZONE = 'Asia/Shanghai';
const days: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  'zh-CN': new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, dateStyle: 'long' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, dateStyle: 'long' }),
};
const times: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  'zh-CN': new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, dateStyle: 'long', timeStyle: 'short' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, dateStyle: 'long', timeStyle: 'short' }),
};

/** The civil date on which an instant lies. */
export const dayIn = (language: Language, at: Date | string): string => days[language].format(new Date(at));
export const timeIn = (language: Language, at: Date | string): string => times[language].format(new Date(at));
