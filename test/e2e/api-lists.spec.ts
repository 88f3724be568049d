import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let hospital: string;
const reports: ReturnType<typeof birth>[] = [];
const ids: string[] = [];

beforeAll(async () => {
  world = await createWorld();
  hospital = await world.key('hospital', { organisation: 'JH0001' });
  const answer = world.answer;
  world.answer = (call) => (call.step === 'householdRegistration' ? { kind: 'accepted' } : answer(call));
  for (const [n, situation] of [
    'married-local',
    'twins',
    'mother-not-insured',
    'father-unknown',
    'triplets',
  ].entries()) {
    const report = birth(n, situation);
    reports.push(report);
    ids.push((await world.post('/api/v1/life-events/newborn/instances', report, hospital)).body.id);
  }
  await world.quiet();
});
afterAll(() => world.close());

const list = async (query: string, key = hospital): Promise<{ ids: string[]; next: string | null }> => {
  const { status, body } = await world.get(`/api/v1/instances?${query}`, key);
  expect(status).toBe(200);
  return { ids: body.items.map(({ id }: { id: string }) => id), next: body.nextCursor };
};

it('pages from the newest to the oldest, none left out and none twice, though cases are added meanwhile', async () => {
  const first = await list('limit=2');
  ids.push((await world.post('/api/v1/life-events/newborn/instances', birth(90), hospital)).body.id);
  const second = await list(`limit=2&cursor=${first.next}`);
  const third = await list(`limit=2&cursor=${second.next}`);
  expect([...first.ids, ...second.ids, ...third.ids]).toEqual(ids.slice(0, 5).reverse());
  expect(third.next).toBeNull();
});

it('finds a case by its number', async () => {
  const { body } = await world.get(`/api/v1/instances/${ids[1]}`, hospital);
  expect((await list(`q=${body.caseNumber}`)).ids).toEqual([ids[1]]);
  expect((await list(`q=${body.caseNumber.toLowerCase()}`)).ids).toEqual([ids[1]]);
  expect((await list('q=NB-20200101-9999999')).ids).toEqual([]);
});

it('finds a case by the exact document number of a person of it, for those who may', async () => {
  const number = reports[1]?.mother.idNumber as string;
  expect((await list(`q=${number}`)).ids).toEqual([ids[1]]);
  expect((await list(`q=${number.slice(0, -1)}`)).ids).toEqual([]);
  const police = await world.key('departmentStaff', { departments: ['police'] });
  expect((await list(`q=${number}`, police)).ids).toEqual([ids[1]]);
  for (const role of ['operator', 'auditor', 'supervisor'] as const) {
    expect((await list(`q=${number}`, await world.key(role))).ids).toEqual([]);
  }
  const health = await world.key('departmentStaff', { departments: ['health'] });
  expect((await list(`q=${number}`, health)).ids).toEqual([]);
});

it('filters by event, status, open step, open department and overdue', async () => {
  const operator = await world.key('operator');
  expect((await list('event=newborn&limit=100', operator)).ids).toHaveLength(ids.length);
  expect((await list('event=retirement', operator)).ids).toEqual([]);
  expect((await list('status=completed', operator)).ids).toEqual([]);
  await world.quiet();
  expect((await list('step=householdRegistration&limit=100', operator)).ids).toHaveLength(ids.length);
  expect((await list('step=citizenCard', operator)).ids).toEqual([]);
  expect((await list('department=police&limit=100', operator)).ids).toHaveLength(ids.length);
  expect((await list('department=health', operator)).ids).toEqual([]);
  expect((await list('overdue=true', operator)).ids).toEqual([]);
  await world.pool.query(
    `update step_execution set due_at = now() - interval '1 day', next_level_at = now() - interval '1 day'
     where instance_id = $1 and answered_at is null`,
    [ids[0]],
  );
  // Not told yet, and true all the same.
  expect((await list('overdue=true', operator)).ids).toEqual([ids[0]]);
  expect((await list('level=yellow&step=householdRegistration&department=police', operator)).ids).toEqual([ids[0]]);
  expect((await list('level=red', operator)).ids).toEqual([]);
  expect((await list('level=yellow&department=health', operator)).ids).toEqual([]);
  await world.pool.query('update step_execution set statutory_due_at = due_at where instance_id = $1', [ids[0]]);
  await world.deadlines.run();
  expect((await list('level=red&overdue=true&status=running&event=newborn', operator)).ids).toEqual([ids[0]]);
  expect((await list('level=red', await world.key('departmentStaff', { departments: ['police'] }))).ids).toEqual([
    ids[0],
  ]);
  expect((await list('level=red', hospital)).ids).toEqual([ids[0]]);
  expect((await list('level=red', await world.key('hospital', { organisation: 'JH0002' }))).ids).toEqual([]);
  expect((await list('level=yellow', operator)).ids).toEqual([]);
  expect((await list('level=red&status=completed', operator)).ids).toEqual([]);
});

it('finds a case by its tracking code and by its business key, each within what exists for the caller', async () => {
  const { body } = await world.get(`/api/v1/instances/${ids[1]}`, hospital);
  const { mother, birth: born } = reports[1];
  const key = encodeURIComponent([mother.idType, mother.idNumber, new Date(born.bornAt).toISOString()].join('|'));
  const stranger = await world.key('hospital', { organisation: 'JH0002' });
  for (const q of [body.trackingCode, body.trackingCode.toLowerCase(), key]) {
    expect((await list(`q=${q}`)).ids).toEqual([ids[1]]);
    expect((await list(`q=${q}&status=completed`)).ids).toEqual([]);
    expect((await list(`q=${q}`, stranger)).ids).toEqual([]);
  }
  const operator = await world.key('operator');
  expect((await list(`q=${body.trackingCode}`, operator)).ids).toEqual([ids[1]]);
  expect((await list(`q=${key}`, operator)).ids).toEqual([]);
  const citizen = await world.key('citizen', { idNumber: reports[0]?.mother.idNumber });
  expect((await list(`q=${body.trackingCode}`, citizen)).ids).toEqual([]);
});

it('shows in a list no field of any case, to nobody', async () => {
  const citizen = await world.key('citizen', { idNumber: reports[1]?.mother.idNumber });
  for (const key of [citizen, await world.key('departmentStaff', { departments: ['police'] })]) {
    const { body } = await world.get('/api/v1/instances?limit=100', key);
    expect(body.items.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toMatch(/"output"|"fields"/);
  }
});

it('a history has no gaps, its hashes, and for a department no rows of the steps of others', async () => {
  const path = `/api/v1/instances/${ids[0]}/history`;
  const first = (await world.get(`${path}?limit=3`, hospital)).body;
  const rest = (await world.get(`${path}?limit=100&cursor=${first.nextCursor}`, hospital)).body;
  const rows = [...first.items, ...rest.items];
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, at) => at + 1));
  expect(rows[0]).toEqual({
    ...{ seq: 1, type: 'instance.started', at: expect.any(String) },
    // Organisations have no name but their code.
    ...{ actor: 'JH0001', actorName: 'JH0001' },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(rest.nextCursor).toBeNull();
  const health = await world.key('departmentStaff', { departments: ['health'] });
  const own = (await world.get(`${path}?limit=100`, health)).body.items;
  expect(new Set(own.map(({ step }: { step?: string }) => step))).toEqual(new Set([undefined, 'birthCertificate']));
});

it('describes each life event with its steps', async () => {
  const { body } = await world.get('/api/v1/definitions', hospital).set('Accept-Language', 'en');
  expect(body.items).toEqual([
    expect.objectContaining({
      event: 'newborn',
      version: 1,
      title: 'A child is born',
      startedBy: ['hospital', 'citizen'],
    }),
  ]);
  const { body: newborn } = await world.get('/api/v1/definitions/newborn', hospital);
  expect(newborn.steps.find(({ id }: { id: string }) => id === 'householdRegistration')).toMatchObject({
    ...{ title: '户口登记', department: 'police', departmentName: '公安', matterCode: '999900000002', per: 'child' },
    needs: [{ step: 'birthCertificate', how: 'completed' }],
    limit: { legal: { kind: 'workingDays', days: 3 }, promised: { kind: 'workingDays', days: 1 } },
  });
  expect((await world.get('/api/v1/definitions/marriage', hospital)).status).toBe(404);
});
