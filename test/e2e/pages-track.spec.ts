import { createHash } from 'node:crypto';
import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let code: string;
let id: string;
let mother: { name: string; idNumber: string };

const page = (path: string, more: Readonly<Record<string, string>> = {}) =>
  world.get(path).set({ Accept: 'text/html', ...more });

beforeAll(async () => {
  world = await createWorld();
  const hospital = await world.key('hospital', { organisation: 'JH0001' });
  const report = birth(1);
  mother = report.mother;
  delete report.children[0].name;
  const { body } = await world.post('/api/v1/life-events/newborn/instances', report, hospital);
  code = body.trackingCode;
  id = body.id;
  await world.quiet();
});
afterAll(() => world.close());

it('shows every matter of a case in words, whom to call and what waits for the parents', async () => {
  const { status, text, headers } = await page(`/t/${code}`);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  for (const words of ['出生医学证明', '户口登记', '预防接种证', '已办结', '等待前一项', '需要您办理', '等待取名']) {
    expect(text).toContain(words);
  }
  expect(text).toContain('卫生健康热线12320');
  expect(text).toContain('已办结3项，共8项');
});

it('tells neither a name nor a number of the family, only a masked name', async () => {
  for (const path of [`/t/${code}`, `/t/${code}/receipt`]) {
    const { text } = await page(path);
    expect(text).not.toContain(mother.name);
    expect(text).not.toContain(mother.idNumber);
    expect(text).toContain(`${[...mother.name][0]}*`);
  }
});

it('writes down that the name was read for somebody with the code, once for all who look within minutes', async () => {
  await page(`/t/${code}`);
  await page(`/t/${code}`);
  const { rows } = await world.pool.query(
    `select role, purpose, fields from access_log where instance_id = $1 and role = 'public'`,
    [id],
  );
  expect(rows).toEqual([{ role: 'public', purpose: 'tracking-code', fields: ['mother.name'] }]);
});

it('speaks English where the switch or the browser says so, and the switch decides', async () => {
  expect((await page(`/t/${code}`, { 'Accept-Language': 'en' })).text).toContain('Birth certificate');
  expect((await page(`/t/${code}`, { Cookie: 'one-thing-language=en' })).text).toContain('Birth certificate');
  const chosen = await page(`/t/${code}`, { 'Accept-Language': 'en', Cookie: 'one-thing-language=zh-CN' });
  expect(chosen.text).toContain('<html lang="zh-CN"');
});

it('the switches set cookies and lead back into this house only', async () => {
  const choose = (form: string) =>
    world.post('/preferences', form).set('Content-Type', 'application/x-www-form-urlencoded');
  const large = await choose(`print=large&back=/t/${code}`);
  expect([large.status, large.headers['location']]).toEqual([303, `/t/${code}`]);
  expect(large.headers['set-cookie']).toEqual([expect.stringMatching(/^one-thing-print=large; Path=\/; /)]);
  expect((await page(`/t/${code}`, { Cookie: 'one-thing-print=large' })).text).toContain('class="large"');
  for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example', '/%5Cevil.example', '']) {
    const { headers } = await choose(`language=en&back=${encodeURIComponent(back)}`);
    expect(headers['location']).toBe('/');
  }
  expect((await choose('language=fr')).headers['set-cookie']).toBeUndefined();
});

it('prints a receipt whose QR code is a drawing, with the code in groups', async () => {
  const { text } = await page(`/t/${code}/receipt`);
  expect(text).toMatch(/<svg[^>]+role="img"[^>]+aria-label="查询进度的二维码"/);
  expect(text).toContain(`http://127.0.0.1/t/${code}`);
  expect(text).toContain(code.match(/.{4}/g)?.join(' '));
});

it('finds a code as it is typed from paper, and says beside the box what is wrong with another', async () => {
  const found = await page(`/t?code=${encodeURIComponent(` ${code.slice(0, 8).toLowerCase()}-${code.slice(8)} `)}`);
  expect([found.status, found.headers['location']]).toEqual([303, `/t/${code}`]);
  const wrong = await page('/t?code=12345');
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('查询码应为16位字母和数字');
  expect(wrong.text).toContain('aria-invalid="true"');
});

it('an unknown code and an unknown address are pages that say what to do; other clients get problem documents', async () => {
  for (const path of ['/t/ABCDEFGH23456789', '/t/x', '/nowhere', '/pages/other.css']) {
    const { status, text } = await page(path);
    expect([path, status]).toEqual([path, 404]);
    expect(text).toContain('没有找到这个页面');
    expect(text).toContain('href="/"');
    expect((await world.get(path)).body.code).toBe('not-found');
  }
});

it('runs nothing inline, is kept by nobody, and brings its style along, so that one answer is enough to be read', async () => {
  for (const path of ['/', `/t/${code}`, `/t/${code}/receipt`, '/nowhere']) {
    const { text, headers } = await page(path);
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-",
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(text).not.toMatch(/<script(?![^>]+src=)| style=| on\w+=/);
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(text) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toContain(`'sha256-${hash}'`);
  }
  const { text } = await page('/');
  const files = [...text.matchAll(/(?:href|src)="(\/pages\/[^"]+)"/g)].map(([, file = '']) => file);
  expect(files.map((file) => file.replace(/[0-9a-f]{16}/, '*'))).toEqual(['/pages/fonts.css', '/pages/pages.*.js']);
  const { status, headers } = await world.get(files[1] ?? '').set('Accept-Encoding', 'gzip');
  expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect(headers['x-content-type-options']).toBe('nosniff');
  // Where no consoles are built there are no letters to bring, and nothing is missed.
  expect((await world.get('/pages/fonts.css').expect(200)).text).toBe('');
  expect(Buffer.byteLength((await page(`/t/${code}`)).text)).toBeLessThan(30_000);
});

it('no code and no form reaches the API through the pages: it takes JSON alone, pages take no JSON', async () => {
  const { status } = await world
    .post('/api/v1/life-events/newborn/instances', 'a=b')
    .set('Content-Type', 'application/x-www-form-urlencoded');
  expect(status).toBe(415);
});
