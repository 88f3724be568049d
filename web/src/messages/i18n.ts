import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { births } from './births';
import type { caseWords } from './case';
import { cases } from './cases';
import { frame } from './frame';
import { inUse, languages, remember, type Language } from './language';
import type { operator } from './operator';
import { tasks } from './tasks';

/** The words of every area, one file each, with both languages side by side. */
const areas = { frame, births, cases, tasks };
/** Areas whose words come with their pages, so that nobody waits for words that he does not read. */
interface LaterAreas {
  readonly case: typeof caseWords;
  readonly operator: typeof operator;
}
type Areas = typeof areas & LaterAreas;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'frame';
    resources: { [Area in keyof Areas]: Areas[Area]['zh-CN'] };
  }
}

/** `npm run typecheck` finds a word that is missing in one language: both must have the same keys. */
type Alike<Words> = { readonly [L in Language]: Words };
areas satisfies { [Area in keyof typeof areas]: Alike<Record<keyof Areas[Area]['zh-CN'], string>> };

void i18next.use(initReactI18next).init({
  lng: inUse(),
  fallbackLng: false,
  defaultNS: 'frame',
  ns: Object.keys(areas),
  interpolation: { escapeValue: false }, // React escapes.
  resources: Object.fromEntries(
    languages.map((language) => [
      language,
      Object.fromEntries(Object.entries(areas).map(([area, words]) => [area, words[language]])),
    ]),
  ),
});

/** Brings the words of an area that is not there from the beginning. */
export function addWords<Area extends keyof LaterAreas>(
  area: Area,
  words: Alike<Record<keyof LaterAreas[Area]['zh-CN'], string>>,
): void {
  for (const language of languages) i18next.addResourceBundle(language, area, words[language]);
}

/** Shows everything in another language, from now on. */
export async function switchLanguage(language: Language): Promise<void> {
  remember(language);
  await i18next.changeLanguage(language);
}
