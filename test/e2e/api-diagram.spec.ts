import { DOMParser } from '@xmldom/xmldom';
import { createHash } from 'node:crypto';
import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let hospital: string;
let supervisor: string;
let id: string;
const path = '/api/v1/definitions/newborn/diagram.svg';

beforeAll(async () => {
  world = await createWorld();
  hospital = await world.key('hospital', { organisation: 'JH0001' });
  supervisor = await world.key('supervisor');
  world.answer = ({ step }) => {
    if (step === 'vaccinationCertificate') return { kind: 'refused', reason: { code: 'unknown-hospital' } };
    if (step === 'childHealthHandbook') return { kind: 'impossible', reason: { code: 'register-closed' } };
    return { kind: 'completed', output: { 'child.handbookNumber': 'H-4711' } };
  };
  const started = await world.post('/api/v1/life-events/newborn/instances', birth(2), hospital);
  ({ id } = started.body);
  await world.quiet();
});
afterAll(() => world.close());

const textOf = (body: unknown): string => (Buffer.isBuffer(body) ? body.toString('utf8') : String(body));

it('is an image that may do nothing but show itself, in the language asked for', async () => {
  const { status, headers, body } = await world.get(path, supervisor);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('image/svg+xml; charset=utf-8');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['content-language']).toBe('zh-CN');
  const [, style = ''] = /<style>([^<]*)<\/style>/.exec(textOf(body)) ?? [];
  const digest = createHash('sha256').update(style).digest('base64');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain(`style-src 'sha256-${digest}'`);
  expect(policy).toMatch(/^default-src 'none'.*; sandbox$/);
  expect(policy).not.toContain('unsafe-inline');
  expect(textOf(body)).toContain('>户口登记<');
  const english = await world.get(path, supervisor).set('Accept-Language', 'en');
  expect(textOf(english.body)).toContain('>Household registration<');
  const asked = await world.get(`${path}?lang=zh-CN&theme=dark`, supervisor).set('Accept-Language', 'en');
  expect([asked.headers['content-language'], textOf(asked.body).includes('prefers-color-scheme')]).toEqual([
    'zh-CN',
    false,
  ]);
});

it('is not sent again to whoever has it', async () => {
  const first = await world.get(path, supervisor);
  expect(first.headers['cache-control']).toBe('private, max-age=300');
  const etag = String(first.headers['etag']);
  const definition = await world.get('/api/v1/definitions/newborn', supervisor);
  expect(etag.startsWith(`"${definition.body.fingerprint}-`)).toBe(true);
  const again = await world.get(path, supervisor).set('If-None-Match', etag);
  expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', etag]);
  const other = await world.get(`${path}?lang=en`, supervisor).set('If-None-Match', etag);
  expect(other.status).toBe(200);
});

/** What is said in the box of a step. */
function saidOf(body: unknown, step: string): string[] {
  const root = new DOMParser().parseFromString(textOf(body), 'text/xml');
  const box = [...root.getElementsByTagName('g')].find((one) => one.getAttribute('id') === `step-${step}`);
  return [...(box?.getElementsByTagName('text') ?? [])].map(({ textContent }) => textContent ?? '');
}

it('shows how each step stands in a case, and another picture once it has moved', async () => {
  const before = await world.get(`${path}?instance=${id}&lang=en`, hospital);
  expect([before.status, before.headers['cache-control']]).toEqual([200, 'private, no-cache']);
  expect(saidOf(before.body, 'motherChildHandbook')).toContain('1 done');
  expect(saidOf(before.body, 'vaccinationCertificate')).toContain('1 refused');
  expect(saidOf(before.body, 'childHealthHandbook')).toContain('1 held up');
  expect(saidOf(before.body, 'maternityBenefit')).toContain('done');
  expect(textOf(before.body)).not.toContain('4711');
  const etag = String(before.headers['etag']);
  const ask = () => world.get(`${path}?instance=${id}&lang=en`, hospital).set('If-None-Match', etag);
  expect((await ask()).status).toBe(304);

  const operator = await world.key('operator');
  const { body } = await world.get('/api/v1/incidents', operator);
  await world.post(`/api/v1/incidents/${body.items[0].id}/skip`, { reason: 'the register is closed' }, operator);
  const after = await ask();
  expect([after.status, saidOf(after.body, 'childHealthHandbook').at(-1)]).toEqual([200, '1 skipped']);
});

it('a wait that has begun is awaited, and says no more than that', async () => {
  const { body } = await world.post('/api/v1/life-events/newborn/instances', birth(3, 'name-not-chosen'), hospital);
  await world.quiet();
  const shown = await world.get(`${path}?instance=${body.id}&lang=en`, hospital);
  expect(saidOf(shown.body, 'nameChosen').at(-1)).toBe('1 awaited');
  expect(saidOf(shown.body, 'birthCertificate').at(-1)).toBe('1 not begun');
});

it('a case that the caller may not see does not exist, nor one of another life event', async () => {
  const stranger = await world.key('hospital', { organisation: 'JH0002' });
  const catalogue = await world.key('catalogueAdmin');
  for (const key of [stranger, catalogue]) {
    expect((await world.get(path, key)).status).toBe(200);
    expect((await world.get(`${path}?instance=${id}`, key)).status).toBe(404);
  }
  expect((await world.get('/api/v1/definitions/wedding/diagram.svg', hospital)).status).toBe(404);
  expect((await world.get(`/api/v1/definitions/wedding/diagram.svg?instance=${id}`, hospital)).status).toBe(404);
  expect((await world.get(path)).status).toBe(401);
});

it('what is asked wrongly is told at once', async () => {
  const { status, body } = await world.get(`${path}?lang=fr&theme=pink&instance=1&size=9`, hospital);
  expect([status, body.code]).toEqual([400, 'invalid-input']);
  const found = (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
  expect(found.sort()).toEqual(['/instance', '/lang', '/size', '/theme']);
});
