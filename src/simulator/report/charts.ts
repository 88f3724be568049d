import { init, type EChartsOption } from 'echarts';
import { civilDate } from '../../core';
import type { Histogram } from '../histogram';
import type { StationFigures } from '../station-books';

/** Charts as SVG drawn here: the page needs no script. Colours are the page's own, so that they follow light and dark. */
const [INK, LINE, ACCENT, SECOND, FILL] = [
  'var(--soft)',
  'var(--line)',
  'var(--accent)',
  'var(--second)',
  'var(--fill)',
];

const axis = {
  axisLine: { lineStyle: { color: LINE } },
  axisTick: { show: false },
  axisLabel: { color: INK, fontSize: 12, hideOverlap: true },
  splitLine: { lineStyle: { color: LINE } },
} as const;

const grid = { left: 8, right: 16, top: 14, bottom: 4, outerBoundsMode: 'same' } as const;

function draw(option: EChartsOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, grid, ...option });
    // The library writes a style for hovering, which a picture does not need, and a fixed size.
    return chart
      .renderToSVGString()
      .replace(/<style[\s\S]*?<\/style>/g, '')
      .replace(/<svg width="\d+" height="\d+"/, '<svg aria-hidden="true"');
  } finally {
    chart.dispose();
  }
}

const HOURS_IN_DAYS = 72;

/** True where lengths are better told in days. */
export const inDays = ({ widthHours, counts }: Histogram): boolean => widthHours * counts.length > HOURS_IN_DAYS;

/** The words of an axis of lengths: its longest label is as long as this one's. */
const label = (hours: number, days: boolean): string => String(Number((days ? hours / 24 : hours).toFixed(2)));

export function histogramChart(histogram: Histogram): string {
  const { widthHours, counts, open } = histogram;
  const days = inDays(histogram);
  const data = counts.map((_, n) => {
    const end = open && n === counts.length - 1 ? '+' : '';
    return `${label(n * widthHours, days)}${end}`;
  });
  return draw(
    {
      xAxis: { ...axis, type: 'category', data, splitLine: { show: false } },
      yAxis: { ...axis, type: 'value', minInterval: 1 },
      series: [
        {
          type: 'bar',
          data: [...counts],
          barCategoryGap: '12%',
          itemStyle: { color: ACCENT, borderRadius: [2, 2, 0, 0] },
        },
      ],
    },
    960,
    260,
  );
}

/** How many percent have ended after so long, in two runs. */
export function cumulativeChart(now: Histogram, more: Histogram): string {
  const days = inDays(now);
  const line = ({ widthHours, counts }: Histogram): [number, number][] => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    let sum = 0;
    return [
      [0, 0],
      ...counts.map((count, n): [number, number] => {
        sum += count;
        const hours = (n + 1) * widthHours;
        return [days ? hours / 24 : hours, all === 0 ? 0 : (100 * sum) / all];
      }),
    ];
  };
  const lines = [line(now), line(more)];
  // The last few cases would press all others to the edge.
  const most = Math.max(...lines.map((points) => (points.find(([, percent]) => percent >= 99.5) ?? [0])[0]));
  const series = { type: 'line', showSymbol: false } as const;
  return draw(
    {
      xAxis: { ...axis, type: 'value', min: 0, max: most, splitLine: { show: false } },
      yAxis: { ...axis, type: 'value', min: 0, max: 100 },
      series: [
        { ...series, data: lines[0] ?? [], lineStyle: { color: ACCENT, width: 2 } },
        { ...series, data: lines[1] ?? [], lineStyle: { color: SECOND, width: 2, type: 'dashed' } },
      ],
    },
    960,
    260,
  );
}

export function queueChart({ from, partMinutes, mean, longest }: StationFigures['overTime']): string {
  const start = Date.parse(from);
  const dayOf = (n: number): string => civilDate(new Date(start + n * partMinutes * 60_000));
  const data = mean.map((_, n) => dayOf(n).slice(5));
  const days = new Set(data).size;
  const every = Math.ceil(days / 7);
  const first = Date.parse(`${dayOf(0)}T00:00:00Z`);
  const shown = (n: number): boolean => {
    const isNew = n === 0 || dayOf(n) !== dayOf(n - 1);
    return isNew && Math.round((Date.parse(`${dayOf(n)}T00:00:00Z`) - first) / 86_400_000) % every === 0;
  };
  const series = { type: 'line', showSymbol: false, step: 'end' } as const;
  return draw(
    {
      xAxis: {
        ...axis,
        type: 'category',
        data,
        boundaryGap: false,
        splitLine: { show: false },
        axisLabel: { ...axis.axisLabel, interval: shown },
      },
      yAxis: { ...axis, type: 'value', minInterval: 1 },
      series: [
        { ...series, data: [...mean], lineStyle: { color: ACCENT, width: 1.5 }, areaStyle: { color: FILL } },
        { ...series, data: [...longest], lineStyle: { color: SECOND, width: 1 } },
      ],
    },
    480,
    170,
  );
}
