import { createWorld, type World } from './api-world';
import { readingDesk } from './reading-desk';

let world: World;
let sender: string;
let ann: string;
let elsewhere: string;
let chief: string;
let catalogue: string;
let number = 7000;

beforeAll(async () => {
  world = await createWorld({ definitions: [readingDesk], messages: {}, manualClock: true });
  sender = await world.key('hospital', { organisation: 'school 1' });
  ann = await world.key('departmentStaff', { departments: ['library'] });
  elsewhere = await world.key('departmentStaff', { departments: ['culture'] });
  chief = await world.key('supervisor');
  catalogue = await world.key('catalogueAdmin', { organisation: 'the catalogue' });
});
afterAll(() => world.close());

const moveTo = (day: string) => world.put('/api/v1/clock', { now: `${day}T09:00:00+08:00` }, chief);
const endOf = (day: string): string => new Date(`${day}T24:00:00+08:00`).toISOString();

const start = async (): Promise<string> => {
  const reader = { name: '示例', idNumber: `Q${(number += 1)}`, address: '一号' };
  return (await world.post('/api/v1/life-events/reading-desk/instances', { reader }, sender)).body.id;
};

const taskOf = async (instanceId: string): Promise<{ id: string }> => {
  const { body } = await world.get('/api/v1/tasks?limit=100', ann);
  return body.items.find((task: { instanceId: string }) => task.instanceId === instanceId);
};

const tell = (task: { id: string }, word: string, body: object = {}, key = ann) =>
  world.post(`/api/v1/tasks/${task.id}/${word}`, body, key);

const deadlines = async (query: string, key = chief) => (await world.get(`/api/v1/deadlines${query}`, key)).body.items;
const of = (items: { instanceId: string }[], id: string) => items.find(({ instanceId }) => instanceId === id);

const rowsOf = async (id: string): Promise<string[]> =>
  (await world.get(`/api/v1/instances/${id}/history?limit=100`, chief)).body.items.map(
    ({ type }: { type: string }) => type,
  );

// Mondays to Fridays of March 2030, a year that nobody has published.
describe('a limit that is not kept', () => {
  it('is warned of, then escalated, and shown to those who can do something about it', async () => {
    await moveTo('2030-03-04');
    const id = await start();
    expect(await taskOf(id)).toMatchObject({ clock: 'running', level: 'normal', dueAt: endOf('2030-03-07') });
    expect(await deadlines('')).toEqual([]);

    await moveTo('2030-03-07');
    expect(await rowsOf(id)).toEqual(['instance.started', 'deadline.warned']);
    const warned = {
      level: 'warning',
      clock: 'running',
      provisional: true,
      escalatedTo: 'supervisor',
      step: 'examine',
    };
    expect(of(await deadlines('?level=warning'), id)).toMatchObject(warned);

    await moveTo('2030-03-08');
    expect(await rowsOf(id)).toEqual(['instance.started', 'deadline.warned', 'deadline.red']);
    expect(of(await deadlines('?level=warning'), id)).toBeUndefined();
    expect(of(await deadlines('?level=red&department=library', ann), id)).toMatchObject({ level: 'red' });
    expect(await deadlines('', elsewhere)).toEqual([]);
    const { body } = await world.get(`/api/v1/instances/${id}`, chief);
    expect(body.steps[0]).toMatchObject({ clock: 'running', level: 'red', dueAt: endOf('2030-03-07') });

    await tell(await taskOf(id), 'refuse', { reason: { code: 'too-young' } });
    expect(of(await deadlines(''), id)).toBeUndefined();
  });

  it('is asked for by nobody else, and not with a level that is none', async () => {
    expect((await world.get('/api/v1/deadlines', sender)).status).toBe(403);
    expect((await world.get('/api/v1/deadlines?level=normal', chief)).status).toBe(400);
    expect((await world.get('/api/v1/deadlines?cursor=x', chief)).status).toBe(400);
  });
});

describe('a special procedure', () => {
  it('takes out of the count what it lasts, and no more than its limit', async () => {
    await moveTo('2030-03-11');
    const id = await start();
    const task = await taskOf(id);
    expect((await tell(task, 'pause', { code: 'coffee' })).status).toBe(400);
    expect((await tell(task, 'pause', { code: 'hearing' }, elsewhere)).status).toBe(404);
    const paused = await tell(task, 'pause', { code: 'hearing', limitDays: 5 });
    expect(paused.body).toMatchObject({ clock: 'paused', level: 'normal', dueAt: endOf('2030-03-21') });
    expect((await tell(task, 'pause', { code: 'test' })).body.code).toBe('clock-paused');

    await moveTo('2030-03-13');
    const resumed = await tell(task, 'resume');
    expect(resumed.body).toMatchObject({ clock: 'running', dueAt: endOf('2030-03-18') });
    expect((await tell(task, 'resume')).body.code).toBe('clock-running');
    expect(await rowsOf(id)).toEqual([
      'instance.started',
      'clock.paused',
      'message.refused',
      'clock.resumed',
      'message.refused',
    ]);
  });
});

describe('the working days that are left', () => {
  const explain = async (id: string) => (await world.get(`/api/v1/instances/${id}/explain`, chief)).body.waitingFor;

  it('are counted down day by day, stand still in a special procedure, and go below zero', async () => {
    await moveTo('2030-03-18');
    const id = await start();
    const left = async () => {
      const [examine] = await explain(id);
      const { level, legal, promised, pause } = examine.time;
      return { level, days: [legal.workingDays, promised.workingDays], pause: pause?.code ?? null };
    };
    expect(await left()).toEqual({ level: 'normal', days: [3, 3], pause: null });
    await moveTo('2030-03-20');
    expect(await left()).toEqual({ level: 'normal', days: [1, 1], pause: null });
    await tell(await taskOf(id), 'pause', { code: 'hearing' });
    await moveTo('2030-03-25');
    expect(await left()).toEqual({ level: 'normal', days: [1, 1], pause: 'hearing' });
    await tell(await taskOf(id), 'resume');
    await moveTo('2030-03-29');
    expect(await left()).toEqual({ level: 'red', days: [-3, -3], pause: null });
  });

  it('of a step that has not begun there are none, and it names whom it waits for', async () => {
    const id = await start();
    const [, grant] = await explain(id);
    expect(grant).toMatchObject({
      ...{ kind: 'needs-steps', time: null, after: [{ step: 'examine' }] },
      on: [{ kind: 'department', department: 'library', roles: ['departmentStaff'] }],
    });
  });
});

describe('a calendar that is imported', () => {
  it('moves the deadlines that were provisional, and history says so', async () => {
    await moveTo('2030-04-01');
    const id = await start();
    expect(await taskOf(id)).toMatchObject({ dueAt: endOf('2030-04-04') });
    const notice = { daysOff: ['2030-04-03', '2030-04-04'], makeUpDays: [], source: '国办发明电〔2029〕0号' };
    const imported = await world.put('/api/v1/calendar/years/2030', notice, catalogue);
    expect(imported.status).toBeLessThan(300);
    await world.deadlines.run();
    expect(await taskOf(id)).toMatchObject({ dueAt: endOf('2030-04-08') });
    expect(await rowsOf(id)).toEqual(['instance.started', 'deadline.recomputed']);
    await world.deadlines.run();
    expect(await rowsOf(id)).toHaveLength(2);
  });
});
