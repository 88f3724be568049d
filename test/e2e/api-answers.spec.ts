import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { createWorld, SECRET, type World } from './api-world';
import { birth } from './births';

let world: World;
let hospital: string;
let family = 0;

beforeAll(async () => {
  world = await createWorld();
  hospital = await world.key('hospital', { organisation: 'JH0001' });
});
afterAll(() => world.close());

/** A case whose household registration the police have accepted and will answer later. */
const start = async (): Promise<{ caseId: string; execution: string }> => {
  const answer = world.answer;
  let execution = '';
  world.answer = (call) => {
    if (call.step !== 'householdRegistration') return answer(call);
    execution = call.idempotencyKey;
    return { kind: 'accepted' };
  };
  const { body } = await world.post('/api/v1/life-events/newborn/instances', birth((family += 1)), hospital);
  await world.quiet();
  world.answer = answer;
  return { caseId: body.id, execution };
};

interface Signing {
  readonly secret?: string;
  readonly at?: Date;
  readonly id?: string;
  /** What is signed, when it is not what is sent. */
  readonly signed?: string;
}

const send = (
  execution: string,
  body: object,
  { secret = SECRET, at = new Date(), id = randomUUID(), signed }: Signing = {},
) => {
  const text = JSON.stringify(body);
  return world
    .post(`/api/v1/step-executions/${execution}/answer`, undefined)
    .set('Content-Type', 'application/json')
    .set('webhook-id', id)
    .set('webhook-timestamp', String(Math.floor(at.getTime() / 1000)))
    .set('webhook-signature', new Webhook(secret).sign(id, at, signed ?? text))
    .send(text);
};

const done = { outcome: 'completed', output: { 'child.idNumber': '330702202611181234', 'mother.phone': 'forged' } };

const statusOf = async (caseId: string): Promise<string> =>
  (await world.get(`/api/v1/instances/${caseId}`, hospital)).body.steps.find(
    ({ id }: { id: string }) => id === 'householdRegistration',
  ).status;

it('an answer that comes later completes the step, and what follows from it begins', async () => {
  const { caseId, execution } = await start();
  const answer = await send(execution, done);
  expect([answer.status, answer.body]).toEqual([202, { status: 'accepted' }]);
  await world.quiet();
  expect((await world.get(`/api/v1/instances/${caseId}`, hospital)).body.status).toBe('completed');
});

it('the same answer again is known, with the same delivery id and with another', async () => {
  const { execution } = await start();
  const id = randomUUID();
  const answers = [
    await send(execution, done, { id }),
    await send(execution, done, { id }),
    await send(execution, done),
  ];
  expect(answers.map(({ status, body }) => [status, body.status])).toEqual([
    [202, 'accepted'],
    [200, 'known'],
    [200, 'known'],
  ]);
});

it('ten deliveries at once count once', async () => {
  const { execution } = await start();
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(execution, done)));
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.status === 'known')).toHaveLength(9);
});

it('an answer that contradicts one given before changes nothing', async () => {
  const { caseId, execution } = await start();
  await send(execution, done);
  const answer = await send(execution, { outcome: 'refused', reason: { code: 'household-unknown' } });
  expect([answer.status, answer.body.status]).toEqual([200, 'known']);
  expect(await statusOf(caseId)).toBe('completed');
});

it('an answer to a step that was settled otherwise comes late', async () => {
  const { caseId } = await start();
  const { rows } = await world.pool.query<{ ordinal: number }>(
    `select ordinal from step_execution where instance_id = $1 and step = 'birthCertificate'`,
    [caseId],
  );
  const ordinal = rows[0]?.ordinal ?? 0;
  const settled = `${caseId}-${Math.floor(ordinal / 256)}-${ordinal % 256}`;
  const late = await send(settled, { outcome: 'refused', reason: { code: 'name-not-allowed' } });
  expect([late.status, late.body.status]).toEqual([200, 'late']);
  const same = await send(settled, { outcome: 'completed', output: {} });
  expect([same.status, same.body.status]).toEqual([200, 'known']);
});

it('a refusal carries its words to whoever looks at the case', async () => {
  const { caseId, execution } = await start();
  const message = { 'zh-CN': '已登记', en: 'Already entered' };
  expect((await send(execution, { outcome: 'refused', reason: { code: 'entered-before', message } })).status).toBe(202);
  await world.quiet();
  const { body } = await world.get(`/api/v1/instances/${caseId}`, hospital).set('Accept-Language', 'en');
  expect(body.steps.find(({ id }: { id: string }) => id === 'householdRegistration')).toMatchObject({
    status: 'refused',
    reason: { code: 'entered-before', message: 'Already entered' },
  });
});

it('only what the step writes is kept of an answer', async () => {
  const { caseId, execution } = await start();
  await send(execution, done);
  await world.quiet();
  const reader = {
    keyId: randomUUID(),
    organisation: 'test',
    role: 'auditor',
    purpose: 'test',
    requestId: randomUUID(),
  } as const;
  const record = await world.reader.disclose(caseId, reader, [{ region: 'x', fields: ['y'] }]);
  expect(record).toMatchObject({ mother: { phone: '13900000102' }, children: [{ idNumber: '330702202611181234' }] });
});

describe('a signature', () => {
  it.each<[string, (execution: string) => ReturnType<typeof send>]>([
    ['under another secret', (id) => send(id, done, { secret: Buffer.from('another secret').toString('base64') })],
    ['six minutes old', (id) => send(id, done, { at: new Date(Date.now() - 6 * 60_000) })],
    ['six minutes ahead', (id) => send(id, done, { at: new Date(Date.now() + 6 * 60_000) })],
    ['of another body', (id) => send(id, done, { signed: '{"outcome":"completed"}' })],
    ['that is missing', (id) => world.post(`/api/v1/step-executions/${id}/answer`, done)],
    ['replaced by an API key', (id) => world.post(`/api/v1/step-executions/${id}/answer`, done, hospital)],
    ['over a body that is no answer', (id) => send(id, { anything: 1 }, { signed: 'x' })],
  ])('%s is refused', async (_name, sent) => {
    const { caseId, execution } = await start();
    const answer = await sent(execution);
    expect([answer.status, answer.body.code]).toEqual([401, 'signature-invalid']);
    expect(await statusOf(caseId)).toBe('running');
  });
});

it.each([
  ['an outcome that is none', { outcome: 'accepted' }, '/outcome'],
  ['a refusal without reason', { outcome: 'refused' }, '/reason'],
  ['a completion without output', { outcome: 'completed' }, '/output'],
  ['an output that is a list', { outcome: 'completed', output: [] }, '/output'],
  ['an unknown member', { outcome: 'completed', output: {}, more: 1 }, '/more'],
  ['a reason without code', { outcome: 'refused', reason: {} }, '/reason/code'],
])('%s is a 400 and moves nothing', async (_name, body, pointer) => {
  const { caseId, execution } = await start();
  const answer = await send(execution, body);
  expect(answer.status).toBe(400);
  expect(answer.body.errors[0].pointer).toBe(pointer);
  expect(await statusOf(caseId)).toBe('running');
});

it('an execution that does not exist is a 404', async () => {
  const { caseId } = await start();
  for (const id of ['x', `${caseId}-9999-0`, `${caseId}-9999999-255`, `${caseId}-1-999`, `${randomUUID()}-1-0`]) {
    expect((await send(id, done)).status).toBe(404);
  }
});
