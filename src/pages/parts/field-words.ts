import type { LifeEvent } from '../../core';
import type { Language } from '../../api/messages/language';

/** What a field of the record is called; one that nobody has named goes by its path. */
export const fieldTitle = ({ words = {} }: LifeEvent, path: string, language: Language): string =>
  words[path.replace(/\?$/, '')]?.title[language] ?? path;

/** A value of the record as people read it. */
export function valueInWords({ words = {} }: LifeEvent, path: string, value: unknown, language: Language): string {
  if (typeof value === 'string') return words[path]?.choices?.[value]?.[language] ?? value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
