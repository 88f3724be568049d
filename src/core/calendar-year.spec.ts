import { findCalendarDefects, type CalendarYear } from './calendar-year';

const good: CalendarYear = {
  year: 2027,
  daysOff: ['2027-01-01', '2027-01-02', '2027-01-03'],
  makeUpDays: ['2027-01-09'],
};
const defects = (change: Partial<CalendarYear>): string[] =>
  findCalendarDefects({ ...good, ...change }).map(({ pointer, code }) => `${pointer} ${code}`);

describe('a year to be imported', () => {
  it('is good as the notice gives it, and without a make-up day', () => {
    expect(defects({})).toEqual([]);
    expect(defects({ makeUpDays: [] })).toEqual([]);
  });

  it.each<[string, Partial<CalendarYear>, string]>([
    ['a day of another year', { daysOff: ['2026-12-31'] }, '/daysOff/0 calendar-day-of-another-year'],
    ['a day that does not exist', { daysOff: ['2027-02-29'] }, '/daysOff/0 calendar-day-invalid'],
    ['a day in another spelling', { makeUpDays: ['2027-1-9'] }, '/makeUpDays/0 calendar-day-invalid'],
    ['a make-up day in the week', { makeUpDays: ['2027-01-08'] }, '/makeUpDays/0 calendar-make-up-not-weekend'],
    ['a day twice', { daysOff: ['2027-01-01', '2027-01-01'] }, '/daysOff/1 calendar-day-repeated'],
    ['a day off that is worked', { makeUpDays: ['2027-01-02'] }, '/makeUpDays/0 calendar-day-off-and-worked'],
    ['no day off', { daysOff: [] }, '/daysOff calendar-no-days-off'],
    ['a year long ago', { year: 1999 }, '/year calendar-year-out-of-range'],
    ['half a year', { year: 2027.5 }, '/year calendar-year-out-of-range'],
  ])('is refused for %s', (_, change, defect) => expect(defects(change)).toContain(defect));

  it('has every defect named at once', () => {
    expect(defects({ daysOff: ['2027-01-01', 'x', '2027-01-01'], makeUpDays: ['2027-01-01', '2028-01-01'] })).toEqual([
      '/daysOff/1 calendar-day-invalid',
      '/daysOff/2 calendar-day-repeated',
      '/makeUpDays/0 calendar-day-off-and-worked',
      '/makeUpDays/0 calendar-make-up-not-weekend',
      '/makeUpDays/1 calendar-day-of-another-year',
    ]);
  });
});
