import type { Test } from 'supertest';
import request from 'supertest';
import { createWorld, type World } from './api-world';
import { birth } from './births';

const PASSWORD = '一个很长的口令 2026';
const SESSION = '/api/v1/session';
const BIRTHS = '/api/v1/life-events/newborn/instances';
/** What a browser adds on a page of ours. */
const OWN_PAGE = { 'Sec-Fetch-Site': 'same-origin' };

let world: World;

beforeAll(async () => {
  world = await createWorld({
    demoAccounts: () => [{ login: 'a', password: 'b', role: 'hospital', name: 'c', organisation: 'd' }],
  });
  const password = PASSWORD;
  for (const login of ['ward', 'limited', 'idle', 'disabled', 'changed']) {
    // Quickly hashed, as if the password had been drawn: most of these tests are not about guessing.
    const quick = { login, password, passwordIsRandom: true } as const;
    await world.accounts.add({ ...quick, role: 'hospital', name: '妇产科', organisation: 'JH0001' });
  }
  await world.accounts.add({
    ...{ login: 'clerk', password, role: 'departmentStaff', name: '科员', organisation: 'police' },
    departments: ['police'],
  });
});
afterAll(() => world.close());

const signIn = (login: string, password = PASSWORD): Test => world.post(SESSION, { login, password });

const cookieOf = ({ headers }: { headers: Record<string, unknown> }): string => {
  const [cookie = ''] = headers['set-cookie'] as string[];
  return cookie.split(';')[0] ?? '';
};

const session = async (login: string): Promise<string> => cookieOf(await signIn(login).expect(201));

const ask = (cookie: string): Test => world.get(SESSION).set('Cookie', cookie);

const report = (cookie: string, n: number): Test => world.post(BIRTHS, birth(n)).set('Cookie', cookie);

const outOfSight = (cookie: string) => `id_hash = sha256('${cookie.slice('__Host-one-thing='.length)}')`;

it('a person signs in, and is to the API what the holder of a key of that role is', async () => {
  const signed = await signIn('WARD').expect(201);
  expect(signed.body).toEqual({
    ...{ login: 'ward', name: '妇产科', role: 'hospital', organisation: 'JH0001', departments: [] },
  });
  expect(signed.headers['set-cookie']).toEqual([
    expect.stringMatching(/^__Host-one-thing=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
  ]);
  const cookie = cookieOf(signed);
  const { body } = await ask(cookie).expect(200);
  expect(body).toEqual({ ...signed.body, expiresAt: expect.any(String) });
  await report(cookie, 1).set(OWN_PAGE).expect(201);
  await world.get('/api/v1/incidents').set('Cookie', cookie).expect(403);
});

it('nobody is signed in without a cookie, with a made-up one, or with that of another site', async () => {
  const codes = [
    (await world.get(SESSION)).body.code,
    (await ask(`__Host-one-thing=${'a'.repeat(43)}`)).body.code,
    (await ask(`one-thing=${'a'.repeat(43)}`)).body.code,
  ];
  expect(codes).toEqual(['key-required', 'session-over', 'key-required']);
  const key = await world.key('hospital');
  await world.get(SESSION, key).expect(401);
});

it('a session that is over cannot be used again: after signing out, and after signing in anew', async () => {
  const [first, other] = [await session('ward'), await session('ward')];
  const second = cookieOf(await signIn('ward').set('Cookie', first));
  expect(second).not.toBe(first);
  await ask(first).expect(401);
  const out = await world.app.getHttpServer();
  const left = await request(out).delete(SESSION).set('Cookie', second).set(OWN_PAGE).expect(204);
  expect(left.headers['clear-site-data']).toBe('"cache", "storage"');
  expect(cookieOf(left)).toBe('__Host-one-thing=');
  await ask(second).expect(401);
  await ask(other).expect(200);
});

it('an idle session ends after a quarter of an hour, any after eight hours, by the clock of the database', async () => {
  const cookie = await session('idle');
  const is = outOfSight(cookie);
  await world.pool.query(`update session set seen_at = now() - interval '14 minutes' where ${is}`);
  await ask(cookie).expect(200);
  // It was seen just now: fourteen minutes more do not end it.
  await world.pool.query(`update session set seen_at = seen_at - interval '14 minutes' where ${is}`);
  await ask(cookie).expect(200);
  await world.pool.query(`update session set seen_at = now() - interval '15 minutes' where ${is}`);
  await ask(cookie).expect(401);

  const long = await session('idle');
  const isLong = outOfSight(long);
  await world.pool.query(`update session set signed_in_at = now() - interval '7 hours 55 minutes' where ${isLong}`);
  const { body } = await ask(long).expect(200);
  expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThan(6 * 60_000);
  await world.pool.query(`update session set signed_in_at = now() - interval '8 hours' where ${isLong}`);
  await ask(long).expect(401);

  await session('idle');
  const left = await world.pool.query(`select from session where ${is} or ${isLong}`);
  expect(left.rowCount).toBe(0);
});

it('a disabled account loses its sessions at once and cannot sign in; another password ends them as well', async () => {
  const [disabled, changed] = [await session('disabled'), await session('changed')];
  expect(await world.accounts.disable('disabled')).toBe(true);
  await ask(disabled).expect(401);
  const refused = await signIn('disabled').expect(401);
  expect(refused.body.code).toBe('login-refused');
  expect(await world.accounts.setPassword('changed', 'another long password')).toBe(true);
  await ask(changed).expect(401);
  await signIn('changed').expect(401);
  await signIn('changed', 'another long password').expect(201);
});

it('neither the answer nor the time tells whether there is such a login', async () => {
  const timed = async (login: string, password: string) => {
    const began = performance.now();
    const { status, body } = await signIn(login, password);
    const { instance: _, ...told } = body;
    return { ms: performance.now() - began, status, told };
  };
  const wrong = await timed('clerk', 'not the password');
  const nobody = await timed('nobody at all', 'not the password');
  expect(nobody.told).toEqual(wrong.told);
  expect([wrong.status, nobody.status]).toEqual([401, 401]);
  // A password that is not looked at is refused within a few milliseconds.
  expect(nobody.ms).toBeGreaterThan(wrong.ms / 5);
});

it('whoever guesses is stopped, even with the right password at last, and is told for how long', async () => {
  await world.pool.query('delete from login_attempt');
  // Nine more, without waiting for as many slow hashes.
  await signIn('limited', 'wrong').expect(401);
  await world.pool.query('update login_attempt set count = 10 where count = 1');
  const refused = await signIn('limited').expect(429);
  expect(refused.body.code).toBe('too-many-attempts');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
  await world.pool.query("update login_attempt set since = now() - interval '16 minutes'");
  await signIn('limited').expect(201);
  const counted = await world.pool.query('select max(count) as most from login_attempt');
  expect(counted.rows).toEqual([{ most: 0 }]);
});

it('a request that changes something counts only from a page of ours', async () => {
  const cookie = await session('ward');
  const host = `127.0.0.1:${(world.app.getHttpServer().address() as { port: number }).port}`;
  const refused: Record<string, string>[] = [
    {},
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: `http://${host}` },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
  ];
  for (const headers of refused) {
    const { status, body } = await report(cookie, 2).set(headers);
    expect([headers, status, body.code]).toEqual([headers, 403, 'cross-site']);
  }
  await report(cookie, 2).set('Origin', `http://${host}`).expect(201);
  await report(cookie, 2).set('Sec-Fetch-Site', 'none').expect(200);
  // Reading changes nothing, and a key never comes along by itself.
  await world.get('/api/v1/instances').set('Cookie', cookie).set('Sec-Fetch-Site', 'cross-site').expect(200);
  await world.post(BIRTHS, birth(2), await world.key('hospital', { organisation: 'JH0001' })).expect(200);
});

it('what a form of any page could send as plain text or as a form is not taken by the API', async () => {
  const cookie = await session('ward');
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const { status } = await world
      .post(BIRTHS, JSON.stringify(birth(3)))
      .set({ Cookie: cookie, 'Content-Type': type, ...OWN_PAGE });
    expect([type, status]).toEqual([type, 415]);
  }
});

it('nobody is signed in from the page of somebody else, nor where the browser would lose the cookie', async () => {
  const foreign = await signIn('ward').set('Sec-Fetch-Site', 'cross-site').expect(403);
  expect(foreign.body.code).toBe('cross-site');
  const far = await signIn('ward')
    .set({ Host: 'one-thing.example:3000', Origin: 'http://one-thing.example:3000' })
    .set('Accept-Language', 'en')
    .expect(400);
  expect(far.body).toMatchObject({ code: 'https-required', detail: expect.stringContaining('https') });
  expect(far.headers['set-cookie']).toBeUndefined();
  await signIn('ward').set({ Host: 'one-thing.example', Origin: 'https://one-thing.example' }).expect(201);
});

it('every defect of what was sent is named, and nothing of it stands in the log or the database', async () => {
  const { status, body } = await world.post(SESSION, { login: '', user: 'x' });
  expect(status).toBe(400);
  const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
  expect(new Set(pointers)).toEqual(new Set(['/login', '/password', '/user']));
  const cookie = await session('ward');
  await signIn('ward', 'a wrong secret').expect(401);
  const id = cookie.slice('__Host-one-thing='.length);
  expect(world.logged.join('\n')).not.toMatch(new RegExp(`${id}|${PASSWORD}|a wrong secret|妇产科|"ward"`));
  const stored = await world.pool.query(
    "select string_agg(s::text, ' ') || string_agg(a::text, ' ') as all from session s, account a",
  );
  expect(stored.rows[0].all).not.toContain(id);
  expect(stored.rows[0].all).not.toContain(PASSWORD);
});

it('a request with a key asks nothing about sessions', async () => {
  const key = await world.key('hospital', { organisation: 'JH0001' });
  const asked = jest.spyOn(world.pool, 'query');
  try {
    await world
      .get('/api/v1/instances', key)
      .set('Cookie', `__Host-one-thing=${'a'.repeat(43)}`)
      .expect(200);
    expect(JSON.stringify(asked.mock.calls)).not.toContain('session');
  } finally {
    asked.mockRestore();
  }
});

it('the accounts of the demo are shown in a demo, and nowhere else', async () => {
  const { body } = await world.get('/api/v1/demo/accounts').expect(200);
  expect(body.items).toEqual([{ login: 'a', password: 'b', role: 'hospital', name: 'c', organisation: 'd' }]);
});
