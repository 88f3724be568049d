import request from 'supertest';
import { isLocal } from '../../src/api/access/is-local';
import { createWorld, type World } from './api-world';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

it('this machine reads the metrics without a key, as plain text', async () => {
  const { status, text, headers } = await world.get('/metrics');
  expect([status, text]).toEqual([200, '# nothing\n']);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
});

it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host'])(
  'what a proxy passes on does not come from this machine: %s',
  async (header) => {
    const { status, body, text } = await world.get('/metrics').set(header, '127.0.0.1');
    expect([status, body.code]).toEqual([401, 'key-required']);
    expect(text).not.toContain('# nothing');
  },
);

it('from elsewhere it takes an operator or a supervisor', async () => {
  const ask = async (key: string): Promise<number> =>
    (await world.get('/metrics', key).set('X-Forwarded-For', '203.0.113.7')).status;
  expect(await ask(await world.key('operator'))).toBe(200);
  expect(await ask(await world.key('supervisor'))).toBe(200);
  expect(await ask(await world.key('hospital'))).toBe(403);
  expect(await ask(await world.key('citizen'))).toBe(403);
  expect(await ask(`ot_${'x'.repeat(43)}`)).toBe(401);
});

it('only an address of the machine itself is one', () => {
  const from = (remoteAddress: string | undefined): boolean =>
    isLocal({ headers: {}, socket: { remoteAddress } } as Parameters<typeof isLocal>[0]);
  const here = ['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'];
  const elsewhere = ['10.0.0.1', '128.0.0.1', '::ffff:10.0.0.1', '::', 'fe80::1', '127.evil.example', '', undefined];
  expect(here.map(from)).toEqual(here.map(() => true));
  expect(elsewhere.map(from)).toEqual(elsewhere.map(() => false));
});

it('nothing but GET is answered there', async () => {
  expect((await request(world.app.getHttpServer()).post('/metrics')).status).toBe(405);
});
