import { clockDates, officialCalendar, workingDays } from '../core';
import { counterScenario, officeHours, play, playAt } from './testing/counter';

const open = { clerks: 1, hours: officeHours };
const minutes = (value: number): object => ({ kind: 'constant', value });
const lines = (...numbers: number[]): string[] => numbers.map((n) => `2026-03-02T09:${String(n).padStart(2, '0')}`);
const step = (result: ReturnType<typeof play>) => result.events['counter']?.steps['serve'];

/** Arrivals at random, in three departments, with everything that can happen. */
const permits = (more: object = {}, seed = 1): object => ({
  ...{ from: '2026-03-02', until: '2026-03-13', warmUpDays: 3, watchDays: 40, seed },
  events: {
    permit: {
      arrivals: { kind: 'poisson', cases: 200, hours: [...Array(9).fill(1), ...Array(8).fill(9), ...Array(7).fill(1)] },
      situations: [
        { name: 'small', weight: 3, facts: { large: false } },
        { name: 'large', weight: 1, facts: { large: true } },
      ],
      steps: {
        examine: { asksApplicant: 0.1, escalates: 0.1 },
        grant: { refusals: { otherwise: 0.05 }, asksApplicant: 0.05, sendsBack: 0.1 },
      },
      signals: { paid: { after: { kind: 'logNormal', unit: 'hours', median: 5, p95: 40 }, never: 0.01 } },
    },
  },
  departments: {
    hall: { ...open, clerks: 2, answerTime: { kind: 'exponential', mean: 4 }, fails: 0.05 },
    brigade: { ...open, answerTime: { kind: 'logNormal', median: 18, p95: 50 } },
    works: { answerTime: { kind: 'empirical', values: [5, 10, 20] }, fails: 0.3 },
    ...more,
  },
  applicant: { answerTime: { kind: 'exponential', unit: 'days', mean: 2 }, declines: 0.2 },
  operators: { answerTime: { kind: 'exponential', mean: 30 }, retried: 3, skipped: 1, resolved: 1 },
});

const alone = { oneMoreClerk: false };
const played = play(permits());

describe('a simulation', () => {
  it('is the same for the same seed, and not for another', () => {
    const { oneMoreClerk: _more, messages: _messages, ...once } = played;
    const { oneMoreClerk: _none, messages: _fewer, ...again } = play(permits(), alone);
    expect(JSON.stringify(again)).toBe(JSON.stringify(once));
    expect(play(permits({}, 2), alone).events).not.toEqual(played.events);
  });

  it('plays waits, tasks of two, questions, corrections and repairs to their end', () => {
    const { events, departments, operators } = played;
    const { arrived, outcomes, unfinished, steps } = events['permit'] ?? fail();
    expect(Object.values(outcomes).reduce((sum, one) => sum + one, unfinished)).toBe(arrived);
    expect(outcomes['completed']).toBeGreaterThan(arrived * 0.8);
    // Nobody has paid in one case of a hundred.
    expect(unfinished).toBeLessThan(arrived * 0.05);
    expect(steps['examine']?.corrections).toBeGreaterThan(10);
    expect(steps['grant']?.corrections).toBeGreaterThan(2);
    expect(steps['grant']?.refused).toBeGreaterThan(3);
    expect(steps['water']?.failed).toBeGreaterThan(0);
    expect(operators.came).toBeGreaterThan(0);
    // Checked, examined, decided by two, and posted.
    expect(departments['hall']?.came).toBeGreaterThan(4.5 * arrived);
  });

  it('with one clerk more at the bottleneck is better for the same cases', () => {
    // One line only: where there are more, a single case may meet others in another order at the next.
    const hall = { hours: officeHours, answerTime: { kind: 'exponential', mean: 4 } };
    const { bottleneck, oneMoreClerk, events, departments } = play(permits({ hall }));
    expect(bottleneck).toBe('brigade');
    const [now, more] = [events['permit'] ?? fail(), oneMoreClerk?.events['permit'] ?? fail()];
    expect(more.arrived).toBe(now.arrived);
    expect(more.outcomes).toEqual(now.outcomes);
    expect(oneMoreClerk?.departments['brigade']?.clerks).toBe(2);
    for (const figure of ['mean', 'p50', 'p90', 'p95', 'p99', 'longest'] as const) {
      expect(more.hours[figure]).toBeLessThanOrEqual(now.hours[figure]);
    }
    expect(more.hours.mean).toBeLessThan(now.hours.mean);
    const waits = [oneMoreClerk?.departments, departments].map((all) => all?.['brigade']?.openWaitHours.mean ?? 0);
    expect(waits[0]).toBeLessThan((waits[1] ?? 0) / 2);
  });

  it('has no bottleneck where nobody waits for a clerk while it is open', () => {
    const { bottleneck, oneMoreClerk } = playAt(['2026-03-02T20:00'], counterScenario(open));
    expect([bottleneck, oneMoreClerk]).toEqual([null, null]);
  });
});

describe('a department in a simulation', () => {
  it('works through its line one after another, in its hours', () => {
    // Four hours of work from 9:01, with an hour for lunch.
    const { events } = playAt(lines(1, 2, 3, 4), counterScenario(open));
    expect(events['counter']?.hours).toMatchObject({ p50: 1.9833, longest: 4.95 });
  });

  it('does nothing on a public holiday, and works on the make-up day', () => {
    const scenario = counterScenario(open, { from: '2026-02-01', until: '2026-02-28' });
    const hoursOf = (time: string): number | undefined => playAt([time], scenario).events['counter']?.hours.longest;
    // Saturday the 14th is worked; from the 15th to the 23rd nobody is there.
    expect(hoursOf('2026-02-13T16:30')).toBe(17);
    expect(hoursOf('2026-02-14T16:30')).toBe(9 * 24 + 17);
    expect(hoursOf('2026-02-15T09:00')).toBe(9 * 24 + 1);
  });

  it('in an outage loses what is under way and lets the step try again when it is over', () => {
    const outages = [{ from: '2026-03-02T09:30:00+08:00', until: '2026-03-02T11:00:00+08:00' }];
    const { events, departments } = playAt(['2026-03-02T09:00'], counterScenario({ ...open, outages }));
    // Begun anew at 11, and done at 12.
    expect(events['counter']?.hours.longest).toBe(3);
    expect(departments['hall']).toMatchObject({ came: 2, done: 2 });
    const late = playAt(['2026-03-02T09:45'], counterScenario({ ...open, outages }));
    expect(late.events['counter']?.hours.longest).toBe(2.25);
    expect(late.departments['hall']).toMatchObject({ came: 1 });
  });

  it('that always fails uses up the attempts of the step and then waits for an operator', () => {
    const operators = { operators: { answerTime: minutes(30), skipped: 1 } };
    const result = playAt(['2026-03-02T09:00'], counterScenario({ answerTime: minutes(1), fails: 1 }, operators));
    expect(result.departments['hall']?.came).toBe(3);
    expect(result.operators.came).toBe(1);
    expect(step(result)).toMatchObject({ failed: 1, completed: 0 });
    expect(result.events['counter']?.outcomes).toEqual({ partiallyCompleted: 1 });
  });

  it('counts of its work what lies in the days of the scenario', () => {
    const { departments } = playAt(lines(0, 0), counterScenario(open, { from: '2026-03-02', until: '2026-03-02' }));
    expect(departments['hall']).toMatchObject({ utilisation: 0.2857, queue: { longest: 1 } });
    // One waits for an hour of the day.
    expect(departments['hall']?.queue.mean).toBeCloseTo(1 / 24, 3);
  });
});

describe('limits in a simulation', () => {
  /** How many working days one case may lie before each limit of `serve` is broken, and what is counted for it. */
  it.each([
    ['2026-03-02T09:00', 10, 0, 0],
    ['2026-03-02T09:00', 40, 1, 0],
    ['2026-03-02T09:00', 86, 1, 0],
    ['2026-03-02T09:00', 88, 1, 1],
    // Friday: the promise ends on Monday.
    ['2026-03-06T09:00', 80, 0, 0],
    ['2026-03-06T09:00', 96.1, 1, 0],
  ])('from %s, answered after %d hours: promise %d, law %d', (from, hours, promise, law) => {
    const result = playAt([from], counterScenario({ answerTime: { kind: 'constant', unit: 'hours', value: hours } }));
    // The rule itself, applied to the day on which the answer came.
    const start = from.slice(0, 10);
    const limits = { legal: workingDays(3), promised: workingDays(1) };
    const dates = clockDates({ start, pauses: [] }, limits, officialCalendar);
    const end = new Date(Date.parse(`${from}:00Z`) + hours * 3_600_000).toISOString().slice(0, 10);
    expect([promise, law]).toEqual([dates.promised, dates.statutory].map((day) => Number(end > day)));
    expect(step(result)).toMatchObject({ clocks: 1, promiseBroken: promise, lawBroken: law });
  });

  it('stand still while the applicant corrects, and count each step once however often it is visited', () => {
    const applicant = { applicant: { answerTime: { kind: 'constant', unit: 'days', value: 6 }, declines: 0 } };
    const load = { steps: { serve: { refusals: { incomplete: 0.6 } } } };
    const times = Array.from({ length: 40 }, () => '2026-03-02T09:00');
    const result = playAt(times, counterScenario({ answerTime: minutes(1) }, applicant, load));
    expect(step(result)?.corrections).toBeGreaterThan(30);
    expect(result.events['counter']?.hours.p95).toBeGreaterThan(6 * 24);
    expect(step(result)).toMatchObject({ clocks: 40, promiseBroken: 0, lawBroken: 0 });
    expect(result.events['counter']?.wholeCase).toEqual({ clocks: 40, promiseBroken: 0, lawBroken: 0 });
  });

  it('of the whole case are broken while a department still owes something', () => {
    const slow = { answerTime: { kind: 'constant', unit: 'days', value: 20 } };
    const { events } = playAt(['2026-03-02T09:00', '2026-03-03T09:00'], counterScenario(slow));
    expect(events['counter']?.wholeCase).toEqual({ clocks: 2, promiseBroken: 2, lawBroken: 2 });
  });
});

function fail(): never {
  throw new Error('not in the result');
}
