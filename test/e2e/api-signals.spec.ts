import { createWorld, type World } from './api-world';
import { birth, daysAgo } from './births';

let world: World;
let hospital: string;
let family = 0;

beforeAll(async () => {
  world = await createWorld();
  hospital = await world.key('hospital', { organisation: 'JH0001' });
});
afterAll(() => world.close());

/** A case whose children have no names yet. */
const start = async (children = 1): Promise<string> => {
  const report = birth((family += 1), children === 1 ? 'name-not-chosen' : 'twins');
  for (const child of report.children) delete child.name;
  const { body } = await world.post('/api/v1/life-events/newborn/instances', report, hospital);
  await world.quiet();
  return `/api/v1/instances/${body.id}`;
};

const certificateOf = (body: { steps: { id: string; subject: number; status: string }[] }, subject: number) =>
  body.steps.find((step) => step.id === 'birthCertificate' && step.subject === subject)?.status;

it('a name that comes lets the certificate be made', async () => {
  const path = await start();
  expect(certificateOf((await world.get(path, hospital)).body, 1)).toBe('waiting');
  const answer = await world.post(`${path}/signals/nameChosen`, { name: '示𬍛' }, hospital);
  expect(answer.status).toBe(202);
  await world.quiet();
  expect((await world.get(path, hospital)).body).toMatchObject({ status: 'completed' });
});

it('the same name sent again changes nothing, another name is not expected any more', async () => {
  const path = await start();
  const send = (name: string) => world.post(`${path}/signals/nameChosen`, { name }, hospital);
  const answers = [await send('示晨'), await send('示晨'), await send('示夕')];
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 409]);
  expect(answers[2]?.body.code).toBe('not-expected-here');
});

it('twenty names at the same time make one name', async () => {
  const path = await start();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      world.post(
        `${path}/signals/nameChosen`,
        { name: `示${'一二三四五六七八九十'[n % 10]}${n < 10 ? '' : '甲'}` },
        hospital,
      ),
    ),
  );
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  await world.quiet();
});

it('of twins it must be said which one is meant, in the query or in the body', async () => {
  const path = await start(2);
  const unsaid = await world.post(`${path}/signals/nameChosen`, { name: '示一' }, hospital);
  expect(unsaid.status).toBe(400);
  expect(unsaid.body.errors).toEqual([expect.objectContaining({ pointer: '/subject', code: 'subject-required' })]);
  expect((await world.post(`${path}/signals/nameChosen`, { name: '示一', subject: 3 }, hospital)).status).toBe(400);
  expect((await world.post(`${path}/signals/nameChosen`, { name: '示一', subject: 2 }, hospital)).status).toBe(202);
  await world.quiet();
  const half = (await world.get(path, hospital)).body;
  expect([certificateOf(half, 1), certificateOf(half, 2)]).toEqual(['waiting', 'completed']);
  expect((await world.post(`${path}/signals/nameChosen?subject=1`, { name: '示二' }, hospital)).status).toBe(202);
  await world.quiet();
  expect((await world.get(path, hospital)).body.status).toBe('completed');
});

it('a name that may not be is refused by the form, with every defect', async () => {
  const path = await start();
  const answer = await world.post(`${path}/signals/nameChosen`, { name: 'Tom', more: 1 }, hospital);
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`).sort()).toEqual([
    '/more unknown-field',
    '/name child-name-invalid',
  ]);
});

it('a late name needs its explanation by the facts of the case', async () => {
  const report = birth((family += 1), 'name-not-chosen');
  report.birth.bornAt = daysAgo(100, family);
  const { body } = await world.post('/api/v1/life-events/newborn/instances', report, hospital);
  const path = `/api/v1/instances/${body.id}/signals/nameChosen`;
  const without = await world.post(path, { name: '示晨' }, hospital);
  expect(without.status).toBe(400);
  expect(without.body.errors).toEqual([
    expect.objectContaining({ pointer: '/lateExplanation', code: 'late-explanation-required' }),
  ]);
  expect((await world.post(path, { name: '示晨', lateExplanation: '父母在外地' }, hospital)).status).toBe(202);
  await world.quiet();
});

it('a signal that the event does not know does not exist', async () => {
  const path = await start();
  for (const signal of ['marriage', '__proto__', 'constructor']) {
    expect((await world.post(`${path}/signals/${signal}`, { name: '示晨' }, hospital)).status).toBe(404);
  }
});

it('nothing personal stands in the keys of messages', async () => {
  const path = await start();
  await world.post(`${path}/signals/nameChosen`, { name: '示晨' }, hospital);
  await world.quiet();
  const { rows } = await world.pool.query<{ key: string }>(
    `select message_key as key from history where message_key is not null`,
  );
  expect(rows.map(({ key }) => key).join()).not.toMatch(/示/);
});
