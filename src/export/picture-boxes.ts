import type { Ending, LifeEvent, RefusalPolicy, Step, Text, WaitTimer } from '../core';
import { endingState, isEnding } from '../core/chart';
import { conditionText } from './expression';
import { unbroken, wrap } from './measure';
import {
  learnText,
  limitText,
  remindText,
  statuses,
  untilText,
  word,
  type Language,
  type PictureStatus,
} from './picture-words';

/** What a definition does not say itself: how departments are called, and what an ending's reason means. */
export interface Wording {
  readonly language: Language;
  readonly departments: Readonly<Record<string, Text>>;
  readonly messages: Readonly<Record<string, Text>>;
}

export interface Line {
  readonly text: string;
  readonly size: number;
  readonly look: 'title' | 'plain' | 'muted';
  /** From the top of its box to the line the letters stand on. */
  readonly y: number;
  /** From the left edge of its box. */
  readonly x: number;
  readonly icon?: PictureStatus;
}

/** A step as a box: its texts placed, its size settled, not yet put anywhere. */
export interface Box {
  readonly id: string;
  readonly kind: Step['kind'] | 'begin' | 'end';
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  /** Where the marks of a case begin, from the top. */
  readonly marksY: number;
  /** What is said in full when somebody points at it. */
  readonly tip: readonly string[];
}

export const BOX_WIDTH = 256;
export const PADDING = 14;
export const MARK_HEIGHT = 24;
const ICON_SPACE = 18;

interface Paragraph {
  readonly text: string;
  readonly look: Line['look'];
  readonly most: number;
  readonly icon?: PictureStatus;
}

const SIZES = { title: 15, plain: 12.5, muted: 12.5 } as const;

/** The box of a step, with room for the marks of a case: one, or as many as these where it is repeated. */
export function stepBox(definition: LifeEvent, id: string, wording: Wording, marks: number): Box {
  const step = definition.steps[id] as Step;
  const { language } = wording;
  const title = step.title[language];
  const paragraphs: Paragraph[] = [
    {
      text: title,
      look: 'title',
      most: 2,
    },
    ...[whoText(step, wording), limitsText(step, language)].flatMap((text) =>
      text === '' ? [] : [{ text, look: 'muted' as const, most: 2 }],
    ),
    ...waysOut(step, wording),
  ];
  return {
    id,
    kind: step.kind,
    ...placed(paragraphs, step.per === undefined ? Math.min(marks, 1) : marks),
    tip: tipOf(id, step, wording),
  };
}

export function pill(id: 'begin' | 'end', text: string): Box {
  const { lines } = placed([{ text, look: 'plain', most: 1 }], 0);
  const centred = lines.map((line) => ({ ...line, y: 21 }));
  return { id, kind: id, width: 176, height: 32, lines: centred, marksY: 0, tip: [] };
}

function placed(paragraphs: readonly Paragraph[], marks: number): Pick<Box, 'lines' | 'height' | 'width' | 'marksY'> {
  const lines: Line[] = [];
  let y = PADDING;
  const firstWay = paragraphs.findIndex(({ icon }) => icon !== undefined);
  for (const [index, { text, look, most, icon }] of paragraphs.entries()) {
    if (index === firstWay) y += 4;
    const size = SIZES[look];
    const indent = icon === undefined ? 0 : ICON_SPACE;
    const parts = wrap(text, size, BOX_WIDTH - 2 * PADDING - indent, most, look === 'title');
    parts.forEach((part, at) => {
      y += size;
      const shared = { text: part, size, look, y, x: PADDING + indent };
      lines.push(icon !== undefined && at === 0 ? { ...shared, icon } : shared);
      y += 6;
    });
    if (look === 'title') y += 2;
  }
  const height = y - 6 + PADDING + (marks === 0 ? 0 : marks * MARK_HEIGHT + 4);
  return { lines, width: BOX_WIDTH, height: Math.ceil(height), marksY: Math.ceil(y + 4) };
}

/** True for what is told to a department later, when the case knows it. */
const joinedBy = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');

function whoText(step: Step, { language, departments }: Wording): string {
  const each = step.per === undefined ? undefined : word('eachSubject', language);
  if (step.kind === 'wait')
    return joinedBy([word(step.signal === undefined ? 'waitDate' : 'waitSignal', language), each]);
  const department = departments[step.department]?.[language] ?? step.department;
  if (step.kind === 'handler') return joinedBy([department, each]);
  return joinedBy([department, word(step.fourEyes === true ? 'fourEyes' : 'byPerson', language), each]);
}

function limitsText(step: Step, language: Language): string {
  if (step.kind === 'wait') return '';
  const { legal, promised } = step.limit;
  const said = (name: 'legal' | 'promised', limit: typeof legal): string =>
    `${word(name, language)}${language === 'zh-CN' ? ' ' : ': '}${limitText(limit, language)}`;
  return joinedBy([said('legal', legal), promised === undefined ? undefined : said('promised', promised)]);
}

const STATUS_OF = { notApplicable: 'notApplicable', skip: 'skipped', handToCounter: 'manual' } as const;

/** The ways in which the step ends otherwise than done, in the order in which they are tried. */
function waysOut(step: Step, wording: Wording): Paragraph[] {
  const { language } = wording;
  const colon = language === 'zh-CN' ? '：' : ': ';
  const way = (text: string, icon: PictureStatus, most = 2): Paragraph => ({ text, look: 'plain', most, icon });
  const unless = step.unless.map(({ ending }) => {
    const status = STATUS_OF[ending.kind];
    return way(`${statuses[status].text[language]}${colon}${reasonText(ending, wording)}`, status);
  });
  if (step.kind === 'wait') return [...unless, ...timersOf(step.timers, language)];
  if (step.kind === 'handler' && step.completes !== undefined) return unless;
  const canBeUnmet = step.needs.some(({ how }) => how !== 'settled');
  const unmet = STATUS_OF[step.onUnmetNeed.kind];
  const refusals = new Set(refusalsOf(step).map((policy) => policyText(policy, language)));
  const isPlain = refusals.size === 1 && refusals.has(statuses.refused.text[language]);
  const refused = language === 'zh-CN' ? [...refusals].map(unbroken).join('、') : [...refusals].join(', ');
  return [
    ...unless,
    ...(canBeUnmet ? [way(`${word('needUnmet', language)}${colon}${statuses[unmet].text[language]}`, unmet)] : []),
    ...(isPlain ? [] : [way(`${word('whenRefused', language)}${colon}${refused}`, 'refused', 3)]),
  ];
}

const refusalsOf = ({ onRefusal: { codes, otherwise } }: Exclude<Step, { kind: 'wait' }>): RefusalPolicy[] => [
  ...Object.values(codes),
  otherwise,
];

function policyText(policy: RefusalPolicy, language: Language): string {
  if (isEnding(policy)) return statuses[STATUS_OF[policy.kind]].text[language];
  return policy.kind === 'refuse' ? statuses.refused.text[language] : word(policy.kind, language);
}

function timersOf(timers: readonly WaitTimer[], language: Language): Paragraph[] {
  const days = (isOne: (timer: WaitTimer) => boolean): number[] => timers.filter(isOne).map((timer) => timer.days);
  const reminders = days(({ then }) => then !== 'end' && 'remind' in then);
  const lessons = days(({ then }) => then !== 'end' && 'set' in then);
  const ends = days(({ then }) => then === 'end');
  const told: [number[], (days: readonly number[], language: Language) => string][] = [
    [reminders, remindText],
    [lessons, learnText],
    [ends, untilText],
  ];
  return told.flatMap(([list, say]) =>
    list.length === 0 ? [] : [{ text: say(list, language), look: 'plain', most: 2, icon: 'awaited' }],
  );
}

const reasonText = ({ reason }: Ending, { messages, language }: Wording): string =>
  messages[reason]?.[language] ?? reason;

/** Everything that the box has no room for: conditions as they are written, every refusal by its code. */
function tipOf(id: string, step: Step, wording: Wording): string[] {
  const ended = (ending: Ending): string => `${endingState(ending)} (${reasonText(ending, wording)})`;
  return [
    id,
    ...step.unless.map(({ when, ending }) => `${conditionText(when, 'facts')}: ${ended(ending)}`),
    ...(step.needs.length === 0 ? [] : [`unmet need: ${ended(step.onUnmetNeed)}`]),
    ...(step.kind === 'wait'
      ? []
      : [...Object.entries(step.onRefusal.codes), ['otherwise', step.onRefusal.otherwise] as const].map(
          ([code, policy]) => `${code}: ${isEnding(policy) ? ended(policy) : policy.kind}`,
        )),
  ];
}
