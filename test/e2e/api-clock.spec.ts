import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let hospital: string;
let citizen: string;

beforeAll(async () => {
  world = await createWorld({ manualClock: true });
  hospital = await world.key('hospital', { organisation: 'JH0001' });
});
afterAll(() => world.close());

const at = (day: string, time = '09:00:00'): string => `${day}T${time}.000+08:00`;
const move = (body: object, key = hospital) => world.put('/api/v1/clock', body, key);
const now = async (): Promise<string> => (await world.get('/api/v1/clock', hospital)).body.now;

/** When timers of the case have fired, in order. */
const fired = async (id: string): Promise<string[]> => {
  const { body } = await world.get(`/api/v1/instances/${id}/history?limit=100`, hospital);
  return body.items.filter(({ type }: { type: string }) => type === 'timer.fired').map((row: { at: string }) => row.at);
};

const instants = (...days: string[]): string[] => days.map((day) => new Date(at(day)).toISOString());

/** A child born on this day whose parents have not chosen a name yet. */
const born = async (bornAt: string, family: number): Promise<string> => {
  const report = birth(family);
  report.birth.bornAt = bornAt;
  for (const child of report.children) delete child.name;
  citizen = await world.key('citizen', { idNumber: report.mother.idNumber });
  const answer = await world.post('/api/v1/life-events/newborn/instances', report, hospital);
  expect(answer.status).toBe(201);
  await world.quiet();
  return answer.body.id;
};

const name = (id: string, body: object) => world.post(`/api/v1/instances/${id}/signals/nameChosen`, body, citizen);
const faults = (body: { errors?: { code: string }[] }): string[] => (body.errors ?? []).map(({ code }) => code);

describe('a clock that stands still', () => {
  it('tells the same time again and again, and is moved to a time or by a duration', async () => {
    expect(await now()).toBe(await now());
    expect((await move({ now: '2030-03-02T09:00:00+08:00' })).body).toEqual({ mode: 'manual', now: at('2030-03-02') });
    expect((await move({ advance: 'P1D' })).body.now).toBe(at('2030-03-03'));
    expect((await move({ advance: 'PT0S' })).status).toBe(200);
    expect(await now()).toBe(at('2030-03-03'));
  });

  it('never goes backwards', async () => {
    const answer = await move({ now: '2030-03-02T09:00:00+08:00' });
    expect([answer.status, answer.body.code]).toEqual([409, 'clock-backwards']);
    expect(await now()).toBe(at('2030-03-03'));
  });

  it.each([
    [{}, 'now-or-advance'],
    [{ now: '2031-01-01T00:00:00Z', advance: 'P1D' }, 'now-or-advance'],
    [{ now: '2031-01-01T00:00:00' }, 'instant-invalid'],
    [{ now: '2031-02-31' }, 'instant-invalid'],
    [{ now: 1 }, 'instant-invalid'],
    [{ now: '9999-01-01T00:00:00Z' }, 'number-out-of-range'],
    [{ advance: '1 day' }, 'duration-invalid'],
    [{ advance: 'P-1D' }, 'duration-invalid'],
    [{ advance: 'P99Y' }, 'number-out-of-range'],
    [{ advance: 'P1D', zone: 'x' }, 'unknown-field'],
  ])('is not moved by %j', async (body, code) => {
    const answer = await move(body);
    expect(answer.status).toBe(400);
    expect(faults(answer.body)).toContain(code);
    expect(await now()).toBe(at('2030-03-03'));
  });

  it('is moved by nobody without a key', async () => {
    expect((await world.put('/api/v1/clock', { advance: 'P1D' })).status).toBe(401);
  });

  it('lives one day for a case: what is started and answered happens at the time that was set', async () => {
    const id = await born('2030-03-03T01:00:00+08:00', 1);
    const { body } = await world.get(`/api/v1/instances/${id}`, hospital);
    expect(new Date(body.startedAt)).toEqual(new Date(at('2030-03-03')));
    const done = body.steps.filter(({ completedAt }: { completedAt?: string }) => typeof completedAt === 'string');
    expect(done.length).toBeGreaterThan(0);
    for (const step of done) expect(new Date(step.completedAt)).toEqual(new Date(at('2030-03-03')));
    const { rows } = await world.pool.query(
      'select count(*)::int as n from step_execution where instance_id = $1 and due_at < $2',
      [id, at('2030-03-03')],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe("a trainee's year with a child without a name", () => {
  let id: string;
  beforeAll(async () => {
    id = await born('2030-03-03T02:00:00+08:00', 2);
  });

  it('is reminded of on days 7, 20 and 28, each at its own time, and not a minute early', async () => {
    await move({ now: '2030-03-10T08:59:59+08:00' });
    expect(await fired(id)).toEqual([]);
    await move({ now: '2030-03-10T09:00:00+08:00' });
    expect(await fired(id)).toEqual(instants('2030-03-10'));
    // One long move passes two of them.
    await move({ now: '2030-04-01T12:00:00+08:00' });
    expect(await fired(id)).toEqual(instants('2030-03-10', '2030-03-23', '2030-03-31'));
  });

  it('may be named without a word until day 30, then needs an explanation', async () => {
    await move({ now: '2030-04-02T23:59:00+08:00' });
    expect(await fired(id)).toHaveLength(3);
    await move({ advance: 'PT12H' });
    expect(await fired(id)).toHaveLength(4);
    const answer = await name(id, { name: '示名' });
    expect([answer.status, faults(answer.body)]).toEqual([400, ['late-explanation-required']]);
  });

  it('needs a test of parentage after a year', async () => {
    await move({ advance: 'P1Y' });
    expect((await fired(id)).slice(3)).toEqual(instants('2030-04-03', '2031-03-04'));
    const late = await name(id, { name: '示名', lateExplanation: '正在商量' });
    expect(late.status).toBe(400);
    const named = await name(id, { name: '示名', lateExplanation: '正在商量', parentageTest: '报告编号1' });
    expect(named.status).toBe(202);
    await world.quiet();
    const { body } = await world.get(`/api/v1/instances/${id}`, hospital);
    expect(body.steps.find(({ id: step }: { id: string }) => step === 'birthCertificate').status).toBe('completed');
  });
});

it('a clock that runs by itself is told and not moved', async () => {
  const running = await createWorld();
  const key = await running.key('operator');
  const told = await running.get('/api/v1/clock', key);
  expect(told.body).toEqual({ mode: 'system', now: expect.stringMatching(/\+08:00$/) });
  expect((await running.put('/api/v1/clock', { advance: 'P1D' }, key)).body.code).toBe('clock-not-manual');
  await running.close();
});
