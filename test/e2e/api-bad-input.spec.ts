/* eslint-disable @typescript-eslint/no-explicit-any -- what is sent here is what must not be */
import { createWorld, type World } from './api-world';
import { birth } from './births';

const path = '/api/v1/life-events/newborn/instances';

let world: World;
let hospital: string;

beforeAll(async () => {
  world = await createWorld();
  hospital = await world.key('hospital', { organisation: 'JH0001' });
});
afterAll(() => world.close());

/** A problem document that says nothing of the inside and nothing of what was typed. */
function expectProblem(answer: { status: number; text: string; headers: Record<string, string> }, status: number): any {
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.text).not.toMatch(/\.(js|ts)\b|node_modules|select |insert |Error:|at Object/i);
  const problem = JSON.parse(answer.text);
  expect(problem).toMatchObject({ type: `/problems/${problem.code}`, status, title: expect.any(String) });
  return problem;
}

const raw = (body: string, type = 'application/json') =>
  world.post(path, undefined, hospital).set('Content-Type', type).send(body);

afterEach(async () => {
  const { rows } = await world.pool.query('select 1 from instance union all select 1 from case_record');
  expect(rows).toEqual([]);
});

describe('what is no readable JSON object', () => {
  it.each([
    ['broken JSON', '{', 400, 'invalid-json'],
    ['an array', '[]', 400, 'invalid-input'],
    ['a number', '1', 400, 'invalid-input'],
    ['a text', '"x"', 400, 'invalid-input'],
    ['null', 'null', 400, 'invalid-input'],
    ['nothing at all', '', 400, 'invalid-input'],
    ['two megabytes', JSON.stringify({ x: 'a'.repeat(2e6) }), 413, 'body-too-large'],
    ['ten thousand arrays in each other', `{"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400, 'invalid-input'],
  ])('%s', async (_name, body, status, code) => {
    expect(expectProblem(await raw(body), status).code).toBe(code);
  });

  it('bytes that are no UTF-8', async () => {
    const body = Buffer.from([...Buffer.from('{"x":"'), 0xff, 0xfe, ...Buffer.from('"}')]);
    const answer = await world
      .post(path, undefined, hospital)
      .set('Content-Type', 'application/json')
      .serialize((x) => x)
      .send(body as never);
    expect(expectProblem(answer as never, 400).code).toBe('invalid-json');
  });

  it('another media type', async () => {
    expect(expectProblem(await raw('<birth/>', 'application/xml'), 415).code).toBe('media-type-unsupported');
    expect(expectProblem(await raw('a=1', 'application/x-www-form-urlencoded'), 415).code).toBe(
      'media-type-unsupported',
    );
  });
});

describe('what no form asks for', () => {
  it.each([
    ['an unknown field', { __zzz: 1 }, '/__zzz'],
    ['__proto__', JSON.parse('{"__proto__":{"a":1}}'), '/__proto__'],
    ['constructor', { constructor: { prototype: {} } }, '/constructor'],
    ['hasOwnProperty', { hasOwnProperty: 1 }, '/hasOwnProperty'],
  ])('%s', async (_name, more, pointer) => {
    const body = JSON.stringify(birth(1)).replace(/\}$/, `,${JSON.stringify(more).slice(1)}`);
    const { errors } = expectProblem(await raw(body), 400);
    expect(errors).toEqual([{ pointer, code: 'unknown-field', message: '不允许填写此项' }]);
  });

  it('a field of a section', async () => {
    const report = birth(1);
    report.mother.role = 'operator';
    const { errors } = expectProblem(await world.post(path, report, hospital), 400);
    expect(errors).toEqual([expect.objectContaining({ pointer: '/mother/role', code: 'unknown-field' })]);
  });
});

describe('values that cannot be', () => {
  it.each<[string, (report: any) => void, string, string]>([
    [
      'an ID number with a wrong check digit',
      (r) => (r.mother.idNumber = '330702199305141023'),
      '/mother/idNumber',
      'id-number-invalid',
    ],
    ['a birth in the future', (r) => (r.birth.bornAt = '2101-01-01T00:00:00Z'), '/birth/bornAt', 'birth-in-future'],
    [
      "a mother with a man's number",
      (r) => ((r.mother.idNumber = r.father.idNumber), (r.insurance.payerIdNumber = r.father.idNumber)),
      '/mother/idNumber',
      'mother-not-female',
    ],
    ['NUL in a name', (r) => (r.mother.name = '示例\0'), '/mother/name', 'text-not-plain'],
    ['half a surrogate pair', (r) => (r.residence.address = '路\ud83d'), '/residence/address', 'text-not-plain'],
    ['an emoji as a name', (r) => (r.children[0].name = '👶👶'), '/children/0/name', 'child-name-invalid'],
    ['a name turned round by a hidden mark', (r) => (r.payout.bank = 'a\u202eb'), '/payout/bank', 'text-not-plain'],
    ['null for a section', (r) => (r.mother = null), '/mother', 'section-required'],
    ['a text for a list', (r) => (r.children = 'x'), '/children', 'children-one-to-three'],
  ])('%s', async (_name, change, pointer, code) => {
    const report = birth(1);
    change(report);
    const { errors } = expectProblem(await world.post(path, report, hospital), 400);
    expect(errors).toContainEqual({ pointer, code, message: expect.any(String) });
  });

  it('are all named at once, in the language asked for, without what was typed', async () => {
    const report = birth(1);
    report.mother.idNumber = '330702199305141023';
    report.father.name = '1234567';
    delete report.payout;
    report.extra = true;
    const answer = await world.post(path, report, hospital).set('Accept-Language', 'en-GB,en;q=0.8');
    const { errors, title } = expectProblem(answer, 400);
    expect(title).toMatch(/^What was sent has defects/);
    expect(errors.map(({ pointer, code }: any) => `${pointer} ${code}`).sort()).toEqual([
      '/extra unknown-field',
      '/father/name person-name-invalid',
      // The payer's number is right, but no parent has it any more: said in the same answer, not in a second one.
      '/insurance/payerIdNumber payer-not-a-parent',
      '/mother/idNumber id-number-invalid',
      '/payout section-required',
    ]);
    expect(answer.text).not.toMatch(/330702199305141023|1234567/);
    expect(world.logged.join()).not.toMatch(/330702|示例/);
  });
});

describe('addresses and methods', () => {
  it('an unknown address is a 404 problem, with or without a key', async () => {
    for (const address of ['/nothing', '/api', '/api/v1/nothing', '/api/v1/instances/x/y/z', '/admin.php']) {
      expectProblem(await world.get(address, hospital), 404);
      expectProblem(await world.get(address), 404);
    }
  });

  it('a wrong method is a 405 that names the right ones', async () => {
    const answer = await world.get(path, hospital);
    expectProblem(answer, 405);
    expect(answer.headers['allow']).toBe('POST');
    expectProblem(await world.post('/health/live', {}), 405);
  });

  it('a broken escape is a 400', async () => {
    expectProblem(await world.get('/api/v1/instances/%E0%A4%A', hospital), 400);
  });

  it('an id that is none does not exist', async () => {
    for (const id of ['1', "'%20or%201=1", '%00', 'a'.repeat(3_000)]) {
      expectProblem(await world.get(`/api/v1/instances/${id}`, hospital), 404);
    }
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'status=nice', 'nothing=1', 'q=1&q=2', 'q=%00'])(
    'a query with %s is a 400',
    async (query) => {
      expectProblem(await world.get(`/api/v1/instances?${query}`, hospital), 400);
    },
  );
});
