import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { LifeEvent } from '../core';
import { InvalidScenario, makeScenario } from '../simulator/read-scenario';
import { reportPage } from '../simulator/report/report-page';
import { simulate, type SimulationResult } from '../simulator/simulate';
import type { EventFigures } from '../simulator/tally';

export interface SimulateRequest {
  readonly event?: string;
  readonly scenario?: string;
  readonly departments?: string;
  readonly cases?: number;
  readonly arrivals?: string;
  readonly from?: string;
  readonly until?: string;
  readonly seed?: number;
  readonly html?: string;
  readonly json?: boolean;
}

/** Reads what is asked for, plays it, and tells what came of it. */
export function simulateScenario(
  request: SimulateRequest,
  definitions: readonly LifeEvent[],
  say: (line: string) => void,
): void {
  const startedAt = performance.now();
  const file = request.scenario ?? sampleOf(request.event, definitions);
  const scenario = makeScenario(asAsked(readPlain(file, '--scenario'), request), definitions);
  const result = simulate(scenario, definitions, {
    readFile: (name) => readText(resolve(dirname(file), name), 'arrivals'),
  });
  const seconds = Math.round(performance.now() - startedAt) / 1_000;
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  if (request.html !== undefined) writeFileSync(request.html, reportPage(result, { scenario, definitions }));
  if (request.json === true) say(JSON.stringify({ ...result, seconds, peakMb }));
  else {
    tell(result).forEach(say);
    say(`${result.messages} messages in ${seconds.toFixed(1)} s, at most ${peakMb} MB.`);
    if (request.html !== undefined) say(`Report: ${request.html}`);
  }
}

type Plain = Record<string, unknown>;

/** The scenario that comes with an event; of the first of all when none is named. */
function sampleOf(event: string | undefined, definitions: readonly LifeEvent[]): string {
  const name = event ?? definitions[0]?.name ?? '';
  if (!definitions.some((one) => one.name === name)) {
    throw new InvalidScenario([{ pointer: '', says: `there is no life event "${name}"` }]);
  }
  const file = join(__dirname, '../../workflows', name, `${name}.scenario.json`);
  if (!existsSync(file))
    throw new InvalidScenario([{ pointer: '', says: `${name} has no scenario; name one: --scenario` }]);
  return file;
}

/** What the command line says instead of the file. */
function asAsked(plain: unknown, { event, departments, cases, arrivals, from, until, seed }: SimulateRequest): unknown {
  if (!isPlain(plain)) return plain;
  const asked: Plain = { ...plain };
  for (const [name, value] of Object.entries({ from, until, seed })) if (value !== undefined) asked[name] = value;
  if (departments !== undefined) {
    const others = isPlain(plain['departments']) ? plain['departments'] : {};
    const read = readPlain(departments, '--departments');
    // A whole scenario is taken at its departments.
    const own = isPlain(read) && isPlain(read['departments']) ? read['departments'] : read;
    asked['departments'] = isPlain(own) ? { ...others, ...own } : own;
  }
  const events = plain['events'];
  if (!isPlain(events)) return asked;
  const names = event === undefined ? Object.keys(events) : [event];
  asked['events'] = Object.fromEntries(names.map((name) => [name, loadAsked(name, events[name], { cases, arrivals })]));
  return asked;
}

function loadAsked(
  name: string,
  load: unknown,
  { cases, arrivals }: Pick<SimulateRequest, 'cases' | 'arrivals'> | Plain,
): unknown {
  if (load === undefined) throw new InvalidScenario([{ pointer: '/events', says: `says nothing of "${name}"` }]);
  if (!isPlain(load) || (cases === undefined && arrivals === undefined)) return load;
  const before = isPlain(load['arrivals']) ? load['arrivals'] : {};
  const come: Plain =
    typeof arrivals === 'string' && arrivals !== 'poisson'
      ? { kind: 'file', file: resolve(arrivals) }
      : { ...before, ...(arrivals === undefined ? {} : { kind: 'poisson' }) };
  if (come['kind'] === 'poisson') {
    delete come['file'];
    if (cases !== undefined) come['cases'] = cases;
  }
  return { ...load, arrivals: come };
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readPlain(file: string, option: string): unknown {
  try {
    return JSON.parse(readText(file, option));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new InvalidScenario([{ pointer: '', says: `${file} is no JSON: ${error.message}` }]);
    throw error;
  }
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new InvalidScenario([{ pointer: '', says: `${what} cannot be read: ${why}` }]);
  }
}

function tell({ scenario, events, departments, bottleneck, oneMoreClerk }: SimulationResult): string[] {
  const { from, until, seed, calendar, provisional } = scenario;
  const lines = [`${from} to ${until}, calendar ${calendar}${provisional ? ' (provisional)' : ''}, seed ${seed}`];
  for (const [event, figures] of Object.entries(events)) lines.push('', ...tellEvent(event, figures));
  lines.push(
    '',
    '  department                clerks  utilisation  mean wait in open hours  longest queue  left at the end',
  );
  for (const [name, { clerks, utilisation, openWaitHours, queue }] of Object.entries(departments)) {
    const used = utilisation === null ? '' : `${(100 * utilisation).toFixed(0)} %`;
    lines.push(
      `  ${name.padEnd(24)}  ${cell(clerks ?? 'machine', 6)}  ${cell(used, 11)}  ${cell(hours(openWaitHours.mean), 23)}` +
        `  ${cell(queue.longest, 13)}  ${cell(queue.left, 15)}`,
    );
  }
  if (bottleneck === null) return [...lines, '', 'Nobody waits for a clerk while a department is open.'];
  lines.push('', `Most is waited for ${bottleneck}.`);
  for (const [event, more] of Object.entries(oneMoreClerk?.events ?? {})) {
    const now = events[event] as EventFigures;
    lines.push(
      `One clerk more there, ${event}: median ${hours(now.hours.p50)} to ${hours(more.hours.p50)}, ` +
        `95 of 100 within ${hours(now.hours.p95)} to ${hours(more.hours.p95)}, ` +
        `promises broken ${promises(now)} to ${promises(more)}.`,
    );
  }
  return lines;
}

function tellEvent(
  event: string,
  { arrived, outcomes, unfinished, hours: times, wholeCase, steps }: EventFigures,
): string[] {
  const ends = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  const rows = Object.entries(steps).map(
    ([step, of]) =>
      `  ${step.padEnd(34)}  ${cell(of.completed, 9)}  ${cell(of.refused, 7)}  ${cell(of.failed, 6)}  ${cell(hours(of.hours.p50), 8)}` +
      `  ${cell(hours(of.hours.p95), 8)}  ${cell(of.promiseBroken, 14)}  ${cell(of.lawBroken, 10)}`,
  );
  return [
    `${event}: ${arrived} cases; ${[...ends, `${unfinished} not ended`].join(', ')}`,
    `  to the end: mean ${hours(times.mean)}, median ${hours(times.p50)}, 90 % ${hours(times.p90)}, 95 % ${hours(times.p95)}, ` +
      `99 % ${hours(times.p99)}, longest ${hours(times.longest)}`,
    `  limit of the whole case: promise broken in ${wholeCase.promiseBroken}, law broken in ${wholeCase.lawBroken}`,
    '  step                                completed  refused  failed    median      95 %  promise broken  law broken',
    ...rows,
  ];
}

const promises = ({ steps }: EventFigures): number =>
  Object.values(steps).reduce((sum, { promiseBroken }) => sum + promiseBroken, 0);

const cell = (value: string | number, width: number): string => String(value).padStart(width);

function hours(length: number): string {
  if (length < 1) return `${(length * 60).toFixed(1)} min`;
  return length < 48 ? `${length.toFixed(1)} h` : `${(length / 24).toFixed(1)} d`;
}
