import { createWorld, type World } from './api-world';
import { birth } from './births';

const path = '/api/v1/life-events/newborn/instances';

let world: World;
let hospital: string;
let family = 0;

beforeAll(async () => {
  world = await createWorld();
  hospital = await world.key('hospital', { organisation: 'JH0001' });
});
afterAll(() => world.close());

const countCases = async (): Promise<number> =>
  Number((await world.pool.query<{ count: string }>('select count(*) from instance')).rows[0]?.count);

it('starts one case with all eight matters and shows it to the hospital that sent it', async () => {
  const answer = await world.post(path, birth((family += 1)), hospital);
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    caseNumber: expect.stringMatching(/^NB-\d{8}-\d{7}$/),
    event: 'newborn',
    definitionVersion: 1,
    status: 'running',
    trackingCode: expect.any(String),
    links: {
      self: `/api/v1/instances/${answer.body.id}`,
      history: `/api/v1/instances/${answer.body.id}/history`,
      track: `/api/v1/track/${answer.body.trackingCode}`,
    },
  });
  await world.quiet();
  const shown = await world.get(answer.body.links.self, hospital);
  expect(shown.status).toBe(200);
  expect(shown.body).toMatchObject({ status: 'completed', outcome: 'completed', progress: { done: 8, total: 8 } });
  expect(shown.body.steps.map(({ id }: { id: string }) => id)).toEqual([
    ...['birthCertificate', 'householdRegistration', 'medicalInsurance', 'citizenCard', 'vaccinationCertificate'],
    ...['motherChildHandbook', 'childHealthHandbook', 'maternityBenefit'],
  ]);
  expect(shown.body.steps[0]).toEqual({
    ...{ id: 'birthCertificate', title: '出生医学证明', subject: 1, status: 'completed', department: 'health' },
    ...{ startedAt: expect.any(String), completedAt: expect.any(String), dueAt: expect.any(String) },
    ...{ clock: 'stopped', level: 'normal', attempts: 1 },
  });
});

it('answers the second report of a birth with the case of the first', async () => {
  const report = birth((family += 1));
  const first = await world.post(path, report, hospital);
  const second = await world.post(path, report, hospital);
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body.id).toBe(first.body.id);
  expect(second.body.trackingCode).toBe(first.body.trackingCode);
});

it('makes one case of a father and a mother who both apply', async () => {
  const report = birth((family += 1));
  const mother = await world.key('citizen', { idNumber: report.mother.idNumber });
  const father = await world.key('citizen', { idNumber: report.father.idNumber });
  const [one, other] = await Promise.all([world.post(path, report, mother), world.post(path, report, father)]);
  expect([one.status, other.status].sort()).toEqual([200, 201]);
  expect(one.body.id).toBe(other.body.id);
  for (const key of [mother, father]) expect((await world.get(one.body.links.self, key)).status).toBe(200);
});

it('refuses a citizen who applies in the matter of others', async () => {
  const before = await countCases();
  const stranger = await world.key('citizen', { idNumber: '330702199107072217' });
  const answer = await world.post(path, birth((family += 1)), stranger);
  expect(answer.status).toBe(403);
  expect(answer.body.code).toBe('not-your-matter');
  expect(await countCases()).toBe(before);
});

it('gives another hospital the case that exists, but not the code that shows it', async () => {
  const report = birth((family += 1));
  const first = await world.post(path, report, hospital);
  const other = await world.key('hospital', { organisation: 'JH0002' });
  const second = await world.post(path, report, other);
  expect(second.status).toBe(200);
  expect(second.body).toMatchObject({ id: first.body.id, trackingCode: null, links: { track: null } });
  expect((await world.get(first.body.links.self, other)).status).toBe(404);
});

it('makes one case of a hundred identical reports at once', async () => {
  const report = birth((family += 1));
  const before = await countCases();
  const answers = await Promise.all(Array.from({ length: 100 }, () => world.post(path, report, hospital)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(await countCases()).toBe(before + 1);
});

describe('an Idempotency-Key', () => {
  const send = (body: object, key: string, caller = hospital) =>
    world.post(path, body, caller).set('Idempotency-Key', key);

  it('brings back the same case, and is refused with another body', async () => {
    const report = birth((family += 1));
    const first = await send(report, 'delivery 17');
    const again = await send(report, 'delivery 17');
    const other = await send(birth((family += 1)), 'delivery 17');
    expect([first.status, again.status, other.status]).toEqual([201, 200, 422]);
    expect(again.body.id).toBe(first.body.id);
    expect(other.body.code).toBe('idempotency-key-reused');
  });

  it('belongs to its caller: the same key of another hospital is another key', async () => {
    const other = await world.key('hospital', { organisation: 'JH0003' });
    const answers = [await send(birth((family += 1)), 'mine'), await send(birth((family += 1)), 'mine', other)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  it.each([['two hundred and one characters', 'x'.repeat(201)]])('must not be %s', async (_name, key) => {
    const answer = await send(birth((family += 1)), key);
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('idempotency-key-invalid');
  });
});

it('keeps rare characters of names byte by byte', async () => {
  const report = birth((family += 1));
  report.mother.name = '㛃䶮𬍛';
  report.children[0].name = '𠮷㛃';
  const seen: unknown[] = [];
  const answer = world.answer;
  world.answer = (call) => {
    if (call.step === 'birthCertificate') seen.push(call.fields['mother.name'], call.fields['child.name']);
    return answer(call);
  };
  expect((await world.post(path, report, hospital)).status).toBe(201);
  await world.quiet();
  world.answer = answer;
  expect(seen).toEqual(['㛃䶮𬍛', '𠮷㛃']);
});

it('runs every child step once per twin and counts both', async () => {
  const { body } = await world.post(path, birth((family += 1), 'twins'), hospital);
  await world.quiet();
  const shown = await world.get(body.links.self, hospital);
  expect(shown.body).toMatchObject({ subject: { name: 'child', count: 2 }, progress: { done: 15, total: 15 } });
  const certificates = shown.body.steps.filter(({ id }: { id: string }) => id === 'birthCertificate');
  expect(certificates.map(({ subject }: { subject: number }) => subject)).toEqual([1, 2]);
});

it('does not know a life event that does not exist', async () => {
  for (const event of ['marriage', '__proto__', 'newborn%00']) {
    const answer = await world.post(`/api/v1/life-events/${event}/instances`, birth(1), hospital);
    expect(answer.status).toBe(404);
  }
});
