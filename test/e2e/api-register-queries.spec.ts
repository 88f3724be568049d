import type { RegisterQuestion } from '../../src/engine/registers';
import { createWorld, type World } from './api-world';
import { birth } from './births';

const PATH = '/api/v1/life-events/newborn/queries/mother';

let world: World;
let ward: string;
let asked: RegisterQuestion[];

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  ward = await world.key('hospital', { organisation: 'JH0001' });
  asked = [];
  world.registers = (question) => {
    asked.push(question);
    return { kind: 'found', fields: { 'household.number': 'H1', 'father.name': '赵示范', 'father.idNumber': father } };
  };
});

const { mother, father: husband } = birth(1);
const father: string = husband.idNumber;
const fields = { 'mother.idNumber': mother.idNumber, 'mother.name': mother.name };
const keptRows = async () => (await world.pool.query('select * from register_query order by at')).rows;

it('fills in what the register knows, tells the department only what is needed, and keeps who has asked', async () => {
  const { body: form } = await world.get('/api/v1/definitions/newborn/form', ward);
  expect(form.queries.map(({ name }: { name: string }) => name)).toEqual(['mother', 'father']);
  const { body } = await world
    .post(PATH, { fields: { ...fields, 'mother.name': ` ${mother.name} ` } }, ward)
    .expect(200);
  expect(body).toEqual({
    outcome: 'found',
    fields: { 'household.number': 'H1', 'father.name': '赵示范', 'father.idNumber': father },
  });
  expect(asked).toEqual([
    expect.objectContaining({ department: 'police', query: 'motherRecord', event: 'newborn', fields }),
  ]);
  const [row, ...others] = await keptRows();
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    ...{ organisation: 'JH0001', role: 'hospital', query: 'mother', outcome: 'found' },
    fields: ['household.number', 'father.name', 'father.idNumber'],
  });
  expect(JSON.stringify(row) + world.logged.join()).not.toMatch(
    new RegExp(`${mother.idNumber}|${father}|${mother.name}`),
  );
  await expect(world.pool.query('delete from register_query')).rejects.toThrow('append-only');
});

it('both whom it concerns see it among who has looked at their data, and nobody else does', async () => {
  await world.post(PATH, { fields }, ward).expect(200);
  const { body: started } = await world.post('/api/v1/life-events/newborn/instances', birth(1), ward).expect(201);
  const { body: other } = await world
    .post('/api/v1/life-events/newborn/instances', birth(2, 'twins'), ward)
    .expect(201);
  const page = async (idNumber: string, id: string): Promise<string> => {
    const parent = await world.key('citizen', { organisation: 'citizens', idNumber });
    return (await world.get(`/my/${id}/disclosures`, parent).expect(200)).text;
  };
  const said = '填写申报表时查询部门登记信息';
  expect(await page(mother.idNumber, started.id)).toContain(said);
  expect(await page(father, started.id)).toContain(said);
  expect(await page(birth(2, 'twins').mother.idNumber, other.id)).not.toContain(said);
});

it('who may not send the form for others asks nothing, nor does a number without a name', async () => {
  const parent = await world.key('citizen', { organisation: 'citizens', idNumber: mother.idNumber });
  await world.post(PATH, { fields }, parent).expect(403);
  expect((await world.get('/api/v1/definitions/newborn/form', parent)).body.queries).toEqual([]);
  await world.post(PATH, { fields }, await world.key('operator')).expect(403);
  await world.post(PATH, { fields }).expect(401);
  await world.post('/api/v1/life-events/newborn/queries/toString', { fields }, ward).expect(404);
  await world.post('/api/v1/life-events/none/queries/mother', { fields }, ward).expect(404);
  const wrong: [object | undefined, string[]][] = [
    [{ 'mother.idNumber': mother.idNumber }, ['/fields/mother.name text-required']],
    [{ ...fields, 'mother.name': '  ' }, ['/fields/mother.name text-required']],
    [{ ...fields, 'mother.phone': '1' }, ['/fields/mother.phone unknown-field']],
    [{ ...fields, 'mother.name': { $ne: '' } }, ['/fields/mother.name text-required']],
    [{ ...fields, 'mother.name': 'x'.repeat(101) }, ['/fields/mother.name text-too-long']],
    [undefined, ['/fields object-required']],
  ];
  for (const [given, defects] of wrong) {
    const { body } = await world.post(PATH, { fields: given }, ward).expect(400);
    expect(body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)).toEqual(defects);
  }
  expect(asked).toEqual([]);
});

it('a department that does not answer is told as such, and the question is kept all the same', async () => {
  world.registers = () => ({ kind: 'unavailable' });
  const before = (await keptRows()).length;
  const { body } = await world.post(PATH, { fields }, ward).expect(503);
  expect(body.code).toBe('register-unavailable');
  world.registers = () => ({ kind: 'notFound' });
  expect((await world.post(PATH, { fields }, ward).expect(200)).body).toEqual({ outcome: 'notFound', fields: {} });
  const rows = (await keptRows()).slice(before);
  expect(rows.map(({ outcome, fields: told }) => [outcome, told])).toEqual([
    ['unavailable', []],
    ['notFound', []],
  ]);
});

it('an account cannot go through numbers: after thirty questions in a quarter of an hour it waits, others do not', async () => {
  for (let n = 0; n < 30; n += 1) await world.post(PATH, { fields }, ward).expect(200);
  const refused = await world.post(PATH, { fields }, ward).expect(429);
  expect(refused.body.code).toBe('too-many-queries');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
  expect(asked).toHaveLength(30);
  await world.post(PATH, { fields }, await world.key('hospital', { organisation: 'JH0001' })).expect(200);
});
