import type { CalendarStore } from '../calendar-store';

const year = { year: 2027, daysOff: ['2027-01-01', '2027-01-02'], makeUpDays: ['2027-01-09'], source: 'notice 1' };

/** What both stores of imported years promise. */
export function describeCalendarStore(name: string, open: () => CalendarStore): void {
  describe(name, () => {
    it('keeps every word of a year, who brought it in and when', async () => {
      const store = open();
      expect(await store.newest()).toEqual([]);
      const added = await store.add(year, 'catalogue');
      expect(added).toEqual({ ...year, version: 1, importedBy: 'catalogue', importedAt: expect.any(Date) });
      expect(await store.newest()).toEqual([added]);
    });

    it('adds a version for a correction, and none for the same said again', async () => {
      const store = open();
      await store.add(year, 'catalogue');
      const again = await store.add({ ...year, daysOff: year.daysOff.toReversed() }, 'another');
      expect(again).toMatchObject({ version: 1, importedBy: 'catalogue' });
      const corrected = await store.add({ ...year, makeUpDays: [], source: 'notice 2' }, 'another');
      expect(corrected).toMatchObject({ version: 2, makeUpDays: [], source: 'notice 2' });
      await store.add({ ...year, year: 2028, daysOff: ['2028-01-01'], makeUpDays: [] }, 'catalogue');
      expect((await store.newest()).map(({ year: of, version }) => [of, version])).toEqual([
        [2027, 2],
        [2028, 1],
      ]);
    });

    it('gives each of many imports at once a version of its own', async () => {
      const store = open();
      const added = await Promise.all(
        Array.from({ length: 8 }, (_, n) => store.add({ ...year, source: `notice ${n}` }, 'catalogue')),
      );
      expect(added.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(await store.newest()).toHaveLength(1);
    });
  });
}
