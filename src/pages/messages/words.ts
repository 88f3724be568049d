import type { Language } from '../../api/messages/language';
import { en } from './en';
import { zhCN, type WordCode } from './zh-CN';

/** Says what stands under a code, with its `{words}` filled in. */
export type Say = (code: WordCode, words?: Readonly<Record<string, string | number>>) => string;

const texts: Readonly<Record<Language, Readonly<Record<WordCode, string>>>> = { 'zh-CN': zhCN, en };

export function sayIn(language: Language): Say {
  return (code, words = {}) =>
    texts[language][code].replace(/\{(\w+)\}/g, (_, name: string) => String(words[name] ?? ''));
}
