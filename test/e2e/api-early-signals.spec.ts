import 'reflect-metadata';
import { IsString, MinLength } from 'class-validator';
import { lifeEvent, loadDefinition, task, wait, workingDays } from '../../src/core';
import { createWorld, type World } from './api-world';
import { BookChosen, readerTrigger } from './reading-card';

/** The reader who is meant. */
class WhichReader {
  /** Document number of the reader. */
  @IsString()
  @MinLength(4)
  idNumber: string;
}

const words = { 'zh-CN': '不借此书', en: 'Not this book' };
const chosen = {
  by: ['hospital' as const, 'citizen' as const, 'agent' as const],
  form: BookChosen,
  check: ({ title }: BookChosen, { adult }: Readonly<Record<string, unknown>>) =>
    adult !== true && title === '红楼梦' ? [{ pointer: '/title', code: 'not-for-children', message: words }] : [],
  fields: ({ title }: BookChosen) => ({ 'book.title': title }),
  keepDays: 10,
};
const heard = { ...chosen, fields: () => ({}) };
const title = { 'zh-CN': '预约借书', en: 'A book is reserved' };

const reservation = loadDefinition(
  lifeEvent({
    name: 'reservation',
    version: 1,
    title,
    numberPrefix: 'RS',
    trigger: {
      ...readerTrigger,
      begin: (form) => ({ ...readerTrigger.begin(form), facts: { adult: false } }),
      address: { form: WhichReader, businessKey: ({ idNumber }: WhichReader) => [idNumber] },
    },
    facts: { adult: [true, false] },
    signals: { bookChosen: chosen, knock: heard, wave: heard },
    steps: {
      bookChosen: wait({ title, signal: 'bookChosen', otherwise: 'defer', writes: ['book.title'] }),
      knock: wait({ title, signal: 'knock', otherwise: 'reject' }),
      wave: wait({ title, signal: 'wave', otherwise: 'ignore' }),
      lend: task({
        title,
        department: 'library',
        role: 'departmentStaff',
        limit: workingDays(3),
        needs: ['bookChosen'],
        reads: ['book.title'],
      }),
    },
  }),
);

let world: World;
let hospital: string;
let reader = 0;

beforeAll(async () => {
  world = await createWorld({ definitions: [reservation], messages: { 'not-for-children': words } });
  hospital = await world.key('hospital');
});
afterAll(() => world.close());

const SIGNALS = '/api/v1/life-events/reservation/signals';
const nextReader = (): string => `R-${(reader += 1) + 1000}`;
const tell = (idNumber: string, name = '西游记', signal = 'bookChosen', key = hospital) =>
  world.post(`${SIGNALS}/${signal}`, { businessKey: { idNumber }, title: name }, key);
const report = async (idNumber: string, key = hospital) => {
  const body = { reader: { name: '乙乙', idNumber, address: '街一号' } };
  const { body: started } = await world.post('/api/v1/life-events/reservation/instances', body, key);
  return String(started.id);
};
const historyOf = async (id: string) => {
  const { body } = await world.get(`/api/v1/instances/${id}/history`, await world.key('supervisor'));
  return (body.items as { type: string; code?: string }[]).map(({ type, code }) =>
    [type, code].filter(Boolean).join(' '),
  );
};
/** Delivery begins when the start has been answered. */
const told = async (id: string, rows: number): Promise<string[]> => {
  for (;;) {
    const history = await historyOf(id);
    if (history.length >= rows) return history;
  }
};
const kept = async (signal: string) =>
  (await world.pool.query(`select status, sealed is not null as sealed from early_signal where signal = $1`, [signal]))
    .rows as unknown[];

it('what is told before the report waits for it, counts once, and moves the case when it begins', async () => {
  const who = nextReader();
  const [first, again] = [await tell(who), await tell(who)];
  expect([first.status, first.body]).toEqual([
    202,
    { status: 'waiting', keptUntil: expect.stringMatching(/^\d{4}-/) as string, instance: null },
  ]);
  expect(again.body).toEqual(first.body);
  const id = await report(who);
  expect(await told(id, 2)).toEqual(['instance.started', 'signal.received']);
  const late = await tell(who);
  expect([late.status, late.body.status, late.body.instance.id]).toEqual([202, 'received', id]);
  expect(await historyOf(id)).toHaveLength(2);
});

it('what is told of a case that exists moves it at once; another word is recorded and answered 409', async () => {
  const who = nextReader();
  const id = await report(who);
  expect((await tell(who)).body).toMatchObject({ status: 'received', instance: { id } });
  const late = await tell(who, '水浒传');
  expect([late.status, late.body.code]).toEqual([409, 'not-expected-here']);
  expect(await historyOf(id)).toEqual(['instance.started', 'signal.received', 'message.refused not-expected-here']);
});

it('the definition says whether one that comes early is kept, ignored or sent away', async () => {
  const who = nextReader();
  expect((await tell(who, 'x', 'wave')).body).toEqual({ status: 'ignored', keptUntil: null, instance: null });
  expect(await kept('wave')).toEqual([{ status: 'ignored', sealed: false }]);
  expect((await tell(who, 'x', 'knock')).status).toBe(404);
  expect(await kept('knock')).toEqual([]);
  const id = await report(who);
  expect(await historyOf(id)).toEqual(['instance.started']);
});

it('rules that need the facts of the case are asked when it begins, and its history tells what was wrong', async () => {
  const who = nextReader();
  expect((await tell(who, '红楼梦')).status).toBe(202);
  const id = await report(who);
  expect(await told(id, 2)).toEqual(['instance.started', 'message.refused not-for-children']);
});

it('a stranger is told the same whether or not there is a case, and moves none', async () => {
  const [who, nobody] = [nextReader(), nextReader()];
  const stranger = await world.key('hospital', { organisation: 'elsewhere' });
  const id = await report(who);
  const [there, notThere] = [
    await tell(who, 'x', 'bookChosen', stranger),
    await tell(nobody, 'x', 'bookChosen', stranger),
  ];
  for (const { status, body } of [there, notThere]) {
    expect([status, body.status, body.instance]).toEqual([202, 'waiting', null]);
  }
  expect(await historyOf(id)).toEqual(['instance.started', 'message.refused not-your-matter']);
  const agent = await world.key('agent');
  expect((await tell(who, 'x', 'bookChosen', agent)).status).toBe(404);
});

it('names every defect at once, also of the business key', async () => {
  const answer = await world.post(
    `${SIGNALS}/bookChosen`,
    { businessKey: { idNumber: 7, x: 1 }, colour: 'red' },
    hospital,
  );
  expect(answer.status).toBe(400);
  const found = (answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
  expect([...new Set(found)].sort()).toEqual(['/businessKey/idNumber', '/businessKey/x', '/colour', '/title']);
  for (const businessKey of [undefined, null, 'R-1', []]) {
    const { status, body } = await world.post(`${SIGNALS}/bookChosen`, { businessKey, title: 'x' }, hospital);
    expect([status, body.errors[0].pointer]).toEqual([400, '/businessKey']);
  }
  expect((await world.post(`${SIGNALS}/marriage`, {}, hospital)).status).toBe(404);
  expect((await world.post('/api/v1/life-events/newborn/signals/nameChosen', {}, hospital)).status).toBe(404);
});

it('a role that may not send it is told so', async () => {
  const { status, body } = await tell(nextReader(), 'x', 'bookChosen', await world.key('auditor'));
  expect([status, body.code]).toEqual([403, 'role-not-allowed']);
});

it('describes each such signal with the form of its business key', async () => {
  const { body } = await world.get('/api/openapi.json');
  const { post } = body.paths['/api/v1/life-events/reservation/signals/bookChosen'];
  expect(JSON.stringify(post.requestBody)).toMatch(/BookChosen.*WhichReader/);
});
