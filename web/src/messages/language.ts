/** The languages of the product. */
export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

const KEY = 'one-thing.language';

let current: Language = kept();

/** The language that is shown now, and that the API is asked to answer in. */
export const inUse = (): Language => current;

export function remember(language: Language): void {
  current = language;
  localStorage.setItem(KEY, language);
}

function kept(): Language {
  const value = localStorage.getItem(KEY);
  return languages.find((language) => language === value) ?? 'zh-CN';
}
