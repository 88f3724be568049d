import type { LifeEvent, Text } from '../../core';
import type { Histogram } from '../histogram';
import type { Scenario } from '../scenario';
import type { SimulationResult } from '../simulate';
import type { EventFigures } from '../tally';
import { cumulativeChart, histogramChart, inDays, queueChart } from './charts';
import { bar, both, count, escaped, say, share, table, time } from './markup';
import { style } from './style';
import { words } from './words';

/** What stands on the page besides figures: what things are called. */
export interface Named {
  readonly scenario: Scenario;
  readonly definitions: readonly LifeEvent[];
}

/** The result as one page that needs nothing else: no network, no script; Chinese and English, light and dark. */
export function reportPage(result: SimulationResult, named: Named): string {
  const events = Object.entries(result.events);
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(`${words.title['zh-CN']} · ${words.title.en}`)}</title><style>${style}</style></head><body>
<input class="choice" type="radio" name="language" id="zh" aria-label="中文" checked><input class="choice" type="radio" name="language" id="en" aria-label="English">
<nav><label for="zh">中文</label><label for="en">English</label></nav>
${header(result)}
<main>
${tiles(result, named)}
${oneMore(result, named)}
${events.map(([event, figures]) => eventSection(event, figures, named)).join('\n')}
${departments(result, named)}
</main>
<footer class="soft"><h2>${say('counted')}</h2><p>${say('countedFold')}</p><p>${say('countedTime')}</p><p>${say('countedShare')}</p></footer>
</body></html>
`;
}

function header({ scenario }: SimulationResult): string {
  const { from, until, seed, calendar, provisional, warmUpDays } = scenario;
  const facts = [
    `${say('period')} ${escaped(from)} ${say('to')} ${escaped(until)}`,
    `${say('warmUp')} ${warmUpDays}`,
    `${say('calendar')} ${escaped(calendar)}`,
    `${say('seed')} ${seed}`,
  ];
  const note = provisional ? `<p class="card note">${say('provisional')}</p>` : '';
  return `<header><h1>${say('title')}</h1><p class="soft">${facts.join(' · ')}</p>${note}</header>`;
}

const titleOfEvent = (event: string, { definitions }: Named): string =>
  both(definitions.find(({ name }) => name === event)?.title ?? { 'zh-CN': event, en: event });

function titleOfStep(event: string, step: string, { definitions }: Named): string {
  const parts = definitions.find(({ name }) => name === event)?.steps[step];
  const title = both(parts?.title ?? { 'zh-CN': step, en: step });
  return parts?.kind === 'handler' && parts.completes !== undefined ? `${title}${say('followUp')}` : title;
}

function titleOfDepartment(department: string, { scenario }: Named): string {
  const title: Text = scenario.departments.get(department)?.title ?? { 'zh-CN': department, en: department };
  return both(title);
}

const endedOf = ({ outcomes }: EventFigures): number => Object.values(outcomes).reduce((sum, one) => sum + one, 0);

function tiles({ events, bottleneck }: SimulationResult, named: Named): string {
  const tile = (title: string, value: string, more = ''): string =>
    `<div class="tile"><small>${title}</small><b>${value}</b><small>${more}</small></div>`;
  const perEvent = Object.entries(events).flatMap(([event, figures]) => {
    const name = titleOfEvent(event, named);
    const broken = totals(figures);
    return [
      tile(say('arrived'), count(figures.arrived), name),
      tile(say('median'), time(figures.hours.p50), `${say('p95')} ${time(figures.hours.p95)}`),
      tile(say('promiseBroken'), share(figures.wholeCase.promiseBroken, figures.wholeCase.clocks), say('wholeCase')),
      tile(say('lawBroken'), share(broken.lawBroken, broken.clocks), say('steps')),
    ];
  });
  const where = bottleneck === null ? '&ndash;' : titleOfDepartment(bottleneck, named);
  return `<div class="tiles">${perEvent.join('')}${tile(say('bottleneck'), where)}</div>`;
}

/** Of all steps together. */
function totals({ steps }: EventFigures): { clocks: number; promiseBroken: number; lawBroken: number } {
  const sum = { clocks: 0, promiseBroken: 0, lawBroken: 0 };
  for (const step of Object.values(steps)) {
    sum.clocks += step.clocks;
    sum.promiseBroken += step.promiseBroken;
    sum.lawBroken += step.lawBroken;
  }
  return sum;
}

function oneMore({ events, departments: now, oneMoreClerk }: SimulationResult, named: Named): string {
  const heading = `<h2>${say('oneMore')}</h2>`;
  if (oneMoreClerk === null) return `${heading}<p class="card">${say('noBottleneck')}</p>`;
  const { department } = oneMoreClerk;
  const [before, after] = [now[department], oneMoreClerk.departments[department]];
  const rows: string[][] = [];
  if (before !== undefined && after !== undefined) {
    const name = titleOfDepartment(department, named);
    rows.push(
      [`${name}: ${say('clerks')}`, String(before.clerks), String(after.clerks)],
      [`${name}: ${say('utilisation')}`, bar(before.utilisation), bar(after.utilisation)],
      [`${name}: ${say('openWait')}`, time(before.openWaitHours.mean), time(after.openWaitHours.mean)],
      [`${name}: ${say('longestQueue')}`, count(before.queue.longest), count(after.queue.longest)],
      [`${name}: ${say('leftQueue')}`, count(before.queue.left), count(after.queue.left)],
    );
  }
  const charts: string[] = [];
  for (const [event, figures] of Object.entries(events)) {
    const more = oneMoreClerk.events[event] as EventFigures;
    const name = titleOfEvent(event, named);
    const pair = (title: string, tell: (of: EventFigures) => string): string[] => [
      `${name}: ${title}`,
      tell(figures),
      tell(more),
    ];
    rows.push(
      pair(say('mean'), ({ hours }) => time(hours.mean)),
      pair(say('p50'), ({ hours }) => time(hours.p50)),
      pair(say('p95'), ({ hours }) => time(hours.p95)),
      pair(say('promiseBroken'), (of) => share(totals(of).promiseBroken, totals(of).clocks)),
      pair(say('lawBroken'), (of) => share(totals(of).lawBroken, totals(of).clocks)),
    );
    const caption = say('cumulativeAxis', { unit: unitOf(figures.histogram) });
    charts.push(figure(cumulativeChart(figures.histogram, more.histogram), caption, name));
  }
  return `${heading}<p class="soft">${say('oneMoreNote')}</p>${table(['', say('now'), say('withMore')], rows)}${charts.join('')}`;
}

const unitOf = (histogram: Histogram): 'daysUnit' | 'hoursUnit' => (inDays(histogram) ? 'daysUnit' : 'hoursUnit');

const figure = (svg: string, caption: string, title: string): string =>
  `<figure class="card"><h3>${title}</h3>${svg}<figcaption>${caption}</figcaption></figure>`;

function eventSection(event: string, figures: EventFigures, named: Named): string {
  const { hours, histogram, steps, outcomes, arrived, unfinished, wholeCase } = figures;
  const times = table(
    [say('completion'), say('mean'), say('p50'), say('p90'), say('p95'), say('p99'), say('longest')],
    [
      [
        `${count(endedOf(figures))} ${say('ended')}`,
        ...[hours.mean, hours.p50, hours.p90, hours.p95, hours.p99, hours.longest].map(time),
      ],
    ],
  );
  const shown = (['completed', 'partiallyCompleted', 'rejected'] as const).filter((one) => outcomes[one] !== undefined);
  const ends = table(
    [say('outcomes'), ...shown.map((one) => say(one)), say('unfinished')],
    [
      [
        `${count(arrived)} ${say('arrived')}`,
        ...shown.map((one) => share(outcomes[one] ?? 0, arrived)),
        share(unfinished, arrived),
      ],
    ],
  );
  const heads = [
    ...[say('step'), say('done'), say('refused'), say('corrections'), say('failed'), say('p50'), say('p95')],
    ...[say('promiseBroken'), say('lawBroken')],
  ];
  const rows = Object.entries(steps).map(([step, of]) => [
    titleOfStep(event, step, named),
    ...[of.completed, of.refused, of.corrections, of.failed].map(count),
    ...[time(of.hours.p50), time(of.hours.p95)],
    ...[share(of.promiseBroken, of.clocks), share(of.lawBroken, of.clocks)],
  ]);
  const whole = [
    say('wholeCase'),
    ...[count(outcomes['completed'] ?? 0), '', '', '', time(hours.p50), time(hours.p95)],
    ...[share(wholeCase.promiseBroken, wholeCase.clocks), share(wholeCase.lawBroken, wholeCase.clocks)],
  ];
  const chart = histogramChart(histogram);
  return `<h2>${titleOfEvent(event, named)}</h2>
${figure(chart, say('completionAxis', { unit: unitOf(histogram) }), say('completion'))}
${times}<p></p>${ends}<h3>${say('steps')}</h3>${table(heads, [...rows, whole])}`;
}

function departments({ departments: all, operators }: SimulationResult, named: Named): string {
  const stations = [
    ...Object.entries(all).map(([name, figures]) => [titleOfDepartment(name, named), figures] as const),
    ...(operators.came > 0 ? [[say('operators'), operators] as const] : []),
  ];
  const heads = [
    ...[say('department'), say('clerks'), say('came'), say('utilisation'), say('openWait'), say('waitP95')],
    ...[say('meanQueue'), say('longestQueue'), say('leftQueue')],
  ];
  const rows = stations.map(([name, of]) => [
    name,
    ...[of.clerks === null ? say('machine') : count(of.clerks), count(of.came), bar(of.utilisation)],
    ...[time(of.openWaitHours.mean), time(of.waitHours.p95)],
    ...[of.queue.mean.toFixed(1), count(of.queue.longest), count(of.queue.left)],
  ]);
  const queues = stations
    .filter(([, { clerks, came }]) => clerks !== null && came > 0)
    .map(([name, { overTime }]) => `<figure class="card"><h3>${name}</h3>${queueChart(overTime)}</figure>`);
  const charts =
    queues.length === 0
      ? ''
      : `<h3>${say('queues')}</h3><p class="soft">${say('queueAxis')}</p><div class="queues">${queues.join('')}</div>`;
  return `<h2>${say('departments')}</h2>${table(heads, rows)}${charts}`;
}
