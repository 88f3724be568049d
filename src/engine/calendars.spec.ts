import type { OfficialCalendar } from '../core';
import type { CalendarStore, ImportedYear } from './calendar-store';
import { FollowedCalendars } from './calendars';
import { describeCalendarStore } from './testing/calendar.contract';
import { MemoryCalendarStore } from './testing/memory-calendar-store';

const year = { year: 2027, daysOff: ['2027-01-01'], makeUpDays: ['2027-01-09'], source: 'notice 1' };

describeCalendarStore('the memory store of imported years', () => new MemoryCalendarStore());

describe('the calendar in use', () => {
  const told: string[] = [];
  const tell = ({ version }: OfficialCalendar): void => void told.push(version);
  beforeEach(() => told.splice(0));

  it('follows what somebody else has imported, and tells each change once', async () => {
    const store = new MemoryCalendarStore();
    const calendars = new FollowedCalendars(store, tell);
    await calendars.refresh();
    await store.add(year, 'another process');
    expect(calendars.current().version).toBe('CN-2026.1');
    await calendars.refresh();
    await calendars.refresh();
    expect(calendars.current().isWorkingDay('2027-01-09')).toBe(true);
    expect(calendars.importedYear(2027)).toMatchObject({ source: 'notice 1' });
    expect(told).toEqual(['CN-2026.1', 'CN-2026.1+2027.1']);
  });

  it('counts with an imported year at once', async () => {
    const calendars = new FollowedCalendars(new MemoryCalendarStore(), tell);
    await calendars.import(year, 'catalogue');
    expect(calendars.current().years.has(2027)).toBe(true);
    expect(told).toEqual(['CN-2026.1+2027.1']);
  });

  it('writes no year that has a defect', async () => {
    const store = new MemoryCalendarStore();
    const calendars = new FollowedCalendars(store, tell);
    await expect(calendars.import({ ...year, daysOff: [] }, 'catalogue')).rejects.toThrow('calendar-no-days-off');
    expect(await store.newest()).toEqual([]);
  });

  it('never goes back to an older answer that comes late', async () => {
    const store = new MemoryCalendarStore();
    await store.add(year, 'catalogue');
    const old = await store.newest();
    let late = (_: ImportedYear[]): void => undefined;
    const asked = [new Promise<ImportedYear[]>((resolve) => (late = resolve))];
    const slow: CalendarStore = {
      add: (...args) => store.add(...args),
      newest: () => asked.shift() ?? store.newest(),
    };
    const calendars = new FollowedCalendars(slow, tell);
    const first = calendars.refresh();
    await calendars.import({ ...year, source: 'notice 2' }, 'catalogue');
    late(old);
    await first;
    expect(calendars.current().version).toBe('CN-2026.1+2027.2');
  });

  it('stays as it is while the database is away', async () => {
    const store = new MemoryCalendarStore();
    const calendars = new FollowedCalendars(store, tell);
    await calendars.import(year, 'catalogue');
    store.newest = () => Promise.reject(new Error('away'));
    await expect(calendars.refresh()).rejects.toThrow('away');
    expect(calendars.current().version).toBe('CN-2026.1+2027.1');
  });
});
