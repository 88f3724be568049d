import { addDays, civilDate, instantOn, type CivilDate, type OfficialCalendar } from '../core';
import type { Draws } from './draws';
import { InvalidScenario } from './read-scenario';
import type { Arrivals } from './scenario';

const HOUR = 3_600_000;

/**
 * When cases come, in order, by a Poisson stream whose strength goes with the hour and the day: unit steps of the
 * stream are laid on the strength that has come together by then, so that `cases` come on the average from `first` to
 * `last`. Days before `first` have the same strength.
 */
export function poissonArrivals(
  { cases = 0, hours, week }: Arrivals,
  days: { readonly warmUpFrom: CivilDate; readonly first: CivilDate; readonly last: CivilDate },
  calendar: OfficialCalendar,
  draws: Draws,
): number[] {
  const weightOf = (day: CivilDate, hour: number): number =>
    (week?.[weekdayOf(day, calendar)] ?? 1) * (hours?.[hour] ?? 1);
  let weight = 0;
  for (const [day, hour] of hoursOf(days.first, days.last)) weight += weightOf(day, hour);
  const times: number[] = [];
  let come = 0;
  let next = step(draws, 0);
  for (const [day, hour] of hoursOf(days.warmUpFrom, days.last)) {
    const strength = weight === 0 ? 0 : (cases * weightOf(day, hour)) / weight;
    const start = instantOn(day, '00:00').getTime() + hour * HOUR;
    while (next < come + strength) {
      times.push(start + Math.floor(((next - come) / strength) * HOUR));
      next += step(draws, times.length);
    }
    come += strength;
  }
  return times;
}

const step = (draws: Draws, n: number): number => -Math.log1p(-draws(String(n))[0]);

function* hoursOf(first: CivilDate, last: CivilDate): Generator<[CivilDate, number]> {
  for (let day = first; day <= last; day = addDays(day, 1)) {
    for (let hour = 0; hour < 24; hour += 1) yield [day, hour];
  }
}

/** 0 is Monday. A public holiday counts as a Sunday, a make-up day as a Monday. */
function weekdayOf(day: CivilDate, calendar: OfficialCalendar): number {
  const kind = calendar.kindOf(day);
  if (kind === 'holiday') return 6;
  if (kind === 'makeUpDay') return 0;
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const MOST_TOLD = 50;

/** When cases come, from a text with an instant a line; empty lines and lines that begin with # are passed over. */
export function listedArrivals(text: string, from: string, until: string, pointer: string): number[] {
  const defects: { pointer: string; says: string }[] = [];
  const times: number[] = [];
  text.split(/\r?\n/).forEach((written, n) => {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) return;
    const at = INSTANT.test(line) ? Date.parse(line) : NaN;
    const day = Number.isNaN(at) ? '' : civilDate(new Date(at));
    if (Number.isNaN(at))
      defects.push({ pointer, says: `line ${n + 1} is no instant such as 2026-03-02T09:15:00+08:00` });
    else if (day < from || day > until)
      defects.push({ pointer, says: `line ${n + 1} lies outside the days of the scenario` });
    else times.push(at);
  });
  if (times.length === 0 && defects.length === 0) defects.push({ pointer, says: 'names no instant' });
  if (defects.length > 0) throw new InvalidScenario(defects.slice(0, MOST_TOLD));
  return times.sort((a, b) => a - b);
}
