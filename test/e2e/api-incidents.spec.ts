import { createWorld, type World } from './api-world';
import { readingCard } from './reading-card';

let world: World;
let sender: string;
let operator: string;
let number = 1000;

beforeAll(async () => {
  world = await createWorld({ definitions: [readingCard], messages: {} });
  sender = await world.key('hospital', { organisation: 'school 1' });
  operator = await world.key('operator');
});
afterAll(() => world.close());

/** A case whose card cannot be issued. */
const startFailing = async (): Promise<{ id: string; incident: string }> => {
  const answer = world.answer;
  world.answer = () => ({ kind: 'impossible', reason: { code: 'register-closed' } });
  const body = { reader: { name: '示例', idNumber: `P${(number += 1)}`, address: '一号' } };
  const { body: started } = await world.post('/api/v1/life-events/reading-card/instances', body, sender);
  await world.quiet();
  world.answer = answer;
  const { body: page } = await world.get('/api/v1/incidents?limit=100', operator);
  const found = page.items.find(({ instanceId }: { instanceId: string }) => instanceId === started.id);
  return { id: started.id, incident: found.id };
};

const card = async (id: string) =>
  (await world.get(`/api/v1/instances/${id}`, operator)).body.steps.find((step: { id: string }) => step.id === 'card');

const act = (incident: string, what: string, reason: unknown = 'the register is open again', key = operator) =>
  world.post(`/api/v1/incidents/${incident}/${what}`, { reason }, key);

it('many cases with one cause are many incidents and one group', async () => {
  const cases = [await startFailing(), await startFailing(), await startFailing()];
  expect(await card(cases[0]?.id ?? '')).toMatchObject({ status: 'failed', reason: { code: 'register-closed' } });
  const { body } = await world.get('/api/v1/incidents?limit=2', operator);
  expect(body.items).toHaveLength(2);
  expect(body.groups).toEqual([
    { fingerprint: 'library|issueCard|register-closed', code: 'register-closed', count: 3, oldest: expect.any(String) },
  ]);
  const { body: rest } = await world.get(`/api/v1/incidents?limit=2&cursor=${body.nextCursor}`, operator);
  expect([rest.items.length, rest.nextCursor]).toEqual([1, null]);
  const { body: none } = await world.get('/api/v1/incidents?fingerprint=other', operator);
  expect(none.items).toEqual([]);
});

it.each([
  ['retry', 'completed'],
  ['skip', 'skipped'],
  ['resolve', 'completed'],
])('%s settles it once, and said again it is the same', async (what, status) => {
  const { id, incident } = await startFailing();
  const answers = [await act(incident, what), await act(incident, what)];
  expect(answers.map((answer) => answer.status)).toEqual([202, 202]);
  await world.quiet();
  expect((await card(id)).status).toBe(status);
  const other = await act(incident, what === 'skip' ? 'resolve' : 'skip');
  expect([other.status, other.body.code]).toEqual([409, 'incident-closed']);
  const { body } = await world.get(`/api/v1/instances/${id}/history?limit=100`, operator);
  expect(body.items.filter(({ type }: { type: string }) => type.startsWith('incident.'))).toEqual([
    expect.objectContaining({ actor: 'the operator', step: 'card', code: 'the register is open again' }),
  ]);
});

it('what waits for an operator says so in both languages, and when it is over how it ended', async () => {
  const { id, incident } = await startFailing();
  const explain = async (key = operator) => (await world.get(`/api/v1/instances/${id}/explain`, key)).body;
  const failed = await explain();
  expect(failed).toMatchObject({ status: 'running', completedAt: null, text: { 'zh-CN': '办理中', en: 'Under way' } });
  const { step, kind, on, since, unblockedBy, reason } = failed.waitingFor[0];
  expect({ step, kind, on, since }).toEqual({
    step: { step: 'card', title: { 'zh-CN': '借书证', en: 'Card' } },
    kind: 'incident',
    on: [{ kind: 'operator', name: { 'zh-CN': '运维人员', en: 'an operator' } }],
    since: expect.stringMatching(/^20/),
  });
  expect(unblockedBy.en).toBe('An operator retries, skips or resolves the incident');
  expect(reason.code).toBe('register-closed');
  expect(failed.waitingFor.map((one: { kind: string }) => one.kind)).toEqual(['incident', 'task-open', 'signal']);

  // Of the steps of others a department is told that and how they stand, and no more.
  const other = await explain(await world.key('departmentStaff', { departments: ['culture'] }));
  expect(other.waitingFor[0]).toMatchObject({ kind: 'incident', since: null, reason: null, time: null });
  expect(other.waitingFor[1]).toMatchObject({
    kind: 'task-open',
    since: expect.any(String),
    time: { level: 'normal' },
  });

  await act(incident, 'skip');
  const after = await explain();
  expect(after.waitingFor.map((one: { kind: string }) => one.kind)).toEqual(['task-open', 'signal']);
  expect(after.ended).toEqual([
    expect.objectContaining({
      step: 'card',
      status: 'skipped',
      reason: expect.objectContaining({ code: 'by-operator' }),
    }),
  ]);
  expect(JSON.stringify(failed)).not.toMatch(/示例|一号/);
});

it('a reason is needed, plain, short and without numbers of persons', async () => {
  const { id, incident } = await startFailing();
  const bad = [null, '', '  ', 'x'.repeat(201), 'a\u0000b', 'call 139 0000 0101', '330702199305141022', 7];
  for (const reason of bad) expect((await act(incident, 'retry', reason)).status).toBe(400);
  expect((await card(id)).status).toBe('failed');
});

it('only an operator may repair', async () => {
  const { id, incident } = await startFailing();
  for (const role of ['supervisor', 'auditor', 'departmentStaff', 'hospital'] as const) {
    const key = await world.key(role, { departments: ['library'] });
    for (const what of ['retry', 'skip', 'resolve']) expect((await act(incident, what, 'x', key)).status).toBe(403);
  }
  expect((await card(id)).status).toBe('failed');
});

it('an incident of the case as a whole is not repaired by moving a step, and is closed by resolving it', async () => {
  const { id } = await startFailing();
  const { rows } = await world.pool.query<{ id: string }>(
    `insert into incident (instance_id, region, code, fingerprint, detail)
     values ($1, '', 'stalled', 'engine|stalled', '{}') returning id`,
    [id],
  );
  const answer = await act(rows[0]?.id ?? '', 'retry');
  expect([answer.status, answer.body.code]).toEqual([409, 'not-repairable']);
  expect((await act(rows[0]?.id ?? '', 'resolve')).status).toBe(202);
  const open = await world.pool.query(
    "select from incident where instance_id = $1 and region = '' and closed_at is null",
    [id],
  );
  expect(open.rowCount).toBe(0);
});

it('all cases of one cause are let go on together, and none of another', async () => {
  const cases = [await startFailing(), await startFailing()];
  const send = (body: object, key = operator) => world.post('/api/v1/incidents/retry', body, key);
  const reason = 'the register is open again';
  expect((await send({ reason })).status).toBe(400);
  expect((await send({ reason, fingerprint: 'library|issueCard|register-closed' }, sender)).status).toBe(403);
  expect((await send({ reason, fingerprint: 'another cause' })).body).toEqual({ settled: 0, refused: 0, more: false });
  expect((await card(cases[0]?.id ?? '')).status).toBe('failed');
  const answer = await send({ reason, fingerprint: 'library|issueCard|register-closed' });
  expect(answer.status).toBe(202);
  expect(answer.body.settled).toBeGreaterThanOrEqual(2);
  await world.quiet();
  for (const { id } of cases) expect((await card(id)).status).toBe('completed');
});
