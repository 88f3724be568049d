/** Widths of characters in parts of the font size, rather too wide than too narrow: no font is at hand here. */
const WIDTHS: readonly [RegExp, number][] = [
  [/\u2060/, 0],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef“”‘’…—·]/u, 1],
  [/[mwMW@%]/, 0.95],
  [/[A-Z]/, 0.72],
  [/[iljtfr.,:;'|!()[\] ]/, 0.38],
  [/./su, 0.6],
];

const BOLD = 1.06;

export function widthOf(text: string, size: number, isBold = false): number {
  let width = 0;
  for (const sign of text) width += WIDTHS.find(([signs]) => signs.test(sign))?.[1] ?? 1;
  return width * size * (isBold ? BOLD : 1);
}

/** The text as one that no line breaks within: its signs joined by a mark without width, which `wrap` takes out again. */
export const unbroken = (text: string): string => [...text].join('\u2060');

/** A word of Latin letters, a space, or one sign; what must not begin a line stays with the sign before it. */
const PIECES = /[\x21-\x7e]+|\s+|[^\x21-\x7e\s](?:\u2060[^\u2060])*[，。；：！？、）》”’…]*/gu;

/** The text in lines that are no wider than this; what does not fit into so many lines is cut with an ellipsis. */
export function wrap(text: string, size: number, width: number, most: number, isBold = false): string[] {
  const fits = (line: string): boolean => widthOf(line, size, isBold) <= width;
  const lines: string[] = [];
  let line = '';
  for (const piece of (text.match(PIECES) ?? []).flatMap((one) => (fits(one) ? [one] : [...one]))) {
    if (fits(line + piece)) {
      line += piece;
      continue;
    }
    lines.push(line.trimEnd());
    line = piece.trimStart();
  }
  if (line !== '') lines.push(line.trimEnd());
  for (const [index, one] of lines.entries()) lines[index] = one.replace(/\u2060/g, '');
  if (lines.length <= most) return lines;
  let last = lines[most - 1] ?? '';
  while (!fits(`${last}…`)) last = last.replace(/(?: [\x21-\x7e]+|.)$/su, '');
  return [...lines.slice(0, most - 1), `${last}…`];
}
