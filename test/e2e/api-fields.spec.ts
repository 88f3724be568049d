import { randomUUID } from 'node:crypto';
import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let hospital: string;
let family = 0;

beforeAll(async () => {
  world = await createWorld();
  hospital = await world.key('hospital', { organisation: 'JH0001' });
});
afterAll(() => world.close());

interface Step {
  id: string;
  output?: Record<string, unknown>;
  fields?: Record<string, unknown>;
}

const start = async (): Promise<{ id: string; report: ReturnType<typeof birth> }> => {
  const report = birth((family += 1));
  const { body } = await world.post('/api/v1/life-events/newborn/instances', report, hospital);
  await world.quiet();
  return { id: body.id, report };
};

const stepsFor = async (id: string, key: string): Promise<Step[]> => {
  const answer = await world.get(`/api/v1/instances/${id}`, key);
  expect(answer.status).toBe(200);
  return answer.body.steps;
};

const accessLog = async (id: string): Promise<{ role: string; region: string; fields: string[]; purpose: string }[]> =>
  (
    await world.pool.query('select role, region, fields, purpose from access_log where instance_id = $1 order by id', [
      id,
    ])
  ).rows;

it('a citizen sees what every matter has brought, and nothing else of the record', async () => {
  const { id, report } = await start();
  const citizen = await world.key('citizen', { idNumber: report.mother.idNumber });
  const steps = await stepsFor(id, citizen);
  expect(steps.find((step) => step.id === 'birthCertificate')?.output).toEqual({
    'child.birthCertificateNumber': 'child.birthCertificateNumber of 1',
  });
  expect(steps.every(({ fields }) => fields === undefined)).toBe(true);
  expect(JSON.stringify(steps)).not.toContain(report.mother.idNumber);
  expect(await accessLog(id)).toContainEqual({
    ...{ role: 'citizen', region: 'birthCertificate@1', purpose: 'own-case' },
    fields: ['child.birthCertificateNumber'],
  });
});

it('who oversees or has sent a case sees how it stands and no personal field, and nothing is logged as seen', async () => {
  const { id } = await start();
  for (const key of [
    hospital,
    await world.key('supervisor'),
    await world.key('auditor'),
    await world.key('operator'),
  ]) {
    const steps = await stepsFor(id, key);
    expect(steps).toHaveLength(8);
    expect(steps.every(({ output, fields }) => output === undefined && fields === undefined)).toBe(true);
  }
  expect(await accessLog(id)).toEqual([]);
});

it('a department sees its own step in full and of the others only that they exist', async () => {
  const { id } = await start();
  const police = await world.key('departmentStaff', { departments: ['police'] });
  for (const step of await stepsFor(id, police)) {
    if (step.id === 'householdRegistration') {
      expect(step).toMatchObject({ department: 'police', output: { 'child.idNumber': 'child.idNumber of 1' } });
      expect(step.fields).toBeUndefined();
    } else {
      expect(Object.keys(step).sort()).toEqual(
        step.id === 'maternityBenefit' ? ['id', 'status', 'title'] : ['id', 'status', 'subject', 'title'],
      );
    }
  }
});

it('a department sees what its step reads only while the step lies with it', async () => {
  const answer = world.answer;
  world.answer = (call) => (call.step === 'householdRegistration' ? { kind: 'accepted' } : answer(call));
  const { id, report } = await start();
  world.answer = answer;
  const police = await world.key('departmentStaff', { departments: ['police'] });
  const own = (await stepsFor(id, police)).find((step) => step.id === 'householdRegistration');
  expect(own?.output).toBeUndefined();
  expect(Object.keys(own?.fields ?? {}).sort()).toEqual([
    ...['birth.bornAt', 'child.birthCertificateNumber', 'child.name', 'child.sex', 'father.idNumber', 'father.name'],
    ...['household.divisionCode', 'household.follow', 'household.number', 'marriage.certificateNumber'],
    ...['marriage.status', 'mother.idNumber', 'mother.name'],
  ]);
  expect(own?.fields).toMatchObject({ 'mother.idNumber': report.mother.idNumber });
  const [entry] = await accessLog(id);
  expect(entry).toMatchObject({
    role: 'departmentStaff',
    region: 'householdRegistration@1',
    purpose: 'step-of-department',
  });
  expect(entry?.fields).toEqual(expect.arrayContaining(Object.keys(own?.fields ?? {})));

  const health = await world.key('departmentStaff', { departments: ['health'] });
  const steps = await stepsFor(id, health);
  expect(steps.find((step) => step.id === 'birthCertificate')).toMatchObject({ output: expect.anything() });
  expect(JSON.stringify(steps)).not.toContain(report.mother.idNumber);
});

it('what cannot be logged is not shown', async () => {
  const { id, report } = await start();
  const citizen = await world.key('citizen', { idNumber: report.mother.idNumber });
  await world.pool.query('alter table access_log rename to access_log_gone');
  const answer = await world.get(`/api/v1/instances/${id}`, citizen);
  await world.pool.query('alter table access_log_gone rename to access_log');
  expect(answer.status).toBe(500);
  expect(answer.text).not.toMatch(/access_log|child\.|of 1/);
});

it('a record is not opened for somebody of whom nothing is written down', async () => {
  const { id } = await start();
  const nobody = {
    keyId: randomUUID(),
    organisation: 'x',
    role: 'auditor',
    purpose: 'x',
    requestId: randomUUID(),
  } as const;
  await expect(world.reader.disclose(id, nobody, [])).rejects.toThrow('no record that could be disclosed');
});

it('the log of what was seen cannot be changed', async () => {
  for (const statement of ['delete from access_log', "update access_log set role = ''", 'truncate access_log']) {
    await expect(world.pool.query(statement)).rejects.toThrow('append-only');
  }
});

it('reading a case takes two statements when fields are shown, and one when none are', async () => {
  const { id, report } = await start();
  const citizen = await world.key('citizen', { idNumber: report.mother.idNumber });
  for (const [key, statements] of [
    [hospital, 1],
    [citizen, 2],
  ] as const) {
    await world.get('/api/v1/definitions', key);
    const asked = [jest.spyOn(world.pool, 'query'), jest.spyOn(world.dataSource, 'query')];
    await world.get(`/api/v1/instances/${id}`, key);
    expect(asked.reduce((sum, spy) => sum + spy.mock.calls.length, 0)).toBe(statements);
    asked.forEach((spy) => spy.mockRestore());
  }
});

it('no log line holds a name, a number, a key or an address with them', async () => {
  const { id, report } = await start();
  const citizen = await world.key('citizen', { idNumber: report.mother.idNumber });
  await world.get(`/api/v1/instances/${id}`, citizen);
  await world.get(`/api/v1/instances?q=${report.mother.idNumber}`, citizen);
  const log = world.logged.join('\n');
  for (const secret of [report.mother.idNumber, report.mother.name, report.mother.phone, citizen, id]) {
    expect(log).not.toContain(secret);
  }
  expect(log).toContain('"route":"/api/v1/instances/:id"');
});
