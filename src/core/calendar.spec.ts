import {
  addDays,
  buildCalendar,
  civilDate,
  daysOf,
  deadline,
  instantOn,
  isCivilDate,
  officialCalendar,
} from './calendar';
import { immediately, workingDays } from './limit';

const due = (from: string, days: number) => deadline(officialCalendar, from, workingDays(days));

describe('the working-day calendar', () => {
  it.each([
    ['2026-02-13', 1, '2026-02-14'], // a Saturday that is worked
    ['2026-02-14', 1, '2026-02-24'], // 春节
    ['2026-09-18', 1, '2026-09-20'], // a Sunday that is worked
    ['2026-09-30', 1, '2026-10-08'], // 国庆
    ['2026-09-30', 3, '2026-10-10'], // a Saturday that is worked
    ['2026-04-30', 5, '2026-05-11'], // 劳动节, and 05-09 worked
  ])('a limit from %s of %i working days is due on %s', (from, days, date) => {
    expect(due(from, days)).toEqual({ due: date, provisional: false, calendarVersion: officialCalendar.version });
  });

  it('has 248 working days in 2026', () => {
    const days = Array.from({ length: 365 }, (_, index) => addDays('2026-01-01', index));
    expect(days.filter((day) => officialCalendar.isWorkingDay(day))).toHaveLength(248);
  });

  it.each([
    '2026-01-04',
    '2026-02-14',
    '2026-02-28',
    '2026-05-09',
    '2026-09-20',
    '2026-10-10',
    '2025-01-26',
    '2025-10-11',
  ])('%s is worked although it is a weekend', (day) => expect(officialCalendar.isWorkingDay(day)).toBe(true));

  it.each([
    '2026-01-01',
    '2026-02-23',
    '2026-04-06',
    '2026-05-05',
    '2026-06-19',
    '2026-09-25',
    '2026-10-07',
    '2025-06-02',
  ])('%s is a holiday', (day) => expect(officialCalendar.isWorkingDay(day)).toBe(false));

  it('says that a deadline beyond the published years is provisional, and counts plain weekdays there', () => {
    expect(due('2026-12-31', 1)).toEqual({ due: '2027-01-01', provisional: true, calendarVersion: 'CN-2026.1' });
    expect(due('2026-12-30', 1)).toMatchObject({ due: '2026-12-31', provisional: false });
    expect(due('2026-12-31', 3)).toMatchObject({ due: '2027-01-05', provisional: true });
    expect(due('2027-05-07', 1)).toMatchObject({ due: '2027-05-10', provisional: true });
  });

  it('is provisional when only the days on the way lie in an unpublished year', () => {
    const published = { ...officialCalendar, years: new Set([2026, 2028]) };
    expect(deadline(published, '2026-12-31', workingDays(300))).toMatchObject({ provisional: true });
  });

  it('is due the same day when the matter is done at once, even on a holiday', () => {
    expect(deadline(officialCalendar, '2026-10-01', immediately)).toMatchObject({
      due: '2026-10-01',
      provisional: false,
    });
    expect(deadline(officialCalendar, '2027-10-01', immediately)).toMatchObject({ provisional: false });
  });
});

describe('a calendar with imported years', () => {
  const notice = { year: 2027, daysOff: ['2027-01-01', '2027-01-02', '2027-01-03'], makeUpDays: ['2027-01-09'] };

  it('covers them, and what crosses them is no longer provisional', () => {
    const calendar = buildCalendar([{ ...notice, version: 1 }]);
    expect([...calendar.years]).toEqual([2024, 2025, 2026, 2027]);
    expect(deadline(calendar, '2026-12-31', workingDays(6))).toEqual({
      due: '2027-01-09',
      provisional: false,
      calendarVersion: 'CN-2026.1+2027.1',
    });
    expect(deadline(calendar, '2027-12-31', workingDays(1))).toMatchObject({ provisional: true });
  });

  it('takes the newest version of a year, in whatever order they come, and says which', () => {
    const corrected = { year: 2027, daysOff: ['2027-01-01', '2027-01-04'], makeUpDays: [] };
    const versions = [
      { ...corrected, version: 2 },
      { ...notice, version: 1 },
    ];
    for (const order of [versions, versions.toReversed()]) {
      const calendar = buildCalendar(order);
      expect(calendar.version).toBe('CN-2026.1+2027.2');
      expect(calendar.isWorkingDay('2027-01-04')).toBe(false);
      expect(calendar.isWorkingDay('2027-01-09')).toBe(false);
    }
  });

  it('puts an imported year in the place of a built-in one, whole, and leaves the others', () => {
    const calendar = buildCalendar([{ year: 2026, daysOff: ['2026-01-01'], makeUpDays: [], version: 3 }]);
    expect(calendar.version).toBe('CN-2026.1+2026.3');
    expect(calendar.isWorkingDay('2026-02-14')).toBe(false);
    expect(calendar.isWorkingDay('2026-10-07')).toBe(true);
    expect(calendar.isWorkingDay('2025-10-11')).toBe(true);
    expect(officialCalendar.isWorkingDay('2026-10-07')).toBe(false);
  });

  it('says of each day what it is', () => {
    const kinds = (days: string[]) => days.map((day) => officialCalendar.kindOf(day));
    expect(kinds(['2026-10-03', '2026-10-10', '2026-10-11', '2026-10-12', '2027-10-01', '2027-10-02'])).toEqual([
      'holiday',
      'makeUpDay',
      'weekend',
      'workingDay',
      'workingDay',
      'weekend',
    ]);
    expect(daysOf(2024)).toHaveLength(366);
    // 国办发明电〔2025〕7号: 33 days off in 2026, six weekends worked.
    const all = daysOf(2026).map((day) => officialCalendar.kindOf(day));
    expect(all.filter((kind) => kind === 'makeUpDay')).toHaveLength(6);
    expect(all.filter((kind) => kind === 'holiday')).toHaveLength(33);
  });
});

describe('civil dates', () => {
  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '20260101',
    '',
    '2026-01-01T00:00:00Z',
    '+02026-01-01',
  ])('%p is none', (text) => expect(isCivilDate(text)).toBe(false));
  it('exist on leap days', () => expect(isCivilDate('2028-02-29')).toBe(true));

  it('are those of Shanghai, not of UTC', () => {
    expect(civilDate(new Date('2026-11-20T15:59:59Z'))).toBe('2026-11-20');
    expect(civilDate(new Date('2026-11-20T16:00:00Z'))).toBe('2026-11-21');
  });

  it('become instants, 24:00 being the end of the day', () => {
    expect(instantOn('2026-11-20', '09:00').toISOString()).toBe('2026-11-20T01:00:00.000Z');
    expect(instantOn('2026-11-20', '17:30').toISOString()).toBe('2026-11-20T09:30:00.000Z');
    expect(instantOn('2026-11-20', '24:00')).toEqual(instantOn('2026-11-21', '00:00'));
  });

  it('are added over months, years and 29 February', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });
});
