import { DOMParser, type Element } from '@xmldom/xmldom';
import { departmentTitles as departments } from '../../workflows/departments';
import { newborn } from '../../workflows/newborn/newborn.workflow';
import { messages } from '../../workflows/registry';
import type { LifeEvent } from '../core';
import { card } from '../prover/testing/small-definitions';
import { small } from '../prover/testing/words';
import { exportSvg, type Position } from './export-svg';
import { palettes, styleOf } from './picture-style';
import { statuses, type PictureStatus } from './picture-words';

const wording = { language: 'zh-CN' as const, departments, messages };
const english = { ...wording, language: 'en' as const };

const onError = (_level: string, message: string): never => {
  throw new Error(message);
};
const parse = (text: string): Element =>
  new DOMParser({ onError }).parseFromString(text, 'text/xml').documentElement as Element;
const all = (from: Element, name: string): Element[] => [...from.getElementsByTagName(name)];
const get = (from: Element, name: string): string => from.getAttribute(name) ?? '';
const number = (from: Element, name: string): number => Number(from.getAttribute(name));
const placeOf = (element: Element): [number, number] => {
  const [, x, y] = /^translate\(([\d.-]+) ([\d.-]+)\)$/.exec(get(element, 'transform')) ?? [];
  return [Number(x), Number(y)];
};

interface Drawn {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly element: Element;
}

const stepsOf = (root: Element): Drawn[] =>
  all(root, 'g')
    .filter((one) => get(one, 'id').startsWith('step-'))
    .map((element) => {
      const [x, y] = placeOf(element);
      const rect = all(element, 'rect')[0] as Element;
      const [width, height] = [number(rect, 'width'), number(rect, 'height')];
      return { id: get(element, 'id').slice('step-'.length), x, y, width, height, element };
    });

/** How wide a browser draws a text at least as to Chinese signs, which are square, and about as to Latin ones. */
function drawnWidth(text: Element): number {
  const signs = [...(text.textContent ?? '')];
  const square = signs.filter((sign) => (sign.codePointAt(0) ?? 0) > 0x2000).length;
  return (square + (signs.length - square) * 0.52) * number(text, 'font-size');
}

/** Texts that stand out of their box to the right or below, with the shift of groups inside it. */
function overflows({ element, width, height, id }: Drawn): string[] {
  return all(element, 'text').flatMap((text) => {
    const [dx, dy] = text.parentNode === element ? [0, 0] : placeOf(text.parentNode as Element);
    const right = dx + number(text, 'x') + drawnWidth(text);
    const bottom = dy + number(text, 'y');
    return right > width - 8 || bottom > height - 4 ? [`${id}: ${text.textContent}`] : [];
  });
}

const longWords: LifeEvent = {
  ...small(card),
  steps: Object.fromEntries(
    Object.entries(small(card).steps).map(([id, step]) => [
      id,
      {
        ...step,
        title: {
          'zh-CN': '居住在本市以外的未成年读者的借阅证件补领换领及其遗失登记申请',
          en: 'An-unbroken-word-that-no-box-is-wide-enough-for and some',
        },
      },
    ]),
  ),
};
const longReasons = {
  ...{ known: { 'zh-CN': '照'.repeat(70), en: 'photograph '.repeat(20) } },
  abroad: {
    'zh-CN': '读者目前在境外，请在回国后持有效证件到就近的图书馆服务窗口办理领取手续，逾期须重新申请',
    en: 'abroad',
  },
};

describe('the picture of a definition', () => {
  it.each([
    ['newborn in Chinese', newborn, wording],
    ['newborn in English', newborn, english],
    ['long Chinese titles and reasons', longWords, { ...wording, messages: longReasons }],
    ['long English titles and reasons', longWords, { ...english, messages: longReasons }],
  ])('has room for every text, and no step over another: %s', async (_, definition, words) => {
    const root = parse(await exportSvg(definition, words, 'auto'));
    const steps = stepsOf(root);
    expect(steps.map(({ id }) => id).sort()).toEqual(Object.keys(definition.steps).sort());
    expect(steps.flatMap(overflows)).toEqual([]);
    for (const one of steps) {
      for (const other of steps) {
        const apart = one.x + one.width <= other.x || other.x + other.width <= one.x;
        const above = one.y + one.height <= other.y || other.y + other.height <= one.y;
        expect(one.id === other.id || apart || above).toBe(true);
      }
      expect(one.x + one.width).toBeLessThanOrEqual(number(root, 'width'));
      expect(one.y + one.height).toBeLessThanOrEqual(number(root, 'height'));
    }
  });

  it('draws every need as an arrow downwards, from the step that is needed to the one that needs it', async () => {
    const root = parse(await exportSvg(newborn, wording, 'auto'));
    const steps = stepsOf(root);
    const at = (x: number, y: number, edge: (one: Drawn) => number): string =>
      steps.find((one) => Math.abs(edge(one) - y) < 1 && x >= one.x && x <= one.x + one.width)?.id ?? '*';
    const drawn = all(root, 'path')
      .filter((one) => get(one, 'class').startsWith('arrow'))
      .map((one) => {
        const points = [...get(one, 'd').matchAll(/([\d.-]+) ([\d.-]+)/g)].map(
          ([, x, y]) => [Number(x), Number(y)] as const,
        );
        const [[x1, y1], [x2, y2]] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]];
        expect(y2).toBeGreaterThan(y1);
        return `${at(x1, y1, ({ y, height }) => y + height)} -> ${at(x2, y2, ({ y }) => y)}`;
      });
    const needed = new Set(Object.values(newborn.steps).flatMap(({ needs }) => needs.map(({ step }) => step)));
    const expected = Object.entries(newborn.steps).flatMap(([id, { needs }]) => [
      ...(needs.length === 0 ? [`* -> ${id}`] : needs.map(({ step }) => `${step} -> ${id}`)),
      ...(needed.has(id) ? [] : [`${id} -> *`]),
    ]);
    expect(drawn.sort()).toEqual(expected.sort());
  });

  it('says who does what within which limit, and how it can end otherwise', async () => {
    const root = parse(await exportSvg(newborn, wording, 'auto'));
    const household = stepsOf(root).find(({ id }) => id === 'householdRegistration')?.element as Element;
    const said = all(household, 'text').map(({ textContent }) => textContent);
    expect(said).toEqual([
      ...['户口登记', '公安 · 逐名办理', '法定 3 个工作日 · 承诺 1 个工作日'],
      ...['转窗口：户口随迁地不在本市，请持', '已备好的材料到户籍地派出所办理…'],
      ...['转窗口：非婚生子女随父落户需亲子', '鉴定，请到派出所窗口办理'],
      ...['前置事项未办成：未办理', '部门不予时：请申请人补正、', '不予办理'],
    ]);
    const tip = all(household, 'title')[0]?.textContent ?? '';
    expect(tip).toContain("facts['householdOutsideCity'] === true: manual:household-outside-city");
    expect(tip).toContain('documents-doubtful: askApplicant');
  });
});

const cards = small(card);

/** A position in which every status stands at some step of a reader's card, for so many readers. */
const positionOf = (list: readonly PictureStatus[]): Position => ({
  subjects: list.length,
  marks: new Map([
    ['issue', list.map((status, index) => ({ subject: index + 1, status }))],
    ['shelf', [{ subject: 0, status: 'waiting' }]],
  ]),
});

describe('the picture of a case', () => {
  const marksOf = async (list: readonly PictureStatus[]): Promise<{ said: string[]; step: Drawn }> => {
    const root = parse(await exportSvg(cards, english, 'light', positionOf(list)));
    const step = stepsOf(root).find(({ id }) => id === 'issue') as Drawn;
    const marks = all(step.element, 'g');
    // An icon, a word and a colour each: what is printed in grey says as much.
    const said = marks.map((mark) => {
      const [icon] = all(mark, 'path');
      const known = Object.values(statuses).some((status) => status.icon === get(icon as Element, 'd'));
      return `${known} ${get(mark, 'class')} ${all(mark, 'text')[0]?.textContent}`;
    });
    return { said, step };
  };

  it('says of each subject how it stands', async () => {
    const { said, step } = await marksOf(['completed', 'failed', 'running']);
    expect(said).toEqual(['true done 1 done', 'true trouble 2 held up', 'true work 3 under way']);
    expect(overflows(step)).toEqual([]);
    // What needs somebody first gives its colour to the step.
    expect(all(step.element, 'rect').map((rect) => get(rect, 'class'))[0]).toBe('edge trouble');
  });

  it('of many subjects it says how many stand how', async () => {
    const many = Array.from({ length: 30 }, (_, index): PictureStatus => (index < 3 ? 'suspended' : 'completed'));
    const { said, step } = await marksOf(many);
    expect(said).toEqual(['true pause to be corrected × 3', 'true done done × 27']);
    expect(overflows(step)).toEqual([]);
  });

  it('every status has words of its own in both languages', () => {
    const texts = Object.values(statuses).map(({ text }) => text);
    expect(new Set(texts.map((text) => text['zh-CN'])).size).toBe(texts.length);
    expect(new Set(texts.map(({ en }) => en)).size).toBe(texts.length);
  });
});

describe('its colours', () => {
  const light = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: string, other: string): number => {
    const [dark = 0, bright = 0] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };

  it('can be read in the light and in the dark: 4.5 to 1 at least', () => {
    for (const { ground, box, text, muted, tones } of palettes) {
      const pairs = [
        ...Object.values(tones),
        ...[ground, box].flatMap(
          (back) =>
            [
              [text, back],
              [muted, back],
            ] as const,
        ),
      ];
      for (const [fore, back] of pairs) expect(contrast(fore, back)).toBeGreaterThan(4.5);
    }
  });

  it('follow whoever looks, unless one of the two is asked for', async () => {
    const style = async (theme: 'auto' | 'light' | 'dark'): Promise<string> =>
      all(parse(await exportSvg(cards, wording, theme)), 'style')[0]?.textContent ?? '';
    expect(await style('auto')).toContain('prefers-color-scheme:dark');
    expect(await style('light')).not.toContain('prefers-color-scheme');
    expect(await style('dark')).not.toContain(palettes[0]?.text);
  });

  it('stand in the file sign for sign as they are, so that a policy can name them by their digest', async () => {
    const text = await exportSvg(cards, wording, 'auto');
    expect(text).toContain(`<style>${styleOf('auto')}</style>`);
  });
});
