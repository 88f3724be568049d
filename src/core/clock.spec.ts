import fc from 'fast-check';
import { addDays, deadline, officialCalendar as calendar } from './calendar';
import {
  clockDates,
  due,
  lastFrozenDay,
  levelOn,
  pauseClock,
  resumeClock,
  standsStill,
  workingDaysLeft,
  type Clock,
} from './clock';
import { immediately, workingDays } from './limit';

const started = (start: string): Clock => ({ start, pauses: [] });
const dueOn = (clock: Clock, days: number): string => due(clock, workingDays(days), calendar).due;
const left = (clock: Clock, days: number, day: string): number =>
  workingDaysLeft(clock, workingDays(days), calendar, day);

/** A clock with pauses one after another, all over by the end: each so many days after, and so many days long. */
const clocks = fc
  .record({
    start: fc.integer({ min: 0, max: 500 }),
    pauses: fc.array(
      fc.record({
        after: fc.nat(12),
        length: fc.nat(12),
        limitDays: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ start, pauses }) => {
    let clock = started(addDays('2024-06-01', start));
    let day = clock.start;
    for (const { after, length, limitDays } of pauses) {
      day = addDays(day, after);
      clock = pauseClock(clock, { from: day, ...(limitDays === undefined ? {} : { limitDays }) });
      day = addDays(day, length);
      clock = resumeClock(clock, day);
    }
    return { clock, end: day };
  });
const days = fc.integer({ min: 1, max: 30 });

describe('a clock that is never paused', () => {
  it.each([
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-14', 1, '2026-02-24'],
    ['2026-09-18', 1, '2026-09-20'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-09-30', 3, '2026-10-10'],
    ['2026-04-30', 5, '2026-05-11'],
  ])('from %s with %i working days is due on %s', (start, limit, date) => {
    expect(dueOn(started(start), limit)).toBe(date);
  });

  it('adds up: so many days and then so many more are as many as both', () => {
    fc.assert(
      fc.property(fc.nat(600), days, days, (n, first, second) => {
        const start = addDays('2024-03-01', n);
        expect(dueOn(started(dueOn(started(start), first)), second)).toBe(dueOn(started(start), first + second));
      }),
    );
  });
});

describe('C-1: a correction over the October holidays', () => {
  // Accepted on Monday 28 September 2026 with 5 working days, paused on the 30th: 3 are left.
  const clock = pauseClock(started('2026-09-28'), { from: '2026-09-30', code: 'correction' });

  it('keeps the days left for as long as it lasts', () => {
    for (const day of ['2026-09-30', '2026-10-08', '2026-10-10', '2026-12-31']) expect(left(clock, 5, day)).toBe(3);
    expect(standsStill(clock)).toBe(true);
  });

  it.each([
    ['2026-09-30', '2026-10-10'], // back at once: 8, 9 and the Saturday that is worked
    ['2026-10-07', '2026-10-10'], // back before any working day has passed
    ['2026-10-08', '2026-10-12'],
    ['2026-10-10', '2026-10-14'], // 8, 9 and 10 October were suspended: three days later
  ])('resumed on %s is due on %s', (to, date) => expect(dueOn(resumeClock(clock, to), 5)).toBe(date));
});

describe('the rules of suspension', () => {
  const running = started('2026-03-02'); // a Monday; 5 working days: due Monday 9 March
  const limited = pauseClock(running, { from: '2026-03-03', limitDays: 3, code: 'hearing' });

  it('without a limit the due date moves by the days that were suspended', () => {
    const paused = pauseClock(running, { from: '2026-03-03', code: 'expert-review' });
    expect(dueOn(resumeClock(paused, '2026-03-13'), 5)).toBe('2026-03-19');
  });

  it('within a limit the due date moves by the limit, and the days left stay', () => {
    expect(dueOn(limited, 5)).toBe('2026-03-12');
    expect(lastFrozenDay(limited, calendar)).toBe('2026-03-06');
    for (const day of ['2026-03-03', '2026-03-05', '2026-03-06', '2026-03-08']) expect(left(limited, 5, day)).toBe(4);
    expect(standsStill(limited)).toBe(false);
  });

  it('beyond the limit the days left fall again, and the due date stays', () => {
    expect(left(limited, 5, '2026-03-09')).toBe(3);
    expect(left(limited, 5, '2026-03-13')).toBe(-1);
    expect(dueOn(resumeClock(limited, '2026-03-20'), 5)).toBe('2026-03-12');
  });

  it('resumed early it moves by the days used only', () => {
    expect(dueOn(resumeClock(limited, '2026-03-04'), 5)).toBe('2026-03-10');
    expect(dueOn(resumeClock(limited, '2026-03-03'), 5)).toBe('2026-03-09');
  });

  it('a pause on the last day makes that day up, also where the limit is the day itself', () => {
    const last = pauseClock(running, { from: '2026-03-09' });
    expect(dueOn(last, 5)).toBe('2026-03-09');
    expect(dueOn(resumeClock(last, '2026-03-11'), 5)).toBe('2026-03-11');
    const atOnce = resumeClock(pauseClock(running, { from: '2026-03-02' }), '2026-03-14');
    expect(due(atOnce, immediately, calendar)).toMatchObject({ due: '2026-03-13', provisional: false });
    expect(dueOn(resumeClock(pauseClock(running, { from: '2026-03-10' }), '2026-03-20'), 5)).toBe('2026-03-09');
  });

  it('a pause that follows upon another takes its place', () => {
    const both = pauseClock(limited, { from: '2026-03-05', code: 'correction' });
    expect(both.pauses).toMatchObject([{ to: '2026-03-05' }, { from: '2026-03-05' }]);
    expect(dueOn(resumeClock(both, '2026-03-10'), 5)).toBe('2026-03-16');
  });
});

describe('whatever its pauses', () => {
  it('is due later for more days, and no earlier than without the pauses', () => {
    fc.assert(
      fc.property(clocks, days, ({ clock }, limit) => {
        expect(dueOn(clock, limit) < dueOn(clock, limit + 1)).toBe(true);
        expect(dueOn(clock, limit) >= dueOn(started(clock.start), limit)).toBe(true);
      }),
    );
  });

  it('has no day left on the day it is due, and is not late before', () => {
    fc.assert(
      fc.property(clocks, days, fc.nat(9), ({ clock }, limit, n) => {
        const date = dueOn(clock, limit);
        expect(left(clock, limit, date)).toBe(0);
        expect(left(clock, limit, addDays(date, -n))).toBeGreaterThanOrEqual(0);
        expect(left(clock, limit, addDays(date, 30))).toBeLessThan(0);
      }),
    );
  });

  it('never has more days left tomorrow than today, and loses one a day at most', () => {
    fc.assert(
      fc.property(clocks, days, fc.nat(60), ({ clock }, limit, n) => {
        const day = addDays(clock.start, n);
        expect([0, 1]).toContain(left(clock, limit, day) - left(clock, limit, addDays(day, 1)));
      }),
    );
  });

  it('is not changed by a pause of no length', () => {
    fc.assert(
      fc.property(clocks, days, fc.nat(9), ({ clock, end }, limit, n) => {
        const day = addDays(end, n);
        const touched = resumeClock(pauseClock(clock, { from: day }), day);
        expect(dueOn(touched, limit)).toBe(dueOn(clock, limit));
      }),
    );
  });

  it('moves by as many working days as the pause has, wherever in it the pause is cut in two', () => {
    fc.assert(
      fc.property(days, fc.nat(300), fc.nat(9), fc.nat(9), fc.nat(9), (limit, n, after, first, second) => {
        const clock = started(addDays('2024-09-01', n));
        const from = addDays(clock.start, after);
        const [middle, to] = [addDays(from, first), addDays(from, first + second)];
        const whole = resumeClock(pauseClock(clock, { from }), to);
        const halves = resumeClock(pauseClock(pauseClock(clock, { from }), { from: middle }), to);
        expect(dueOn(halves, limit)).toBe(dueOn(whole, limit));
        const frozen = Array.from({ length: first + second }, (_, day) => addDays(from, day + 1));
        const moved = frozen.filter((day) => calendar.isWorkingDay(day)).length;
        const isLate = dueOn(clock, limit) < from;
        expect(dueOn(whole, limit)).toBe(dueOn(clock, isLate ? limit : limit + moved));
      }),
    );
  });

  it('moves by a limit of a pause at most', () => {
    fc.assert(
      fc.property(days, fc.nat(300), fc.nat(9), fc.nat(40), days, (limit, n, after, length, limitDays) => {
        const clock = started(addDays('2024-09-01', n));
        const from = addDays(clock.start, after);
        const open = pauseClock(clock, { from, limitDays });
        const over = resumeClock(open, addDays(from, length));
        const most = dueOn(clock, dueOn(clock, limit) < from ? limit : limit + limitDays);
        expect(dueOn(open, limit)).toBe(most);
        expect(dueOn(over, limit) <= most).toBe(true);
      }),
    );
  });
});

describe('levels', () => {
  const limits = { legal: workingDays(5), promised: workingDays(3) };
  const monday = started('2026-03-02'); // promised by Thursday the 5th, by law by Monday the 9th

  it.each([
    ['2026-03-02', 'normal'],
    ['2026-03-04', 'normal'],
    ['2026-03-05', 'warning'],
    ['2026-03-06', 'yellow'],
    ['2026-03-09', 'yellow'],
    ['2026-03-10', 'red'],
  ])('on %s it is %s', (day, level) => {
    expect(levelOn(monday, clockDates(monday, limits, calendar), day)).toBe(level);
  });

  it('warns as early as is asked, but never before the promise begins', () => {
    expect(clockDates(monday, { ...limits, warnDays: 2 }, calendar).warning).toBe('2026-03-03');
    expect(clockDates(monday, { ...limits, warnDays: 9 }, calendar).warning).toBe('2026-03-02');
    expect(clockDates(monday, { legal: immediately }, calendar)).toMatchObject({
      ...{ warning: '2026-03-02', promised: '2026-03-02', statutory: '2026-03-02' },
    });
  });

  it('a promise that is not made is what the law allows: there is no yellow', () => {
    const dates = clockDates(monday, { legal: workingDays(3) }, calendar);
    expect(levelOn(monday, dates, '2026-03-05')).toBe('warning');
    expect(levelOn(monday, dates, '2026-03-06')).toBe('red');
  });

  it('stay as they are while the clock stands still, and rise in a pause with a limit once it has passed', () => {
    const paused = pauseClock(monday, { from: '2026-03-05' });
    expect(levelOn(paused, clockDates(paused, limits, calendar), '2026-06-01')).toBe('warning');
    const hearing = pauseClock(monday, { from: '2026-03-03', limitDays: 1 });
    const dates = clockDates(hearing, limits, calendar);
    expect(['2026-03-05', '2026-03-06', '2026-03-09', '2026-03-11'].map((day) => levelOn(hearing, dates, day))).toEqual(
      ['normal', 'warning', 'yellow', 'red'],
    );
  });

  it('never fall as days go by', () => {
    const order = ['normal', 'warning', 'yellow', 'red'];
    fc.assert(
      fc.property(clocks, fc.nat(40), ({ clock }, n) => {
        const dates = clockDates(clock, limits, calendar);
        const at = (day: number): number => order.indexOf(levelOn(clock, dates, addDays(clock.start, day)));
        expect(at(n) <= at(n + 1)).toBe(true);
      }),
    );
  });
});

it('is provisional when any count crosses a year that is not published, also because of a pause', () => {
  const clock = started('2026-12-25');
  const limits = { legal: workingDays(3) };
  expect(clockDates(clock, limits, calendar)).toMatchObject({ statutory: '2026-12-30', provisional: false });
  const paused = resumeClock(pauseClock(clock, { from: '2026-12-28' }), '2026-12-31');
  expect(clockDates(paused, limits, calendar).provisional).toBe(true);
  expect(clockDates(clock, { legal: workingDays(9), promised: workingDays(1) }, calendar).provisional).toBe(true);
  expect(deadline(calendar, '2026-12-25', workingDays(3)).provisional).toBe(false);
});
