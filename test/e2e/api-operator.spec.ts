import { loadDefinition } from '../../src/core';
import type { TrainingFaults } from '../../src/engine/training';
import { createWorld, type World } from './api-world';
import { readingCard } from './reading-card';

const next = loadDefinition({ ...readingCard, version: 2 });
const proof = {
  ...{ event: 'reading-card', version: 2, claims: ['converges'], subjects: [1], parts: 3 },
  ...{
    configurations: 40,
    transitions: 90,
    seconds: 0.2,
    provenAt: new Date('2026-03-02T01:00:00Z'),
    fingerprint: 'f',
  },
};
const faults = new Map<string, TrainingFaults>([['library', { slowMs: 5 }]]);

let world: World;
let operator: string;
let hospital: string;

beforeAll(async () => {
  world = await createWorld({
    definitions: [readingCard, next],
    messages: {},
    verifications: { find: (event, version) => (event === proof.event && version === 2 ? proof : undefined) },
    training: {
      read: (department) => Promise.resolve(faults.get(department)),
      set: (department, set) => Promise.resolve(faults.has(department) && faults.set(department, set) !== undefined),
    },
  });
  operator = await world.key('operator');
  hospital = await world.key('hospital');
});
afterAll(() => world.close());

let readers = 0;
async function startCase(): Promise<string> {
  readers += 1;
  const reader = { name: 'Li Lei', idNumber: `reader-${readers}`, address: 'Street 1' };
  const { body, status } = await world.post('/api/v1/life-events/reading-card/instances', { reader }, hospital);
  expect(status).toBe(201);
  return body.id;
}

describe('the queues', () => {
  it('show what waits for a department, in exactly one of the four numbers, and departments for which nothing waits', async () => {
    const before = (await world.get('/api/v1/queues', operator)).body;
    expect(before.items).toEqual([
      {
        department: 'library',
        title: 'library',
        ready: 0,
        inFlight: 0,
        awaitingAnswer: 0,
        later: 0,
        oldestSeconds: null,
      },
    ]);
    world.answer = () => ({ kind: 'accepted' });
    await startCase();
    await world.quiet();
    const [library] = (await world.get('/api/v1/queues', operator)).body.items;
    expect(library.ready + library.inFlight + library.awaitingAnswer + library.later).toBe(1);
    expect(library.oldestSeconds).toBeGreaterThanOrEqual(0);
    expect((await world.get('/api/v1/queues', hospital)).status).toBe(403);
  });
});

describe('keys', () => {
  const wanted = { name: 'the library', role: 'departmentSystem', organisation: 'lib-1', days: 30 };

  it('are shown once, work, and stop when they are revoked; who did it is kept', async () => {
    const issued = await world.post('/api/v1/api-keys', { ...wanted, departments: ['library'] }, operator);
    expect(issued.status).toBe(201);
    const { key, id, expiresAt } = issued.body;
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    const listed = (await world.get('/api/v1/api-keys?limit=100', operator)).body;
    expect(JSON.stringify(listed)).not.toContain(key);
    const mine = listed.items.find((one: { id: string }) => one.id === id);
    expect(mine).toMatchObject({ name: 'the library', departments: ['library'], issuedBy: 'the operator' });
    expect(await world.keys.find(key)).toMatchObject({ role: 'departmentSystem', organisation: 'lib-1' });
    const revoke = () => world.delete(`/api/v1/api-keys/${id}`, operator);
    const revoked = { status: 200, body: { id, revokedAt: expect.any(String) } };
    expect(await revoke()).toMatchObject(revoked);
    expect(await revoke()).toMatchObject(revoked);
    expect(await world.keys.find(key)).toBeUndefined();
    const { rows } = await world.pool.query('select change, organisation from api_key_change where api_key = $1', [id]);
    expect(rows.map(({ change }) => change)).toEqual(['issued', 'revoked']);
    expect(rows[0].organisation).toBe('the operator');
  });

  it('end by themselves', async () => {
    const { body } = await world.post('/api/v1/api-keys', { ...wanted, departments: ['library'] }, operator);
    await world.pool.query("update api_key set expires_at = now() - interval '1 second' where id = $1", [body.id]);
    expect(await world.keys.find(body.key)).toBeUndefined();
  });

  it('make nobody a supervisor, an operator or a citizen, and every defect is named at once', async () => {
    for (const role of ['supervisor', 'operator', 'auditor', 'citizen']) {
      expect((await world.post('/api/v1/api-keys', { ...wanted, role }, operator)).status).toBe(400);
    }
    const { body } = await world.post(
      '/api/v1/api-keys',
      { name: ' ', role: 'king', organisation: 'a b', days: 0 },
      operator,
    );
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      ...['/days', '/name', '/organisation', '/role'],
    ]);
  });

  it('of a system are for departments that exist, those of others for none', async () => {
    const pointers = async (more: object): Promise<string[]> => {
      const { body } = await world.post('/api/v1/api-keys', { ...wanted, ...more }, operator);
      return body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`);
    };
    expect(await pointers({})).toEqual(['/departments field-required']);
    expect(await pointers({ departments: ['library', 'zoo', 7] })).toEqual([
      ...['/departments/1 not-listed', '/departments/2 not-listed'],
    ]);
    expect(await pointers({ role: 'hospital', departments: ['library'] })).toEqual(['/departments/0 not-listed']);
  });

  it('are looked at by auditors, and issued and revoked by operators alone', async () => {
    const auditor = await world.key('auditor');
    expect((await world.get('/api/v1/api-keys', auditor)).status).toBe(200);
    expect((await world.post('/api/v1/api-keys', wanted, auditor)).status).toBe(403);
    expect((await world.delete('/api/v1/api-keys/00000000-0000-4000-8000-000000000000', auditor)).status).toBe(403);
    expect((await world.get('/api/v1/api-keys', hospital)).status).toBe(403);
    expect((await world.delete('/api/v1/api-keys/00000000-0000-4000-8000-000000000000', operator)).status).toBe(404);
  });

  it('are listed by cursor', async () => {
    const all = (await world.get('/api/v1/api-keys?limit=100', operator)).body.items;
    const first = (await world.get('/api/v1/api-keys?limit=1', operator)).body;
    const rest = (await world.get(`/api/v1/api-keys?limit=100&cursor=${first.nextCursor}`, operator)).body;
    expect([...first.items, ...rest.items]).toEqual(all);
    expect(rest.nextCursor).toBeNull();
  });
});

describe('the record', () => {
  it('is checked when somebody asks, what was altered is named and becomes an incident', async () => {
    const id = await startCase();
    await world.quiet();
    const good = (await world.post('/api/v1/audit/checks', { instance: id }, operator)).body;
    expect(good).toMatchObject({ instance: id, histories: 1, whole: true, findings: [] });
    await world.pool.query(`update history set actor = 'nobody' where instance_id = $1 and seq = 1`, [id]);
    const found = { kind: 'row-altered', message: expect.any(String), instance: id, seq: 1 };
    const one = (await world.post('/api/v1/audit/checks', { instance: id }, operator)).body;
    expect(one.findings).toEqual([found]);
    const all = (await world.post('/api/v1/audit/checks', {}, operator)).body;
    expect(all).toMatchObject({ instance: null, whole: true, findings: [found] });
    expect((await world.get('/api/v1/audit/checks', operator)).body).toMatchObject({
      ...{ lastSeal: null, unanchored: 0, accepting: true, lastCheck: { at: all.at, findings: [found] } },
    });
    const { items } = (await world.get(`/api/v1/incidents?instance=${id}`, operator)).body;
    expect(items).toHaveLength(1);
    expect(items).toContainEqual(expect.objectContaining({ instanceId: id, code: 'history-altered' }));
  });

  it('is checked by those who watch over it alone, and only of cases that exist', async () => {
    expect((await world.post('/api/v1/audit/checks', {}, hospital)).status).toBe(403);
    const nobodys = { instance: '0198a5b0-1111-7abc-8def-0123456789ab' };
    expect((await world.post('/api/v1/audit/checks', nobodys, operator)).status).toBe(404);
    expect((await world.post('/api/v1/audit/checks', { instance: 'x' }, operator)).status).toBe(400);
  });
});

describe('another version', () => {
  const migrate = (id: string, body: object, key = operator) =>
    world.post(`/api/v1/instances/${id}/migrate`, body, key);

  it('is planned before, then followed once, however often it is asked for', async () => {
    const id = await startCase();
    await world.quiet();
    const planned = await migrate(id, { from: 2, to: 1, dryRun: true });
    expect(planned).toMatchObject({
      ...{ status: 200, body: { outcome: 'planned', asked: [], cancelled: [], reasons: [] } },
    });
    expect(planned.body.carried.map(({ title }: { title: string }) => title)).toContain('面谈');
    expect((await world.get(`/api/v1/instances/${id}`, operator)).body.definitionVersion).toBe(2);
    const moved = { outcome: 'migrated', instance: { definitionVersion: 1 } };
    expect((await migrate(id, { from: 2, to: 1 })).body).toMatchObject(moved);
    expect((await migrate(id, { from: 2, to: 1 })).body).toMatchObject(moved);
    const { items } = (await world.get(`/api/v1/instances/${id}/history`, operator)).body;
    expect(items.filter(({ type }: { type: string }) => type === 'instance.migrated')).toHaveLength(1);
    expect(await migrate(id, { from: 1, to: 2 })).toMatchObject({ status: 202, body: { outcome: 'migrated' } });
    // There and back, and there once more.
    expect(await migrate(id, { from: 2, to: 1 })).toMatchObject({
      status: 202,
      body: { outcome: 'migrated', instance: { definitionVersion: 1 } },
    });
  });

  it('is refused where the case stands elsewhere by now, and where there is no such version', async () => {
    const id = await startCase();
    await world.quiet();
    expect(await migrate(id, { from: 1, to: 2, dryRun: true })).toMatchObject({
      ...{ status: 409, body: { code: 'another-version' } },
    });
    expect((await migrate(id, { from: 2, to: 7 })).body.errors).toMatchObject([{ pointer: '/to', code: 'not-listed' }]);
    expect((await migrate(id, { from: 2, to: 1 }, hospital)).status).toBe(403);
  });
});

it('a definition shows its proof and its versions, to those whom it concerns', async () => {
  const { body } = await world.get('/api/v1/definitions/reading-card/verification', operator);
  expect(body).toMatchObject({ verdict: 'proven', configurations: 40, provenAt: '2026-03-02T01:00:00.000Z' });
  expect(body.claims).toEqual([{ id: 'converges', text: expect.stringContaining('办结') }]);
  expect((await world.get('/api/v1/definitions/none/verification', operator)).status).toBe(404);
  expect((await world.get('/api/v1/definitions/reading-card/verification', hospital)).status).toBe(403);
  expect((await world.get('/api/v1/definitions/reading-card', hospital)).body.versions).toEqual([1, 2]);
});

it('the picture comes as places too, each step with how it stands in the case', async () => {
  world.answer = () => ({ kind: 'impossible', reason: { code: 'broken' } });
  const id = await startCase();
  await world.quiet();
  const { body } = await world.get(`/api/v1/definitions/reading-card/chart?instance=${id}&lang=en`, operator);
  const box = body.boxes.find((one: { id: string }) => one.id === 'card');
  expect(box.marks).toEqual([{ subject: 0, status: 'failed', text: 'held up', icon: expect.stringMatching(/^M/) }]);
  expect(box.lines[0]).toMatchObject({ text: 'Card', look: 'title' });
  expect(body.arrows.every(({ points }: { points: object[] }) => points.length >= 2)).toBe(true);
  const other = await world.key('hospital', { organisation: 'another' });
  expect((await world.get(`/api/v1/definitions/reading-card/chart?instance=${id}`, other)).status).toBe(404);
});

describe('training departments', () => {
  it('misbehave as an operator says, and behave again', async () => {
    const path = '/api/v1/training/departments';
    expect((await world.get(path, operator)).body.items).toEqual([
      { department: 'library', title: 'library', faults: { slowMs: 5 } },
    ]);
    const set = await world.put(`${path}/library`, { breakRate: 1, closed: false }, operator);
    expect(set.body.faults).toEqual({ breakRate: 1 });
    await world.put(`${path}/library`, {}, operator);
    expect(faults.get('library')).toEqual({});
    expect((await world.put(`${path}/zoo`, {}, operator)).status).toBe(404);
    expect((await world.put(`${path}/library`, { failRate: 2 }, operator)).status).toBe(400);
    expect((await world.put(`${path}/library`, {}, hospital)).status).toBe(403);
  });
});
