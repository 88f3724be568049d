import { Controller, Get } from '@nestjs/common';
import type { Role } from '../../src/core';
import { apiRoutes } from '../../src/api/api.module';
import { requirePolicies, routesOf } from '../../src/api/access/routes';
import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let report: ReturnType<typeof birth>;
let caseId: string;
let trackingCode: string;
const keys = {} as Record<Role, string>;

const departments = { departments: ['police'] };

beforeAll(async () => {
  world = await createWorld();
  report = birth(1);
  const roles: [Role, object][] = [
    ['hospital', { organisation: 'JH0001' }],
    ['departmentStaff', departments],
    ['departmentSystem', departments],
    ['socialSecurityStaff', {}],
    ['citizen', { idNumber: report.mother.idNumber }],
    ['entrepreneur', {}],
    ['agent', {}],
    ['supervisor', {}],
    ['auditor', {}],
    ['catalogueAdmin', {}],
    ['operator', {}],
  ];
  for (const [role, more] of roles) keys[role] = await world.key(role, more);
  const { body } = await world.post('/api/v1/life-events/newborn/instances', report, keys.hospital);
  caseId = body.id;
  trackingCode = body.trackingCode;
  await world.quiet();
});
afterAll(() => world.close());

it('no route is without a policy, and the edge does not start with one that is', () => {
  expect(apiRoutes().filter(({ policy }) => policy === undefined)).toEqual([]);
  @Controller('careless')
  class Careless {
    @Get('all')
    all(): string {
      return 'everything';
    }
  }
  expect(() => requirePolicies(routesOf([Careless]))).toThrow('Routes without an access policy: Careless.all');
});

it('the only routes without a key are these', () => {
  const open = apiRoutes().filter(({ policy }) => policy?.kind === 'public' || policy?.kind === 'signature');
  expect(open.map(({ path }) => path).sort()).toEqual([
    '/api/docs',
    '/api/openapi.json',
    '/api/v1/demo/accounts',
    '/api/v1/session',
    '/api/v1/step-executions/:id/answer',
    '/api/v1/track/:trackingCode',
    '/api/v1/track/:trackingCode/stream',
    '/console',
    '/console/*path',
    '/health/live',
    '/health/ready',
  ]);
});

/** Bodies as the operations on tasks take them. */
const PASSED: Readonly<Record<string, object>> = {
  'request-correction': { defects: [{ field: 'child.name', code: 'unknown' }] },
  escalate: { toRole: 'supervisor', question: 'is-this-lawful' },
  return: { advice: 'not-lawful', approve: false },
  confirm: {},
  'send-back': { reason: { code: 'not-complete' } },
};

/** What each role gets for each operation on a case that the hospital JH0001 has started for the citizen's child. */
const matrix: [string, (id: string) => [string, string, unknown?], Partial<Record<Role, number>>, number][] = [
  [
    'read the case',
    (id) => ['get', `/api/v1/instances/${id}`],
    {
      ...{ hospital: 200, departmentStaff: 200, departmentSystem: 200, citizen: 200 },
      ...{ supervisor: 200, auditor: 200, operator: 200, socialSecurityStaff: 404, entrepreneur: 404, agent: 404 },
    },
    403,
  ],
  [
    'read its history',
    (id) => ['get', `/api/v1/instances/${id}/history`],
    {
      ...{ hospital: 200, departmentStaff: 200, departmentSystem: 200, citizen: 200 },
      ...{ supervisor: 200, auditor: 200, operator: 200, socialSecurityStaff: 404, entrepreneur: 404, agent: 404 },
    },
    403,
  ],
  [
    'ask why it waits',
    (id) => ['get', `/api/v1/instances/${id}/explain`],
    {
      ...{ hospital: 200, departmentStaff: 200, departmentSystem: 200, citizen: 200 },
      ...{ supervisor: 200, auditor: 200, operator: 200, socialSecurityStaff: 404, entrepreneur: 404, agent: 404 },
    },
    403,
  ],
  ['list cases', () => ['get', '/api/v1/instances'], { catalogueAdmin: 403 }, 200],
  ['trigger', () => ['post', '/api/v1/life-events/newborn/instances', {}], { hospital: 400, citizen: 400 }, 403],
  [
    'signal',
    (id) => ['post', `/api/v1/instances/${id}/signals/nameChosen`, { name: '示晨' }],
    {
      ...{ hospital: 409, citizen: 409, departmentStaff: 403, departmentSystem: 403 },
      ...{ supervisor: 403, auditor: 403, operator: 403 },
    },
    404,
  ],
  [
    'list tasks',
    () => ['get', '/api/v1/tasks'],
    {
      ...{ hospital: 200, departmentStaff: 200, socialSecurityStaff: 200, citizen: 200, entrepreneur: 200 },
      supervisor: 200,
    },
    403,
  ],
  [
    'claim a task',
    (id) => ['post', `/api/v1/tasks/${id}-1-0/claim`, {}],
    {
      ...{ hospital: 404, departmentStaff: 404, socialSecurityStaff: 404, citizen: 404, entrepreneur: 404 },
      supervisor: 404,
    },
    403,
  ],
  ...['form', 'request-correction', 'escalate', 'return', 'confirm', 'send-back'].map(
    (word): (typeof matrix)[number] => [
      `${word} of a task`,
      (id) => [word === 'form' ? 'get' : 'post', `/api/v1/tasks/${id}-1-0/${word}`, PASSED[word]],
      {
        ...{ hospital: 404, departmentStaff: 404, socialSecurityStaff: 404, citizen: 404, entrepreneur: 404 },
        supervisor: 404,
      },
      403,
    ],
  ),
  ['reassign a task', (id) => ['post', `/api/v1/tasks/${id}-1-0/reassign`, { to: null }], { supervisor: 404 }, 403],
  ['list incidents', () => ['get', '/api/v1/incidents'], { operator: 200, supervisor: 200, auditor: 200 }, 403],
  ['list causes', () => ['get', '/api/v1/incidents/causes'], { operator: 200, supervisor: 200, auditor: 200 }, 403],
  [
    'repair a cause',
    () => ['post', '/api/v1/incidents/retry', { reason: 'works again', fingerprint: 'none', ramp: true }],
    { operator: 404 },
    403,
  ],
  ['list bulk repairs', () => ['get', '/api/v1/bulk-repairs'], { operator: 200, supervisor: 200, auditor: 200 }, 403],
  ['pause a bulk repair', (id) => ['post', `/api/v1/bulk-repairs/${id}/pause`, {}], { operator: 404 }, 403],
  ['repair', (id) => ['post', `/api/v1/incidents/${id}/retry`, { reason: 'works again' }], { operator: 404 }, 403],
  ['read definitions', () => ['get', '/api/v1/definitions/newborn'], {}, 200],
];

describe.each(matrix)('%s', (_operation, call, special, otherwise) => {
  const all: Role[] = [
    ...(['hospital', 'departmentStaff', 'departmentSystem', 'socialSecurityStaff', 'citizen', 'entrepreneur'] as const),
    ...(['agent', 'supervisor', 'auditor', 'catalogueAdmin', 'operator'] as const),
  ];

  it.each(all)('as %s', async (role) => {
    const [method, address, body] = call(caseId);
    const answer =
      method === 'get' ? await world.get(address, keys[role]) : await world.post(address, body, keys[role]);
    expect(answer.status).toBe(special[role] ?? otherwise);
  });

  it('without a key, and with one that nobody has', async () => {
    const [method, address, body] = call(caseId);
    for (const key of [undefined, `ot_${'x'.repeat(43)}`, 'password']) {
      const answer = method === 'get' ? await world.get(address, key) : await world.post(address, body, key);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });
});

describe("somebody else's case does not exist", () => {
  it('for another hospital, another citizen and a department without a step in it', async () => {
    const strangers = [
      await world.key('hospital', { organisation: 'JH0002' }),
      await world.key('citizen', { idNumber: '330702199107072217' }),
      await world.key('citizen'),
      await world.key('departmentStaff', { departments: ['taxation'] }),
      await world.key('departmentStaff', { departments: [] }),
    ];
    for (const key of strangers) {
      expect((await world.get(`/api/v1/instances/${caseId}`, key)).status).toBe(404);
      expect((await world.get(`/api/v1/instances/${caseId}/history`, key)).status).toBe(404);
      expect((await world.get('/api/v1/instances', key)).body).toEqual({ items: [], nextCursor: null });
      const search = `/api/v1/instances?q=${report.mother.idNumber}`;
      expect((await world.get(search, key)).body).toEqual({ items: [], nextCursor: null });
    }
  });

  it('and looks exactly like one that is not there', async () => {
    const other = await world.key('hospital', { organisation: 'JH0002' });
    const answers = [caseId, '00000000-0000-7000-8000-000000000000'].map((id) =>
      world.get(`/api/v1/instances/${id}`, other),
    );
    const [theirs, nobodys] = (await Promise.all(answers)).map(({ body }) => ({ ...body, instance: '' }));
    expect(theirs).toEqual(nobodys);
  });
});

it('a revoked key stops working within five seconds, without asking the database each time', async () => {
  const { id, key } = await world.keys.issue({ name: 'x', role: 'operator', organisation: 'it' });
  expect((await world.get('/api/v1/definitions', key)).status).toBe(200);
  await world.keys.revoke(id);
  const monotonic = jest.spyOn(performance, 'now');
  const later = performance.now() + 5_001;
  monotonic.mockImplementation(() => later);
  const answer = await world.get('/api/v1/definitions', key);
  monotonic.mockRestore();
  expect(answer.status).toBe(401);
});

it('the public view names no person, number or department', async () => {
  const { status, body, text } = await world.get(`/api/v1/track/${trackingCode}`).set('Accept-Language', 'en');
  expect(status).toBe(200);
  expect(Object.keys(body).sort()).toEqual(['progress', 'status', 'steps', 'title']);
  expect(body.steps[0]).toEqual({
    title: 'Birth certificate',
    subject: 1,
    status: 'completed',
    dueAt: expect.any(String),
  });
  expect(text).not.toMatch(/示例|3307|NB-/);
  expect((await world.get('/api/v1/track/AAAAAAAAAAAAAAAA')).status).toBe(404);
});

it('every answer forbids caching, sniffing and framing', async () => {
  for (const address of [`/api/v1/instances/${caseId}`, '/nothing', '/health/live']) {
    const { headers } = await world.get(address, keys.hospital);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-request-id': expect.any(String),
    });
    expect(headers['x-powered-by']).toBeUndefined();
  }
});
