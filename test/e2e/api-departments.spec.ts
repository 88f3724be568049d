import request, { type Test } from 'supertest';
import { createWorld, type World } from './api-world';

const POLICE = '/api/v1/departments/police';
const policy = {
  rate: { perSecond: 5, burst: 10 },
  concurrency: 4,
  hours: [{ days: 'working', from: '09:00', until: '17:30' }],
  maintenance: [{ from: '2026-03-02T22:00:00+08:00', until: '2026-03-03T02:00:00+08:00' }],
  breaker: { failures: 5, openForMs: 1_000, longestMs: 60_000 },
};

let world: World;
let operator: string;

beforeAll(async () => {
  // A Friday evening.
  world = await createWorld({ now: () => new Date('2026-03-06T12:00:00Z') });
  operator = await world.key('operator');
});
afterAll(() => world.close());

const put = (body: unknown, key = operator, path = POLICE): Test =>
  request(world.app.getHttpServer())
    .put(path)
    .set('Authorization', `Bearer ${key}`)
    .send(body as object);

it('a department of which nothing is said is open and has no limits', async () => {
  const { body } = await world.get(POLICE, operator);
  expect(body).toMatchObject({
    ...{ id: 'police', version: 0, changedAt: null, open: true, breaker: 'closed', underWay: 0, waiting: 0 },
    ...{ incident: null, policy: { hours: [], maintenance: [] } },
  });
});

it('a policy is in force as it was sent, replaced as a whole, and every version is kept with who set it', async () => {
  const { body, status } = await put(policy);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ policy, version: 1, changedBy: 'the operator', open: false, opensAt: '2026-03-09T01:00:00.000Z' },
  });
  expect((await put({ concurrency: 2 })).body).toMatchObject({ version: 2, open: true, policy: { concurrency: 2 } });
  const { body: now } = await world.get(POLICE, operator);
  expect(now.policy.rate).toBeUndefined();
  const { rows } = await world.pool.query(
    `select version, role, organisation, policy ->> 'concurrency' as concurrency from department_policy_change order by version`,
  );
  expect(rows).toEqual([
    { version: 1, role: 'operator', organisation: 'the operator', concurrency: '4' },
    { version: 2, role: 'operator', organisation: 'the operator', concurrency: '2' },
  ]);
  await expect(world.pool.query('delete from department_policy_change')).rejects.toThrow('append-only');
});

it('every defect is named at once, and nothing is changed', async () => {
  const { body: before } = await world.get(POLICE, operator);
  const { status, body } = await put({
    rate: { perSecond: 0, burst: 1.5 },
    concurrency: 0,
    hours: [
      { days: 'sundays', from: '9:00', until: '25:00' },
      { days: 'all', weekdays: [8], from: '12:00', until: '12:00' },
    ],
    maintenance: [
      { from: '2026-03-02', until: 'soon' },
      { from: '2026-03-02T10:00:00Z', until: '2026-03-02T10:00:00+08:00' },
    ],
    breaker: { failures: 0, openForMs: 1, longestMs: 1 },
    holidays: true,
  });
  expect(status).toBe(400);
  const found = body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`).sort();
  expect(found).toEqual(
    [
      '/breaker/failures number-out-of-range',
      '/breaker/longestMs number-out-of-range',
      '/breaker/openForMs number-out-of-range',
      '/concurrency number-out-of-range',
      '/holidays unknown-field',
      '/hours/0/days choice-unknown',
      '/hours/0/from time-of-day-invalid',
      '/hours/0/until time-of-day-invalid',
      '/hours/1/until until-not-after-from',
      '/hours/1/weekdays number-out-of-range',
      '/maintenance/0/from instant-invalid',
      '/maintenance/0/until instant-invalid',
      '/maintenance/1/until until-not-after-from',
      '/rate/burst number-required',
      '/rate/perSecond number-out-of-range',
    ].sort(),
  );
  expect((await world.get(POLICE, operator)).body).toEqual(before);
});

it('only an operator changes it, and only of a department that exists', async () => {
  expect((await put(policy, await world.key('supervisor'))).status).toBe(403);
  expect((await world.get(POLICE, await world.key('auditor'))).status).toBe(200);
  expect((await world.get(POLICE, await world.key('hospital'))).status).toBe(403);
  expect((await put(policy, operator, '/api/v1/departments/nobody')).status).toBe(404);
});

it('they are listed by cursor', async () => {
  const { body: all } = await world.get('/api/v1/departments?limit=100', operator);
  const ids = all.items.map(({ id }: { id: string }) => id);
  expect(ids).toEqual([...ids].sort());
  expect(ids).toContain('police');
  const { body: first } = await world.get('/api/v1/departments?limit=1', operator);
  const { body: rest } = await world.get(`/api/v1/departments?limit=100&cursor=${first.nextCursor}`, operator);
  expect([...first.items, ...rest.items]).toEqual(all.items);
  expect(rest.nextCursor).toBeNull();
});
