import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let hospital: string;

beforeEach(async () => {
  world = await createWorld();
  hospital = await world.key('hospital');
});
afterEach(() => world.close());

const trigger = () => world.post('/api/v1/life-events/newborn/instances', birth(1), hospital);

function expectUnavailable({
  status,
  headers,
  text,
}: {
  status: number;
  headers: Record<string, string>;
  text: string;
}) {
  expect(status).toBe(503);
  expect(headers['retry-after']).toBe('2');
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(text).not.toMatch(/pool|connect|postgres|127\.0/i);
}

it('while the database cannot be reached a trigger is answered 503, and starts one case afterwards', async () => {
  const unreachable = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  const connect = jest.spyOn(world.pool, 'query').mockRejectedValue(unreachable as never);
  expectUnavailable(await trigger());
  expectUnavailable(await world.get('/api/v1/instances/00000000-0000-7000-8000-000000000000', hospital));
  connect.mockRestore();
  expect((await trigger()).status).toBe(201);
});

it('a key that cannot be looked up is not refused: 503, and it works afterwards', async () => {
  const lost = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
  const look = jest.spyOn(world.keys, 'find').mockRejectedValueOnce(lost);
  expectUnavailable(await world.get('/api/v1/definitions', hospital));
  expect((await world.get('/api/v1/definitions', hospital)).status).toBe(200);
  look.mockRestore();
});

it('connections cut by the server cost a request at most, never the process', async () => {
  await trigger();
  await world.quiet();
  await world.dataSource.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  const statuses = [await world.get('/api/v1/instances', hospital), await trigger(), await trigger()].map(
    ({ status }) => status,
  );
  expect(statuses.filter((status) => ![200, 503].includes(status))).toEqual([]);
  expect(statuses.at(-1)).toBe(200);
});

it('what goes wrong inside is a 500 that says nothing, and is logged without what was typed', async () => {
  const failure = new Error(`duplicate key value (id_number)=(330702199305141022) in /srv/app/src/x.ts`);
  const find = jest.spyOn(world.reader, 'find').mockRejectedValueOnce(failure);
  const answer = await world.get('/api/v1/instances/00000000-0000-7000-8000-000000000000', hospital);
  find.mockRestore();
  expect(answer.status).toBe(500);
  expect(answer.body).toMatchObject({ code: 'internal-error', title: '系统内部错误，请稍后重试' });
  expect(answer.text).not.toMatch(/duplicate|330702|x\.ts/);
  const logged = world.logged.filter((line) => line.includes('a request failed'));
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain(answer.headers['x-request-id']);
  expect(logged[0]).not.toMatch(/330702|duplicate/);
});

it('while nothing can be anchored a trigger is answered 503, and what is there can still be seen', async () => {
  const { id } = (await trigger()).body as { id: string };
  world.accepting = false;
  const refused = await world.post('/api/v1/life-events/newborn/instances', birth(2), hospital);
  expect([refused.status, refused.headers['retry-after'], (refused.body as { code: string }).code]).toEqual([
    ...[503, '60', 'not-accepting'],
  ]);
  expect((await world.get(`/api/v1/instances/${id}`, hospital)).status).toBe(200);
  world.accepting = true;
  expect((await world.post('/api/v1/life-events/newborn/instances', birth(2), hospital)).status).toBe(201);
});
