import type { Text } from '../../core';
import { words, type Word } from './words';

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A text in both languages; the page shows the one that the reader has chosen. */
export function both(text: Text): string {
  if (text['zh-CN'] === text.en) return escaped(text.en);
  return `<span lang="zh-CN">${escaped(text['zh-CN'])}</span><span lang="en">${escaped(text.en)}</span>`;
}

export const say = (word: Word, filled: Readonly<Record<string, Word>> = {}): string => {
  const fill = (language: keyof Text): string =>
    Object.entries(filled).reduce(
      (text, [name, by]) => text.replace(`{${name}}`, words[by][language]),
      words[word][language],
    );
  return both({ 'zh-CN': fill('zh-CN'), en: fill('en') });
};

/** Hours in the unit that people would say them in. */
export function time(hours: number): string {
  if (hours === 0) return '0';
  if (hours < 1) return `${short(hours * 60)} ${say('minutes')}`;
  if (hours < 48) return `${short(hours)} ${say('hours')}`;
  return `${short(hours / 24)} ${say('days')}`;
}

const short = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

export const count = (value: number): string => value.toLocaleString('en-US');

export const share = (part: number, whole: number): string =>
  part === 0 ? '0' : `${count(part)}<small> ${((100 * part) / whole).toFixed(1)}%</small>`;

/** A share as a bar with its figure: colour alone says nothing. */
export function bar(part: number | null): string {
  if (part === null) return '&ndash;';
  const percent = Math.min(100, 100 * part).toFixed(0);
  const level = part > 0.95 ? 'high' : part > 0.8 ? 'warm' : 'calm';
  return `<span class="bar ${level}"><i style="width:${percent}%"></i></span>${(100 * part).toFixed(0)}%`;
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((cell) => `<th scope="col">${cell}</th>`).join('');
  const body = rows.map(([first = '', ...cells]) => {
    const rest = cells.map((cell) => `<td>${cell}</td>`).join('');
    return `<tr><th scope="row">${first}</th>${rest}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
