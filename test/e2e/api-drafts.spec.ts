import { createWorld, type World } from './api-world';
import { birth } from './births';

const DRAFTS = '/api/v1/drafts';
const BIRTHS = '/api/v1/life-events/newborn/instances';

let world: World;
let ward: string;
let nightShift: string;

beforeAll(async () => {
  world = await createWorld();
  ward = await world.key('hospital', { organisation: 'JH0001' });
  nightShift = await world.key('hospital', { organisation: 'JH0001' });
});
afterAll(() => world.close());
beforeEach(() => world.pool.query('delete from draft'));

interface Draft {
  readonly id: string;
  readonly version: number;
}

const begin = async (content: object, key = ward): Promise<Draft> => {
  const { body } = await world.post(DRAFTS, { event: 'newborn', content }, key).expect(201);
  return body as Draft;
};

const listed = async (key: string): Promise<object[]> =>
  (await world.get(DRAFTS, key).expect(200)).body.items as object[];

it('half a form is kept, listed by a masked name, and read again as it was', async () => {
  const content = { mother: { name: '李示范', idNumber: '1101' }, birth: { gestationWeeks: 39 }, children: [{}] };
  const { id } = await begin(content);
  const [draft, ...others] = await listed(ward);
  expect(others).toEqual([]);
  expect(draft).toEqual({
    ...{ id, event: 'newborn', version: 1, mine: true, title: '新生儿出生“一件事” · 李**' },
    ...{ savedAt: expect.any(String), keptUntil: expect.any(String) },
  });
  const { body } = await world.get(`${DRAFTS}/${id}`, ward).expect(200);
  expect(body).toEqual({ ...draft, content });
});

it('nothing that was typed can be read in the table, and what is put from one row into another does not open', async () => {
  const { id } = await begin({ mother: { name: '李示范', phone: '13900000000' } });
  const other = await begin({});
  const { rows } = await world.pool.query('select * from draft where id = $1', [id]);
  const bytes = Object.values(rows[0] as object).map((value) => (Buffer.isBuffer(value) ? value : String(value)));
  expect(bytes.map((value) => value.toString()).join()).not.toMatch(/139000|李|mother/);
  expect(world.logged.join()).not.toMatch(/李示范|13900000000/);
  await world.pool.query('update draft set sealed = (select sealed from draft where id = $1) where id = $2', [
    ...[id, other.id],
  ]);
  const { body } = await world.get(`${DRAFTS}/${other.id}`, ward).expect(500);
  expect(body.code).toBe('internal-error');
});

it('colleagues of the ward go on with a draft; no other house, role or person knows that it exists', async () => {
  const { id } = await begin({ mother: { name: '李示范' } });
  expect(await listed(nightShift)).toEqual([expect.objectContaining({ id, mine: false })]);
  await world.put(`${DRAFTS}/${id}`, { version: 1, content: {} }, nightShift).expect(200);

  const idNumber = birth(1).mother.idNumber;
  const parent = await world.key('citizen', { organisation: 'citizens', idNumber });
  const neighbour = await world.key('citizen', { organisation: 'citizens', idNumber: birth(2).mother.idNumber });
  const own = await begin({}, parent);
  const strangers = [
    ...[parent, neighbour, await world.key('hospital', { organisation: 'JH0002' })],
    ...[await world.key('operator', { organisation: 'JH0001' }), await world.key('auditor')],
  ];
  for (const stranger of strangers) {
    const seen = (await listed(stranger)).map((draft) => (draft as Draft).id);
    expect(seen).toEqual(stranger === parent ? [own.id] : []);
    await world.get(`${DRAFTS}/${id}`, stranger).expect(404);
    await world.put(`${DRAFTS}/${id}`, { version: 2, content: {} }, stranger).expect(404);
    await world.delete(`${DRAFTS}/${id}`, stranger).expect(404);
  }
  await world.get(`${DRAFTS}/${own.id}`, ward).expect(404);
  await world.post(DRAFTS, { event: 'newborn', content: {} }, await world.key('auditor')).expect(403);
  await world.get(DRAFTS).expect(401);
});

it('of two tabs the later one is told, and neither loses what the other has saved', async () => {
  const { id } = await begin({ mother: { name: '甲' } });
  const save = (version: number, name: string) =>
    world.put(`${DRAFTS}/${id}`, { version, content: { mother: { name } } }, ward);
  expect((await save(1, '乙').expect(200)).body.version).toBe(2);
  const late = await save(1, '丙').expect(409);
  expect(late.body.code).toBe('draft-changed');
  expect((await world.get(`${DRAFTS}/${id}`, ward)).body.content).toEqual({ mother: { name: '乙' } });
  await world.delete(`${DRAFTS}/${id}?version=1`, ward).expect(409);
  // The answer to a save was lost, and it is sent again.
  expect((await save(1, '乙').expect(200)).body.version).toBe(2);
  const both = await Promise.all([save(2, '丁'), save(2, '戊')]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  await world.delete(`${DRAFTS}/${id}?version=3`, ward).expect(204);
  await save(3, '己').expect(404);
});

it('a draft may lack anything, but not hold what its form has no place for, nor more than fits', async () => {
  const wrong = {
    ...{ birth: { gestationWeeks: 'many', colour: 'red', deliveryKind: 'by stork' }, mother: [], stranger: 1 },
    ...{ father: { name: 5 }, children: [{ name: 'x'.repeat(1_001) }, 'two', {}, {}], marriage: { status: null } },
  };
  const { body } = await world.post(DRAFTS, { event: 'newborn', content: wrong }, ward).expect(400);
  const found = (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`);
  expect(found.sort()).toEqual([
    '/content/birth/colour unknown-field',
    '/content/birth/deliveryKind choice-unknown',
    '/content/birth/gestationWeeks number-required',
    '/content/children list-too-long',
    '/content/father/name text-required',
    '/content/mother object-required',
    '/content/stranger unknown-field',
  ]);
  const { id } = await begin({});
  for (const content of [undefined, null, 'text', [], 5]) {
    await world.post(DRAFTS, { event: 'newborn', content }, ward).expect(400);
    await world.put(`${DRAFTS}/${id}`, { version: 1, content }, ward).expect(400);
  }
  const children = Array.from({ length: 3 }, () => ({ name: '长'.repeat(1_000), lateExplanation: '长'.repeat(1_000) }));
  const long = { children, marriage: { statement: '长'.repeat(1_000), certificateNumber: '长'.repeat(1_000) } };
  const much = {
    ...long,
    mother: { name: '长'.repeat(1_000), phone: '长'.repeat(1_000), idNumber: '长'.repeat(1_000) },
  };
  const large = await world.post(DRAFTS, { event: 'newborn', content: much }, ward).expect(413);
  expect(large.body.code).toBe('draft-too-large');
  for (const version of [0, 1.5, 'one', undefined, 3e9]) {
    await world.put(`${DRAFTS}/${id}`, { version, content: {} }, ward).expect(400);
  }
  await world.post(DRAFTS, { event: 'nothing', content: {} }, ward).expect(404);
  await world.get(`${DRAFTS}/none`, ward).expect(404);
});

it('a report takes its draft away, also when it is sent again; one that is refused leaves it', async () => {
  const { id } = await begin({ mother: { name: '李示范' } });
  await world.post(`${BIRTHS}?draft=${id}`, {}, ward).expect(400);
  expect(await listed(ward)).toHaveLength(1);
  // A stranger's draft is not taken away by naming it.
  const other = await begin({}, await world.key('hospital', { organisation: 'JH0002' }));
  await world.post(`${BIRTHS}?draft=${other.id}`, birth(11), ward).expect(201);
  expect((await world.pool.query('select from draft where id = $1', [other.id])).rowCount).toBe(1);

  await world.post(`${BIRTHS}?draft=${id}`, birth(12), ward).expect(201);
  expect(await listed(ward)).toEqual([]);
  await world.post(`${BIRTHS}?draft=${id}`, birth(12), ward).expect(200);
  const { body } = await world.post(`${BIRTHS}?draft=none`, birth(13), ward).expect(400);
  expect(body.errors).toEqual([expect.objectContaining({ pointer: '/draft' })]);
});

it('a case is accepted even when its draft cannot be taken away', async () => {
  const { id } = await begin({});
  const removed = jest.spyOn(world.drafts, 'remove').mockRejectedValueOnce(new Error('the connection is gone'));
  await world.post(`${BIRTHS}?draft=${id}`, birth(14), ward).expect(201);
  removed.mockRestore();
  expect(await listed(ward)).toHaveLength(1);
});

it('what nobody has saved for thirty days is swept away, and an owner cannot pile up drafts without end', async () => {
  const [old, young] = [await begin({}), await begin({})];
  const age = 'update draft set saved_at = now() - $1::interval where id = $2';
  await world.pool.query(age, ['30 days 1 minute', old.id]);
  await world.pool.query(age, ['29 days 23 hours', young.id]);
  expect(await world.drafts.removeOld()).toBe(1);
  expect(await listed(ward)).toEqual([expect.objectContaining({ id: young.id })]);

  await world.pool.query(
    `insert into draft select gen_random_uuid(), event, role, organisation, person, data_key, sealed, sealed_name,
       version, saved_by from draft, generate_series(1, 199)`,
  );
  const { body } = await world.post(DRAFTS, { event: 'newborn', content: {} }, ward).expect(409);
  expect(body.code).toBe('too-many-drafts');
});
