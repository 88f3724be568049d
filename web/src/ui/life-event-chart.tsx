import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { inUse } from '../messages/language';
import './life-event-chart.css';
import type { Tone } from './tag';

type Chart = Schema<'ChartResponse'>;
type Box = Chart['boxes'][number];
type Mark = Box['marks'][number];

const MARGIN = 8;
const MARK_HEIGHT = 24;

/** What needs somebody most comes first: a box shows the first that one of its subjects has. */
const tones: readonly (readonly [string, Tone])[] = [
  ...(['failed', 'refused'] as const).map((status) => [status, 'bad'] as const),
  ...(['suspended', 'manual', 'compensating'] as const).map((status) => [status, 'warn'] as const),
  ...(['running', 'dispatched', 'ready', 'awaited'] as const).map((status) => [status, 'active'] as const),
  ['completed', 'good'],
];

const toneOf = (marks: readonly Mark[]): Tone | undefined =>
  tones.find(([status]) => marks.some((mark) => mark.status === status))?.[1];

/**
 * A life event as a statechart: who does what after what, and in a case how each step stands. Every step can be reached
 * with the keyboard and says in words what it shows.
 */
export function LifeEventChart({ chart }: { readonly chart: Chart }) {
  const { t } = useTranslation();
  const [chosen, choose] = useState<string>();
  const [width, height] = [chart.width + 2 * MARGIN, chart.height + 2 * MARGIN];
  const shown = chart.boxes.find(({ id }) => id === chosen);
  return (
    <>
      <div className="chart" tabIndex={0} role="region" aria-label={t('chart.title', { title: chart.title })}>
        <svg width={width} height={height} viewBox={`${-MARGIN} ${-MARGIN} ${width} ${height}`} role="presentation">
          {chart.arrows.map((arrow, index) => (
            <Arrow key={index} arrow={arrow} />
          ))}
          {chart.boxes.map((box) => (
            <BoxShape key={box.id} box={box} isChosen={box.id === chosen} onChoose={() => choose(box.id)} />
          ))}
        </svg>
      </div>
      <div aria-live="polite" className="quiet">
        {shown === undefined ? t('chart.hint') : `${nameOf(shown)} — ${shown.tip.join(' · ')}`}
      </div>
    </>
  );
}

/** The title of a box in one line. */
export const nameOf = ({ lines }: Pick<Box, 'lines'>): string =>
  lines
    .filter(({ look }) => look === 'title')
    .map(({ text }) => text)
    .join(inUse() === 'en' ? ' ' : '');

const markText = ({ subject, text }: Mark): string => (subject === 0 ? text : `${subject} ${text}`);

interface BoxProps {
  readonly box: Box;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function BoxShape({ box, isChosen, onChoose }: BoxProps) {
  const { kind, x, y, width, height, lines, marks, marksY } = box;
  const place = `translate(${x} ${y})`;
  if (kind === 'begin' || kind === 'end') {
    const [line] = lines;
    return (
      <g transform={place}>
        <rect className="box" width={width} height={height} rx={height / 2} />
        <text className="middle" x={width / 2} y={line?.y} fontSize={line?.size}>
          {line?.text}
        </text>
      </g>
    );
  }
  const label = [...lines.map(({ text }) => text), ...marks.map(markText)].join(', ');
  return (
    <g
      className="step"
      transform={place}
      tabIndex={0}
      role="button"
      aria-label={label}
      aria-pressed={isChosen}
      data-step={box.id}
      data-status={marks.map(({ status }) => status).join(' ')}
      data-tone={toneOf(marks)}
      data-chosen={isChosen ? '' : undefined}
      onClick={onChoose}
      onFocus={onChoose}
    >
      <rect
        className={kind === 'wait' ? 'box waits' : 'box'}
        data-tone={toneOf(marks)}
        width={width}
        height={height}
        rx={8}
      />
      {lines.map((line, index) => (
        <text key={index} className={line.look} x={line.x} y={line.y} fontSize={line.size}>
          {line.text}
        </text>
      ))}
      {marks.map((mark, index) => (
        <g
          key={mark.subject}
          transform={`translate(14 ${marksY + index * MARK_HEIGHT})`}
          data-tone={toneOf([mark]) ?? 'neutral'}
        >
          <path className="sign" transform="translate(8 4)" d={mark.icon} />
          <text className="mark" x={27} y={14.5}>
            {markText(mark)}
          </text>
        </g>
      ))}
    </g>
  );
}

function Arrow({ arrow: { how, points, label } }: { readonly arrow: Chart['arrows'][number] }) {
  const end = points.at(-1);
  if (end === undefined) return null;
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return (
    <>
      <path className="arrow" data-how={how} d={path} />
      <path className="head" d={`M${end.x} ${end.y}l-4.5-8h9z`} />
      {label !== undefined && (
        <text className="muted middle" x={label.x} y={label.y + 4}>
          {label.text}
        </text>
      )}
    </>
  );
}
