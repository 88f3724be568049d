import { createWorld, type World } from './api-world';
import { readingCard } from './reading-card';

let world: World;
let sender: string;
let number = 1000;

beforeAll(async () => {
  world = await createWorld({ definitions: [readingCard], messages: {} });
  sender = await world.key('hospital', { organisation: 'school 1' });
});
afterAll(() => world.close());

const staff = (departments = ['culture']): Promise<string> => world.key('departmentStaff', { departments });

const start = async (): Promise<{ id: string; idNumber: string }> => {
  const idNumber = `P${(number += 1)}`;
  const body = { reader: { name: '示例', idNumber, address: '一号' } };
  const answer = await world.post('/api/v1/life-events/reading-card/instances', body, sender);
  await world.quiet();
  return { id: answer.body.id, idNumber };
};

/** The tasks of one case as a caller finds them. */
const tasksOf = async (instanceId: string, key: string, query = 'limit=100') => {
  const answer = await world.get(`/api/v1/tasks?${query}`, key);
  expect(answer.status).toBe(200);
  return answer.body.items.filter((task: { instanceId: string }) => task.instanceId === instanceId);
};

const stepOf = async (instanceId: string, step: string, key = sender) =>
  (await world.get(`/api/v1/instances/${instanceId}`, key)).body.steps.find(({ id }: { id: string }) => id === step);

describe('a task of a department', () => {
  it('is found by its staff alone, without a personal field', async () => {
    const { id } = await start();
    const [task] = await tasksOf(id, await staff());
    expect(task).toEqual({
      ...{ id: expect.stringContaining(id), instanceId: id, caseNumber: expect.stringMatching(/^RC-/) },
      ...{ event: 'reading-card', step: 'interview', title: '面谈', kind: 'task', department: 'culture' },
      ...{
        status: 'open',
        claimedBy: null,
        clock: 'running',
        level: 'normal',
        openedAt: expect.any(String),
        dueAt: expect.any(String),
      },
      ...{ answeredAt: null, writes: ['reader.level'], correctable: ['reader.name'] },
      reasons: [{ code: 'too-young', message: 'too-young' }],
    });
    for (const other of [await staff(['library']), sender, await world.key('citizen', { idNumber: 'P1' })]) {
      expect(await tasksOf(id, other)).toEqual([]);
      expect((await world.post(`/api/v1/tasks/${task.id}/claim`, {}, other)).status).toBe(404);
    }
  });

  it('is found by its case, its step or a person of the case, by whose hands it is in, and by nothing else', async () => {
    const { id, idNumber } = await start();
    const [mine, other] = [await staff(), await staff()];
    const [task] = await tasksOf(id, mine);
    const finds = async (query: string, key = mine): Promise<boolean> =>
      (await tasksOf(id, key, `limit=100&${query}`)).length === 1;
    for (const said of [task.caseNumber, idNumber, '面谈', 'reading-card|nothing']) {
      expect([said, await finds(`q=${encodeURIComponent(said)}`)]).toEqual([said, !said.endsWith('nothing')]);
    }
    const byTitle = `q=${encodeURIComponent('谈')}`;
    expect(await finds(`${byTitle}&event=reading-card&step=interview&level=normal&assignee=nobody`)).toBe(true);
    for (const not of ['event=other', 'step=other', 'level=red', 'overdue=true', 'assignee=me', 'assignee=others']) {
      expect([not, await finds(`${byTitle}&${not}`)]).toEqual([not, false]);
    }
    // A department looks for a person among the cases that lie with it, and for nobody else's tasks at all.
    expect(await finds(`q=${idNumber}`, await staff(['library']))).toBe(false);
    await world.post(`/api/v1/tasks/${task.id}/claim`, {}, mine).expect(200);
    expect(await finds('assignee=me')).toBe(true);
    expect(await finds('assignee=others', other)).toBe(true);
    expect(await finds('assignee=nobody', other)).toBe(false);
    expect((await world.get('/api/v1/tasks?assignee=everybody', mine)).status).toBe(400);
  });

  it('is claimed by one: of twenty at once one gets it, and only that one may release it', async () => {
    const { id } = await start();
    const keys = await Promise.all(Array.from({ length: 20 }, () => staff()));
    const [task] = await tasksOf(id, keys[0] as string);
    const answers = await Promise.all(keys.map((key) => world.post(`/api/v1/tasks/${task.id}/claim`, {}, key)));
    const holder = keys[answers.findIndex(({ status }) => status === 200)] as string;
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'held-by-another')).toHaveLength(19);
    const other = keys.find((key) => key !== holder) as string;
    expect((await world.post(`/api/v1/tasks/${task.id}/release`, {}, other)).status).toBe(409);
    expect(
      (await world.post(`/api/v1/tasks/${task.id}/complete`, { output: { 'reader.level': 'B' } }, other)).status,
    ).toBe(409);
    expect((await stepOf(id, 'interview')).status).toBe('running');
    expect((await world.post(`/api/v1/tasks/${task.id}/claim`, {}, holder)).body.claimedBy).toBe('you');
    expect((await world.post(`/api/v1/tasks/${task.id}/release`, {}, holder)).body.claimedBy).toBeNull();
    expect((await world.post(`/api/v1/tasks/${task.id}/claim`, {}, other)).status).toBe(200);
  });

  it('is completed once: said again it is the same, said otherwise it is too late', async () => {
    const { id } = await start();
    const key = await staff();
    const [task] = await tasksOf(id, key);
    const complete = (level: string, by = key) =>
      world.post(`/api/v1/tasks/${task.id}/complete`, { output: { 'reader.level': level } }, by);
    const answers = [await complete('A'), await complete('A'), await complete('B')];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 409]);
    expect(answers[2]?.body.code).toBe('task-closed');
    const refused = await world.post(`/api/v1/tasks/${task.id}/refuse`, { reason: { code: 'too-young' } }, key);
    expect(refused.body.code).toBe('task-closed');
    const own = await stepOf(id, 'interview', key);
    expect(own).toMatchObject({ status: 'completed', output: { 'reader.level': 'A' } });
    expect(await tasksOf(id, key)).toEqual([]);
    expect(await tasksOf(id, key, 'status=completed')).toHaveLength(1);
  });

  it('takes exactly what its step writes, as plain values', async () => {
    const { id } = await start();
    const key = await staff();
    const [task] = await tasksOf(id, key);
    const path = `/api/v1/tasks/${task.id}/complete`;
    for (const [body, error] of [
      [{ output: {} }, '/output/reader.level field-required'],
      [{}, '/output/reader.level field-required'],
      [{ output: { 'reader.level': 'A', 'reader.cardNumber': '1' } }, '/output/reader.cardNumber unknown-field'],
      [{ output: { 'reader.level': { a: 1 } } }, '/output/reader.level value-invalid'],
      [{ output: { 'reader.level': 'A' }, fields: {} }, '/fields unknown-field'],
      [{ output: 'A' }, '/output object-required'],
    ] as const) {
      const answer = await world.post(path, body, key);
      expect(answer.status).toBe(400);
      expect(answer.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)).toEqual([
        error,
      ]);
    }
    expect((await stepOf(id, 'interview')).status).toBe('ready');
  });

  it('is refused with a code, never without one or with a story', async () => {
    const { id } = await start();
    const key = await staff();
    const [task] = await tasksOf(id, key);
    const refuse = (body: object) => world.post(`/api/v1/tasks/${task.id}/refuse`, body, key);
    for (const body of [{}, { reason: {} }, { reason: { code: 'Mr Li is too young' } }, { reason: null }]) {
      expect((await refuse(body)).status).toBe(400);
    }
    const unlisted = await refuse({ reason: { code: 'too-loud' } });
    expect(unlisted.status).toBe(422);
    expect(unlisted.body).toMatchObject({
      code: 'not-listed',
      errors: [{ pointer: '/reason/code', code: 'not-listed' }],
    });
    expect((await stepOf(id, 'interview')).status).toBe('ready');
    expect((await refuse({ reason: { code: 'too-young' } })).status).toBe(202);
    expect(await stepOf(id, 'interview')).toMatchObject({ status: 'refused', reason: { code: 'too-young' } });
  });
});

describe('a correction', () => {
  const startRefused = async () => {
    const answer = world.answer;
    world.answer = (call) =>
      call.fields['reader.address'] === '一号'
        ? { kind: 'refused', reason: { code: 'address-unknown' } }
        : answer(call);
    const started = await start();
    const [task] = await tasksOf(started.id, sender);
    return { ...started, task };
  };

  it('falls to who has applied and to the person concerned, and pauses the clock', async () => {
    const { id, idNumber, task } = await startRefused();
    expect(task).toMatchObject({
      ...{ kind: 'correction', step: 'card', correctable: ['reader.name', 'reader.address'] },
      reason: { code: 'address-unknown' },
    });
    expect(await stepOf(id, 'card')).toMatchObject({ status: 'suspended', clock: 'paused' });
    expect(await tasksOf(id, await world.key('citizen', { idNumber }))).toHaveLength(1);
    for (const other of [await staff(['library']), await world.key('citizen', { idNumber: 'P9999' })]) {
      expect(await tasksOf(id, other)).toEqual([]);
      expect((await world.post(`/api/v1/tasks/${task.id}/complete`, { fields: {} }, other)).status).toBe(404);
    }
  });

  it('lets the step go on with the corrected field', async () => {
    const { id, idNumber, task } = await startRefused();
    const citizen = await world.key('citizen', { idNumber });
    const fields = { 'reader.address': '二号' };
    expect((await world.post(`/api/v1/tasks/${task.id}/complete`, { fields }, citizen)).status).toBe(202);
    await world.quiet();
    expect(await stepOf(id, 'card')).toMatchObject({ status: 'completed', clock: 'stopped' });
  });

  it('changes nothing that its step does not read or the applicant has not said, and keeps to the form', async () => {
    const { id, task } = await startRefused();
    const fields = { 'reader.address': 'x', 'reader.idNumber': 'P1', 'reader.cardNumber': '1', 'reader.name': 7 };
    const answer = await world.post(`/api/v1/tasks/${task.id}/complete`, { fields }, sender);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`).sort()).toEqual([
      '/fields/reader.address text-required',
      '/fields/reader.cardNumber field-not-correctable',
      '/fields/reader.idNumber field-not-correctable',
      '/fields/reader.name text-required',
    ]);
    expect((await stepOf(id, 'card')).status).toBe('suspended');
  });

  it('can be given up', async () => {
    const { id, task } = await startRefused();
    expect((await world.post(`/api/v1/tasks/${task.id}/refuse`, {}, sender)).status).toBe(202);
    expect((await stepOf(id, 'card')).status).toBe('refused');
  });
});

it('a list of tasks pages through all of them, the most urgent first, none twice', async () => {
  for (let n = 0; n < 5; n += 1) await start();
  const key = await staff();
  const seen: string[] = [];
  let query = 'limit=2';
  for (;;) {
    const { body } = await world.get(`/api/v1/tasks?${query}`, key);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    if (body.nextCursor === null) break;
    query = `limit=2&cursor=${body.nextCursor}`;
  }
  const { rows } = await world.pool.query(`select 1 from step_execution where kind = 'task' and answered_at is null`);
  expect(seen.length).toBe(rows.length);
  expect(new Set(seen).size).toBe(seen.length);
});
