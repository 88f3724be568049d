import type { LifeEvent } from '../core';
import { LABEL_SIZE, layOut, type Arrow, type PlacedBox, type PlacedPicture, type Point } from './lay-out';
import { widthOf } from './measure';
import { BOX_WIDTH, MARK_HEIGHT, PADDING, type Line, type Wording } from './picture-boxes';
import { styleOf, toneOf, type Theme } from './picture-style';
import { statuses, type Language, type PictureStatus } from './picture-words';
import { writeXml, xml, type XmlElement } from './xml';

/** How the steps of one case stand: of each step one mark, or one for each subject, from 1. */
export type Marks = ReadonlyMap<string, readonly { readonly subject: number; readonly status: PictureStatus }[]>;

export interface Position {
  readonly subjects: number;
  readonly marks: Marks;
}

const NAMESPACE = 'http://www.w3.org/2000/svg';
const MARGIN = 20;
const HEADER = 58;
/** Of more subjects than these it is told how many stand how. */
export const MOST_ROWS = 4;

/** Places for each definition, language and number of marks: found once, they are always the same. */
const known = new WeakMap<LifeEvent, Map<string, Promise<PlacedPicture>>>();

export function placesOf(definition: LifeEvent, wording: Wording, rows: number): Promise<PlacedPicture> {
  const places = known.get(definition) ?? new Map<string, Promise<PlacedPicture>>();
  known.set(definition, places);
  const key = `${wording.language} ${rows}`;
  const found = places.get(key);
  if (found !== undefined) return found;
  const laid = layOut(definition, wording, rows);
  places.set(key, laid);
  laid.catch(() => places.delete(key));
  return laid;
}

/** The definition as a picture; with the position of a case each step shows how it stands. */
export async function exportSvg(
  definition: LifeEvent,
  wording: Wording,
  theme: Theme,
  position?: Position,
): Promise<string> {
  const rows = position === undefined ? 0 : Math.min(position.subjects, MOST_ROWS);
  const picture = await placesOf(definition, wording, rows);
  const { language } = wording;
  const title = definition.title[language];
  const heading = Math.max(widthOf(title, 20, true), picture.width) + 2 * MARGIN;
  const [width, height] = [Math.ceil(heading), picture.height + HEADER + 2 * MARGIN];
  const label = `${title} ${definition.name}@${definition.version}`;
  const inside = xml('g', { transform: `translate(${MARGIN} ${MARGIN + HEADER})` }, [
    ...picture.arrows.flatMap((arrow) => arrowElements(arrow)),
    ...picture.boxes.map((box) => boxElement(box, language, position?.marks.get(box.id) ?? [])),
    ...picture.arrows.flatMap((arrow) => labelElements(arrow)),
  ]);
  return writeXml(
    NAMESPACE,
    xml(
      'svg',
      {
        class: 'one-thing',
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        role: 'img',
        'aria-label': label,
        lang: language,
      },
      [
        xml('title', {}, [label]),
        xml('style', {}, [styleOf(theme)]),
        xml('rect', { class: 'ground', width, height, rx: 8 }),
        textElement(title, 'title', 20, MARGIN, MARGIN + 20),
        textElement(`${definition.name}@${definition.version}`, 'muted', 12.5, MARGIN, MARGIN + 40),
        inside,
      ],
    ),
  );
}

const textElement = (text: string, look: string, size: number, x: number, y: number): XmlElement =>
  xml('text', { class: look, 'font-size': size, x, y }, [text]);

function boxElement(
  box: PlacedBox,
  language: Language,
  marks: readonly { subject: number; status: PictureStatus }[],
): XmlElement {
  const { kind, x, y, width, height, lines, tip } = box;
  const place = { transform: `translate(${x} ${y})` };
  if (kind === 'begin' || kind === 'end') {
    const [line] = lines;
    return xml('g', place, [
      xml('rect', { class: 'edge pill', width, height, rx: height / 2 }),
      textElement(line?.text ?? '', 'plain middle', line?.size ?? 0, width / 2, line?.y ?? 0),
    ]);
  }
  const worst = worstOf(marks.map(({ status }) => status));
  const tone = worst === undefined ? '' : toneOf(worst);
  return xml('g', { ...place, id: `step-${box.id}` }, [
    xml('title', {}, [tip.join('\n')]),
    xml('rect', {
      class: `edge ${tone}`.trim(),
      width,
      height,
      rx: 8,
      'stroke-dasharray': kind === 'wait' ? '2 3' : undefined,
    }),
    ...(tone === ''
      ? []
      : [
          xml('path', {
            class: `bar ${tone}`,
            d: `M8 0h-1a7 7 0 0 0-7 7v${height - 14}a7 7 0 0 0 7 7h1l-3-3v${6 - height}z`,
          }),
        ]),
    ...lines.flatMap((line) => lineElements(line)),
    ...markRows(marks, language).flatMap((row, index) => markElement(row, box.marksY + index * MARK_HEIGHT)),
  ]);
}

function lineElements({ text, look, size, x, y, icon }: Line): XmlElement[] {
  const drawn = icon === undefined ? [] : [iconElement(icon, x - 18, y - 10.5)];
  return [...drawn, textElement(text, look, size, x, y)];
}

const iconElement = (status: PictureStatus, x: number, y: number): XmlElement =>
  xml('path', { class: 'icon', transform: `translate(${x} ${y})`, d: statuses[status].icon });

interface Row {
  readonly status: PictureStatus;
  readonly text: string;
}

/** A row for each subject; of many subjects how many stand how, what needs somebody first. */
function markRows(marks: readonly { subject: number; status: PictureStatus }[], language: Language): Row[] {
  const said = (status: PictureStatus): string => statuses[status].text[language];
  if (marks.length <= MOST_ROWS) {
    return marks.map(({ subject, status }) => ({
      status,
      text: subject === 0 ? said(status) : `${subject} ${said(status)}`,
    }));
  }
  const counts = (Object.keys(statuses) as PictureStatus[]).flatMap((status) => {
    const count = marks.filter((mark) => mark.status === status).length;
    return count === 0 ? [] : [{ status, text: `${said(status)} × ${count}` }];
  });
  return counts.slice(0, MOST_ROWS);
}

function markElement({ status, text }: Row, y: number): XmlElement[] {
  const width = BOX_WIDTH - 2 * PADDING;
  return [
    xml('g', { class: toneOf(status), transform: `translate(${PADDING} ${y})` }, [
      xml('rect', { class: 'mark', width, height: MARK_HEIGHT - 4, rx: 5 }),
      iconElement(status, 8, 4),
      textElement(text, 'said', 12.5, 27, 14.5),
    ]),
  ];
}

/** What needs somebody most, in the order in which the statuses are listed. */
const worstOf = (marks: readonly PictureStatus[]): PictureStatus | undefined =>
  (Object.keys(statuses) as PictureStatus[]).find((status) => marks.includes(status));

function arrowElements({ points, how }: Arrow): XmlElement[] {
  const end = points.at(-1);
  if (end === undefined) return [];
  const looks = how === 'settled' ? 'arrow settled' : 'arrow';
  return [
    xml('path', { class: looks, d: pathOf(points) }),
    xml('path', { class: 'head', d: `M${end.x} ${end.y}l-4.5-8h9z` }),
  ];
}

const CORNER = 7;

/** A line through the points, its corners rounded. */
function pathOf(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${point.x} ${point.y}`;
      if (after === undefined) return `L${point.x} ${point.y}`;
      const [into, out] = [towards(point, before), towards(point, after)];
      return `L${into.x} ${into.y}Q${point.x} ${point.y} ${out.x} ${out.y}`;
    })
    .join('');
}

function towards(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const part = distance === 0 ? 0 : Math.min(CORNER, distance / 2) / distance;
  return { x: rounded(from.x + (to.x - from.x) * part), y: rounded(from.y + (to.y - from.y) * part) };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

function labelElements({ label }: Arrow): XmlElement[] {
  if (label === undefined) return [];
  const width = widthOf(label.text, LABEL_SIZE) + 8;
  return [
    xml('rect', {
      class: 'behind',
      x: rounded(label.x - width / 2),
      y: rounded(label.y - 8.5),
      width: rounded(width),
      height: 17,
      rx: 3,
    }),
    textElement(label.text, 'muted middle', LABEL_SIZE, rounded(label.x), rounded(label.y + 4)),
  ];
}
