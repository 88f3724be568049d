import { createWorld, type World } from './api-world';

let world: World;
let citizen: string;
let catalogue: string;
beforeAll(async () => {
  world = await createWorld();
  citizen = await world.key('citizen', { idNumber: '330702199005123456' });
  catalogue = await world.key('catalogueAdmin', { organisation: 'the catalogue' });
});
afterAll(() => world.close());

/** What the notice for 2027 might say; the real one was not published when this was written. */
const notice = {
  daysOff: ['2027-01-01', '2027-01-02', '2027-01-03', '2027-02-05', '2027-02-08'],
  makeUpDays: ['2027-01-30', '2027-02-20'],
  source: '国办发明电〔2026〕0号',
};

const deadlineOf = async (query: string) => (await world.get(`/api/v1/calendar/deadline?${query}`, citizen)).body;
const faults = (answer: { body: { errors: { pointer: string; code: string }[] } }): string[] =>
  answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`);

describe('a deadline', () => {
  it.each([
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-14', 1, '2026-02-24'],
    ['2026-09-18', 1, '2026-09-20'],
    ['2026-09-30', 3, '2026-10-10'],
    ['2026-04-30', 5, '2026-05-11'],
    ['2026-10-01', 0, '2026-10-01'],
  ])('from %s of %i working days is %s', async (from, days, due) => {
    expect(await deadlineOf(`from=${from}&workingDays=${days}`)).toEqual({
      ...{ due, provisional: false },
      calendarVersion: expect.stringMatching(/^CN-2026\.1/),
    });
  });

  it.each([
    ['', ['/from day-invalid', '/workingDays number-required']],
    ['from=2026-02-30&workingDays=1', ['/from day-invalid']],
    ['from=1026-02-03&workingDays=1', ['/from day-invalid']],
    ['from=2026-02-13&from=2026-02-14&workingDays=1', ['/from day-invalid']],
    ['from=2026-02-13&workingDays=-1', ['/workingDays number-out-of-range']],
    ['from=2026-02-13&workingDays=99999999999', ['/workingDays number-out-of-range']],
    ['from=2026-02-13&workingDays=1.5', ['/workingDays number-required']],
    ['from=2026-02-13&workingDays=1&x=1', ['/x unknown-field']],
  ])('is not asked for with "%s"', async (query, expected) => {
    const answer = await world.get(`/api/v1/calendar/deadline?${query}`, citizen);
    expect(answer.status).toBe(400);
    expect(faults(answer).sort()).toEqual(expect.arrayContaining(expected));
  });
});

describe('the calendar', () => {
  it('says of each day of a year what it is, and whether the year is covered', async () => {
    const { body } = await world.get('/api/v1/calendar/days?year=2026', citizen);
    expect(body).toMatchObject({ year: 2026, covered: true, source: null });
    expect(body.days).toHaveLength(365);
    expect(body.days.slice(0, 4).map(({ kind }: { kind: string }) => kind)).toEqual([
      ...['holiday', 'holiday', 'holiday', 'makeUpDay'],
    ]);
    const open = await world.get('/api/v1/calendar/days?year=2031', citizen);
    expect(open.body).toMatchObject({ covered: false });
    for (const year of ['', '1999', '2101', 'x', '20.5']) {
      expect((await world.get(`/api/v1/calendar/days?year=${year}`, citizen)).status).toBe(400);
    }
  });

  it('is for whoever has a key, and changed by the catalogue administrator alone', async () => {
    const year = '/api/v1/calendar/years/2027';
    expect((await world.get('/api/v1/calendar/days?year=2026')).status).toBe(401);
    for (const role of ['citizen', 'operator', 'supervisor', 'departmentStaff'] as const) {
      expect((await world.put(year, notice, await world.key(role))).body.code).toBe('role-not-allowed');
    }
    expect((await world.put(year, notice)).status).toBe(401);
    expect((await world.pool.query('select from calendar_year')).rowCount).toBe(0);
  });

  it('takes no year with defects, and names every one', async () => {
    const bad = { daysOff: ['2027-01-01', '2027-01-01', '2026-12-31'], makeUpDays: ['2027-01-01', '2027-02-30'] };
    const answer = await world.put('/api/v1/calendar/years/2027', { ...bad, source: 'x' }, catalogue);
    expect(answer.status).toBe(400);
    expect(faults(answer)).toEqual([
      '/daysOff/1 calendar-day-repeated',
      '/daysOff/2 calendar-day-of-another-year',
      '/makeUpDays/0 calendar-day-off-and-worked',
      '/makeUpDays/0 calendar-make-up-not-weekend',
      '/makeUpDays/1 calendar-day-invalid',
    ]);
    const formless = await world.put('/api/v1/calendar/years/2027', { daysOff: [1], source: 'x', y: 1 }, catalogue);
    expect(faults(formless).sort()).toEqual([
      ...['/daysOff list-required', '/makeUpDays list-required', '/y unknown-field'],
    ]);
    expect((await world.put('/api/v1/calendar/years/next', notice, catalogue)).status).toBe(404);
    expect(faults(await world.put('/api/v1/calendar/years/1999', notice, catalogue))).toContain(
      '/year calendar-year-out-of-range',
    );
    expect((await world.pool.query('select from calendar_year')).rowCount).toBe(0);
  });

  it('counts with an imported year at once, and keeps who brought it in, from which notice and when', async () => {
    expect(await deadlineOf('from=2026-12-31&workingDays=1')).toMatchObject({ due: '2027-01-01', provisional: true });
    const imported = await world.put('/api/v1/calendar/years/2027', notice, catalogue);
    expect(imported.body).toMatchObject({
      ...{ year: 2027, covered: true, source: notice.source, version: 1, importedBy: 'the catalogue' },
      ...{ importedAt: expect.any(String), calendarVersion: 'CN-2026.1+2027.1' },
    });
    expect(await deadlineOf('from=2026-12-31&workingDays=1')).toEqual({
      ...{ due: '2027-01-04', provisional: false, calendarVersion: 'CN-2026.1+2027.1' },
    });
    // Said again, it is the same; a correction is a new version.
    expect((await world.put('/api/v1/calendar/years/2027', notice, catalogue)).body.version).toBe(1);
    const corrected = { ...notice, daysOff: [...notice.daysOff, '2027-01-04'], source: '更正' };
    expect((await world.put('/api/v1/calendar/years/2027', corrected, catalogue)).body.version).toBe(2);
    expect(await deadlineOf('from=2026-12-31&workingDays=1')).toMatchObject({ due: '2027-01-05' });
    const { rows } = await world.pool.query('select year, version, source, imported_by from calendar_year order by 2');
    expect(rows).toEqual([
      { year: 2027, version: 1, source: notice.source, imported_by: 'the catalogue' },
      { year: 2027, version: 2, source: '更正', imported_by: 'the catalogue' },
    ]);
  });
});
