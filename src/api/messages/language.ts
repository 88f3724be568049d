import type { Text } from '../../core';

export type Language = keyof Text;

/** The best language of ours that an Accept-Language header asks for; Chinese when it asks for none. */
export function languageOf(header: string | undefined): Language {
  let best: { language: Language; weight: number } = { language: 'zh-CN', weight: 0 };
  for (const range of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.trim().slice(2));
    const language = /^en\b/.test(tag) ? 'en' : /^(zh\b|\*)/.test(tag) ? 'zh-CN' : undefined;
    if (language !== undefined && weight > best.weight) best = { language, weight };
  }
  return best.language;
}
