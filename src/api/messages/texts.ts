import type { Text } from '../../core';
import { en } from './en';
import { zhCN, type TextCode } from './zh-CN';

/** What is said about a code of the edge's own. */
export const textOf = (code: TextCode): Text => ({ 'zh-CN': zhCN[code], en: en[code] });

/** What is said about any code: the definitions' words first, then the edge's. */
export function findText(messages: Readonly<Record<string, Text>>, code: string): Text | undefined {
  if (Object.hasOwn(messages, code)) return messages[code];
  return Object.hasOwn(zhCN, code) ? textOf(code as TextCode) : undefined;
}
