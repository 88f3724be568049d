import type { PictureStatus } from './picture-words';

/** `auto` follows whoever looks at it. */
export type Theme = 'auto' | 'light' | 'dark';
export const themes: readonly Theme[] = ['auto', 'light', 'dark'];

type Tone = 'trouble' | 'pause' | 'counter' | 'work' | 'done' | 'rest';

const TONES: Readonly<Record<PictureStatus, Tone>> = {
  failed: 'trouble',
  refused: 'trouble',
  suspended: 'pause',
  compensating: 'pause',
  correcting: 'pause',
  manual: 'counter',
  awaited: 'work',
  ready: 'work',
  dispatched: 'work',
  running: 'work',
  completed: 'done',
  compensated: 'rest',
  waiting: 'rest',
  skipped: 'rest',
  notApplicable: 'rest',
};

export const toneOf = (status: PictureStatus): Tone => TONES[status];

interface Palette {
  readonly ground: string;
  readonly box: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  /** Of each tone the letters and the ground behind them, at least 4.5 : 1. */
  readonly tones: Readonly<Record<Tone, readonly [string, string]>>;
}

const LIGHT: Palette = {
  ...{ ground: '#ffffff', box: '#f8f9fb', line: '#8a94a3', text: '#1b2430', muted: '#525d6b' },
  tones: {
    trouble: ['#a11a12', '#fde7e5'],
    pause: ['#7a4a00', '#fdf1d3'],
    counter: ['#64289a', '#f2e8fc'],
    work: ['#124a9c', '#e4eefd'],
    done: ['#0d6130', '#e2f4e8'],
    rest: ['#525d6b', '#eceff3'],
  },
};

const DARK: Palette = {
  ...{ ground: '#12161c', box: '#1c222b', line: '#7d8794', text: '#e8ebf0', muted: '#aab3bf' },
  tones: {
    trouble: ['#ffb4ab', '#4a1512'],
    pause: ['#f7cd7c', '#432d06'],
    counter: ['#dcb9fb', '#371b50'],
    work: ['#a9c9ff', '#132f57'],
    done: ['#94dcaa', '#0f3a20'],
    rest: ['#b9c1cb', '#2b323c'],
  },
};

/** What is light and what is dark. */
export const palettes: readonly Palette[] = [LIGHT, DARK];

/** Only plain rules, so that every reader of SVG understands them; no sign that XML would write otherwise. */
export function styleOf(theme: Theme): string {
  const fixed = [
    `.one-thing text{font-family:"Noto Sans SC","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}`,
    '.one-thing .title{font-weight:600}',
    '.one-thing .arrow,.one-thing .icon{fill:none;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}',
    '.one-thing .settled{stroke-dasharray:5 4}',
    '.one-thing .edge{stroke-width:1.2}',
    '.one-thing .bar{stroke:none}',
    '.one-thing .middle{text-anchor:middle}',
  ];
  if (theme === 'dark') return [...fixed, ...rulesOf(DARK)].join('\n');
  const rules = [...fixed, ...rulesOf(LIGHT)].join('\n');
  return theme === 'light' ? rules : `${rules}\n@media (prefers-color-scheme:dark){\n${rulesOf(DARK).join('\n')}\n}`;
}

const rulesOf = ({ ground, box, line, text, muted, tones }: Palette): string[] => [
  `.one-thing .ground,.one-thing .behind{fill:${ground}}`,
  `.one-thing .edge{fill:${box};stroke:${line}}`,
  `.one-thing .pill{fill:${ground};stroke:${line}}`,
  `.one-thing .arrow{stroke:${line}}`,
  `.one-thing .head{fill:${line}}`,
  `.one-thing .icon{stroke:${muted}}`,
  `.one-thing .title,.one-thing .plain{fill:${text}}`,
  `.one-thing .muted{fill:${muted}}`,
  ...Object.entries(tones).flatMap(([tone, [fore, back]]) => [
    `.one-thing .${tone} .mark{fill:${back}}`,
    `.one-thing .bar.${tone},.one-thing .${tone} .said{fill:${fore}}`,
    `.one-thing .${tone} .icon{stroke:${fore}}`,
    `.one-thing .edge.${tone}{stroke:${fore}}`,
  ]),
];
