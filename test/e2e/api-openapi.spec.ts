import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiRoutes } from '../../src/api/api.module';
import { createWorld } from './api-world';

const root = join(__dirname, '../..');

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { responses: object; security: object[]; summary?: string }>>;
  components: {
    schemas: Record<string, { properties?: Record<string, { description?: string }>; required?: string[] }>;
  };
}

const committed = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')) as Document;

it('docs/openapi.json says what the API says of itself; if not, "npm run openapi:write" renews it', () => {
  const check = ['-r', './scripts/documented-typescript.js', 'scripts/openapi.ts', 'check'];
  const { status, stderr } = spawnSync(process.execPath, check, { cwd: root, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it('is OpenAPI 3.1: no word of 3.0 is left, and every reference leads somewhere', () => {
  expect(committed.openapi).toBe('3.1.0');
  const text = JSON.stringify(committed);
  expect(text).not.toContain('"nullable"');
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name as string);
  expect(references.filter((name) => committed.components.schemas[name] === undefined)).toEqual([]);
});

it('describes every route of the edge, each with its problems and who may call it', () => {
  // The page of the consoles is for browsers, and no operation.
  const isOperation = ({ handler }: { readonly handler: string }): boolean =>
    handler !== 'openapi' && !handler.startsWith('ConsoleController.');
  const ours = apiRoutes().filter(isOperation).length;
  const operations = Object.values(committed.paths).flatMap((item) => Object.values(item));
  expect(operations).toHaveLength(ours);
  for (const operation of operations) {
    expect(operation.summary).toBeTruthy();
    expect(operation.responses).toHaveProperty('default');
    expect(operation.security).toBeDefined();
  }
});

it('explains the form of each life event field by field', () => {
  const { BirthReport, ReportedMother } = committed.components.schemas;
  expect(BirthReport?.required).toEqual(expect.arrayContaining(['birth', 'children', 'mother']));
  expect(ReportedMother?.properties?.['phone']?.description).toMatch(/Phone number/);
  expect(committed.paths['/api/v1/life-events/newborn/instances']).toBeDefined();
});

it('is served without a key, with a page to read it', async () => {
  const world = await createWorld();
  const served = await world.get('/api/openapi.json');
  expect([served.status, served.body.openapi]).toEqual([200, '3.1.0']);
  expect(Object.keys(served.body.paths)).toEqual(Object.keys(committed.paths));
  const page = await world.get('/api/docs');
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect((await world.post('/api/openapi.json', {})).status).toBe(405);
  await world.close();
});
