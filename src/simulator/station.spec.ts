import { officialCalendar } from '../core';
import { Agenda } from './agenda';
import { drawsOf, drawTime } from './draws';
import { OpeningTimes } from './opening-times';
import { Station } from './station';
import { StationBooks, type StationFigures } from './station-books';

const DAY = 86_400_000;
const MINUTE = 60_000;
const FROM = Date.parse('2026-03-02T00:00:00+08:00');

interface Line {
  readonly figures: StationFigures;
  /** When each customer was done, by number. */
  readonly ends: readonly number[];
}

/** Customers come by a Poisson stream and take an exponential time, day and night. */
function playLine(clerks: number, customers: number, everyMinutes: number, takesMinutes: number, seed = 1): Line {
  const agenda = new Agenda();
  const draws = drawsOf(seed);
  const hours = new OpeningTimes([], [], officialCalendar, FROM);
  const until = FROM + customers * everyMinutes * MINUTE;
  const station = new Station(clerks, hours, [], agenda, new StationBooks(hours, FROM, until));
  const ends: number[] = [];
  let at = FROM;
  for (let n = 0; n < customers; n += 1) {
    const [u, v, w] = draws(String(n));
    at += drawTime({ kind: 'exponential', mean: everyMinutes }, u, v);
    const takes = drawTime({ kind: 'exponential', mean: takesMinutes }, w, v);
    const done = (now: number): void => void (ends[n] = now);
    agenda.at(at, (now) => station.enter({ takes, isWanted: () => true, done, lost: done }, now));
  }
  for (let next = agenda.next(); next !== undefined; next = agenda.next()) next.happen(next.time);
  return { figures: station.books.figures(clerks), ends };
}

/** Erlang C: the mean wait of M/M/c, in the unit of `takes`. */
function meanWait(clerks: number, load: number, takes: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < clerks; k += 1) sum += term *= load / k;
  const all = (term * load) / clerks / (1 - load / clerks);
  return ((all / (sum + all)) * takes) / (clerks - load);
}

describe('a station', () => {
  it.each([
    [1, 0.7],
    [2, 1.6],
    [5, 4],
  ])('with %i clerks and a load of %d lets wait as long as queueing theory says', (clerks, load) => {
    const runs = Array.from({ length: 8 }, (_, n) => playLine(clerks, 4_000, 10 / load, 10, n + 1).figures);
    const waits = runs.map(({ waitHours }) => waitHours.mean * 60);
    const mean = waits.reduce((sum, one) => sum + one, 0) / waits.length;
    const variance = waits.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (waits.length - 1);
    // Student's t with seven degrees of freedom, 99 of 100.
    const margin = 3.499 * Math.sqrt(variance / waits.length);
    const expected = meanWait(clerks, load, 10);
    expect(Math.abs(mean - expected)).toBeLessThan(margin);
    // An interval that holds everything would say nothing.
    expect(margin).toBeLessThan(0.25 * expected);
    const used = runs.reduce((sum, { utilisation }) => sum + (utilisation ?? 0), 0) / runs.length;
    expect(used).toBeCloseTo(load / clerks, 1);
    // Little's law ties the length of the queue to the wait.
    const length = runs.reduce((sum, { queue }) => sum + queue.mean, 0) / runs.length;
    expect(Math.abs(length / ((mean * load) / 10) - 1)).toBeLessThan(0.03);
  });

  it('with one clerk more lets nobody be done later', () => {
    const [few, more] = [playLine(2, 2_000, 5.2, 10), playLine(3, 2_000, 5.2, 10)];
    expect(few.ends.filter((end, n) => (more.ends[n] as number) > end)).toEqual([]);
    expect(more.ends).not.toEqual(few.ends);
  });

  it('that is a machine lets nobody wait', () => {
    const { figures } = playLine(Infinity, 500, 1, 100);
    expect(figures).toMatchObject({ clerks: null, utilisation: null, queue: { longest: 0, left: 0 } });
    expect(figures.waitHours.longest).toBe(0);
  });

  it('takes up nothing that nobody wants any more, and does not count it as waiting', () => {
    const agenda = new Agenda();
    const hours = new OpeningTimes([], [], officialCalendar, FROM);
    const station = new Station(1, hours, [], agenda, new StationBooks(hours, FROM, FROM + DAY));
    const done: string[] = [];
    const enter = (name: string, isWanted: boolean): void =>
      station.enter(
        { takes: MINUTE, isWanted: () => isWanted, done: () => done.push(name), lost: () => done.push('lost') },
        FROM,
      );
    enter('first', true);
    enter('unwanted', false);
    enter('third', true);
    for (let next = agenda.next(); next !== undefined; next = agenda.next()) next.happen(next.time);
    expect(done).toEqual(['first', 'third']);
    expect(station.books.figures(1)).toMatchObject({ came: 3, done: 2, queue: { left: 0 } });
  });
});
