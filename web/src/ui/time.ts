import type { Language } from '../messages/language';

/** Everything happens in the city: times are shown in its zone, wherever the browser stands. */
const timeZone = 'Asia/Shanghai';

const dateStyle = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
const style = { ...dateStyle, hour: '2-digit', minute: '2-digit' } as const;

/** An English date names its month: by numbers alone nobody could tell the day from it. */
const localeOf = { 'zh-CN': 'zh-CN', en: 'en-GB' } as const;
const monthOf = { 'zh-CN': {}, en: { month: 'short' } } as const;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const kept =
    formats.get(key) ??
    new Intl.DateTimeFormat(localeOf[language], { timeZone, hourCycle: 'h23', ...options, ...monthOf[language] });
  formats.set(key, kept);
  return kept;
}

/** The time of day alone, where it is clear that it was today. */
export const showClock = (iso: string, language: Language): string =>
  format(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));

export const showTime = (iso: string, language: Language): string => format(language, style).format(new Date(iso));

/**
 * A due time as people have it. A limit ends with its day, at midnight of the next one: it is told as that day, by
 * the end of which something is due. Any other instant is told as it is.
 */
export function dueDay(iso: string): { readonly day: Date; readonly isWholeDay: boolean } {
  const at = new Date(iso);
  const isWholeDay = format('en', { ...style, second: '2-digit' })
    .format(at)
    .endsWith('00:00:00');
  return { day: isWholeDay ? new Date(at.getTime() - 1) : at, isWholeDay };
}

/** The same in words: `byEnd` says of a day that something is due by its end. */
export function showDue(iso: string, language: Language, byEnd: (day: string) => string): string {
  const { day, isWholeDay } = dueDay(iso);
  return isWholeDay ? byEnd(format(language, dateStyle).format(day)) : showTime(iso, language);
}

/** Civil days in the city from one instant to another: 0 is the same day, negative is past. */
export function daysBetween(from: Date, to: Date): number {
  const civil = new Intl.DateTimeFormat('en-CA', { timeZone, ...dateStyle });
  return Math.round((Date.parse(civil.format(to)) - Date.parse(civil.format(from))) / 86_400_000);
}
