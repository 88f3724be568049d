import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createWorld, type World } from './api-world';

const PAGE =
  '<!doctype html><meta name="csp-nonce" content=""><script type="module" src="/console/assets/a-1.js"></script>';

const folder = mkdtempSync(join(tmpdir(), 'one-thing-console-'));
let world: World;

beforeAll(async () => {
  world = await createWorld({ consoleFolder: join(folder, 'dist') });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a build that is absent is a page that says how to build', async () => {
  const page = await world.get('/console/').set('Accept-Language', 'en').expect(503);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.text).toContain('npm start');
  expect(page.text).toContain('have not been built');
  await world.get('/console/assets/a-1.js').expect(404);
});

describe('once it is built', () => {
  beforeAll(() => {
    mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
    writeFileSync(join(folder, 'dist', 'assets', 'a-1.js'), 'plain');
    writeFileSync(join(folder, 'dist', 'assets', 'a-1.js.br'), brotliCompressSync('as br'));
    writeFileSync(join(folder, 'dist', 'assets', 'a-1.js.gz'), gzipSync('as gzip'));
    writeFileSync(join(folder, 'dist', 'icon.svg'), '<svg/>');
    writeFileSync(join(folder, 'dist', '.sources'), 'a stamp');
    writeFileSync(join(folder, 'dist', 'index.html'), PAGE);
    writeFileSync(join(folder, 'secret.json'), '{}');
  });

  it('every place in the consoles is their page, under a nonce of its own and without inline script', async () => {
    const nonces = [];
    for (const path of ['/console/', '/console/tasks', '/console/instances/0197-x/history?tab=1']) {
      const { text, headers } = await world.get(path).expect(200);
      const nonce = /csp-nonce" content="([\w-]{22})"/.exec(text)?.[1] ?? '';
      expect(headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
          "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
      expect(headers['cache-control']).toBe('no-store');
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(3);
    const bare = await world.get('/console').expect(308);
    expect(bare.headers['location']).toBe('/console/');
  });

  it('a hashed file is kept for ever, and comes in the form that the browser takes', async () => {
    const forms = [];
    for (const takes of ['gzip, deflate, br', 'gzip', 'br;q=0, gzip;q=0.5', 'identity']) {
      const { headers, body, text } = await world
        .get('/console/assets/a-1.js')
        .set('Accept-Encoding', takes)
        .buffer(true);
      expect(headers).toMatchObject({
        ...{ 'content-type': 'text/javascript; charset=utf-8', vary: 'Accept-Encoding' },
        'cache-control': 'public, max-age=31536000, immutable',
      });
      forms.push([headers['content-encoding'], text ?? String(body)]);
    }
    expect(forms).toEqual([
      ['br', 'as br'],
      ['gzip', 'as gzip'],
      ['gzip', 'as gzip'],
      [undefined, 'plain'],
    ]);
    const icon = await world.get('/console/icon.svg').expect(200);
    expect(icon.headers['cache-control']).toBe('public, max-age=3600');
  });

  it('nothing but what was built is served, however it is asked for', async () => {
    for (const path of [
      '/console/../secret.json',
      '/console/..%2fsecret.json',
      '/console/%2e%2e/secret.json',
      '/console/assets/..%5c..%5csecret.json',
      '/console/.sources',
      '/console/assets/a-2.js',
    ]) {
      const { status, text } = await world.get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toBe('{}');
    }
    await world.post('/console/', {}).expect((response) => expect([404, 405]).toContain(response.status));
  });

  it('another build is served without a new start', async () => {
    writeFileSync(join(folder, 'dist', 'assets', 'b-2.js'), 'new');
    writeFileSync(join(folder, 'dist', 'index.html'), PAGE.replace('a-1', 'b-2'));
    const { text } = await world.get('/console/').expect(200);
    expect(text).toContain('b-2.js');
    await world.get('/console/assets/b-2.js').expect(200);
  });
});
