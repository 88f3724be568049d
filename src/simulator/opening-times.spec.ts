import { instantOn, officialCalendar } from '../core';
import { OpeningTimes } from './opening-times';
import { officeHours } from './testing/counter';
import type { Hours } from './staff';

const HOUR = 3_600_000;
const at = (day: string, time: string): number => instantOn(day, time).getTime();
const times = (closed: { from: string; until: string }[] = [], hours = officeHours as Hours[]): OpeningTimes =>
  new OpeningTimes(hours, closed, officialCalendar, at('2026-02-09', '00:00'));

describe('opening times', () => {
  it('let work go on over lunch, night, weekend and Spring Festival, in open time only', () => {
    const open = times();
    expect(open.after(at('2026-02-09', '11:30'), HOUR)).toBe(at('2026-02-09', '13:30'));
    // 2026-02-14 is a Saturday that is worked, the festival lasts from 15 to 23 February.
    expect(open.after(at('2026-02-13', '16:00'), 2 * HOUR)).toBe(at('2026-02-14', '10:00'));
    expect(open.after(at('2026-02-14', '16:30'), HOUR)).toBe(at('2026-02-24', '09:30'));
    expect(open.opensAt(at('2026-02-14', '17:00'))).toBe(at('2026-02-24', '09:00'));
    expect(open.openUntil(at('2026-02-24', '09:00')) - open.openUntil(at('2026-02-09', '09:00'))).toBe(42 * HOUR);
  });

  it('end at the minute, and begin at it', () => {
    const open = times();
    expect([open.isOpen(at('2026-02-09', '09:00')), open.isOpen(at('2026-02-09', '12:00'))]).toEqual([true, false]);
    expect(open.after(at('2026-02-09', '09:00'), 3 * HOUR)).toBe(at('2026-02-09', '12:00'));
  });

  it('have a hole where the department is out, also where it is open day and night', () => {
    const hole = { from: '2026-02-10T10:00:00+08:00', until: '2026-02-10T11:00:00+08:00' };
    expect(times([hole]).after(at('2026-02-10', '09:30'), HOUR)).toBe(at('2026-02-10', '11:30'));
    const always = times([hole], []);
    expect(always.after(at('2026-02-10', '09:30'), HOUR)).toBe(at('2026-02-10', '11:30'));
    expect(always.after(at('2026-02-10', '23:30'), 100 * 24 * HOUR)).toBe(at('2026-05-21', '23:30'));
  });

  it('say so where a department never opens', () => {
    const never = times([{ from: '2026-01-01T00:00:00+08:00', until: '2999-01-01T00:00:00+08:00' }]);
    expect(never.opensAt(at('2026-02-10', '09:00'))).toBe(Infinity);
    expect(never.after(at('2026-02-10', '09:00'), 1)).toBe(Infinity);
  });
});
