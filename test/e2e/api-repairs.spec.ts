import {
  fact,
  lifeEvent,
  loadDefinition,
  patiently,
  refuse,
  skip,
  step,
  wait,
  when,
  workingDays,
} from '../../src/core';
import { createWorld, type World } from './api-world';
import { BookChosen, CardWanted, readingCard } from './reading-card';

const matter = { title: { 'zh-CN': '事项', en: 'Matter' }, matterCode: '999900009902', legalBasis: 'test' };
const words = { ...matter, limit: workingDays(3), onRefusal: { otherwise: refuse } };

/** A letter that only a person can find out about, and a seal that reads what the printer has brought. */
const letterSent = loadDefinition(
  lifeEvent({
    ...readingCard,
    name: 'letter',
    numberPrefix: 'LE',
    trigger: { ...readingCard.trigger, form: CardWanted },
    signals: { bookChosen: { by: ['citizen'], form: BookChosen, check: () => [], fields: () => ({}) } },
    steps: {
      print: step('press.print', {
        ...words,
        reads: ['reader.name'],
        writes: ['letter.sheets'],
        repeat: 'sameKeySameAnswer',
        retry: { ...patiently, attempts: 1 },
      }),
      letter: step('post.send', {
        ...words,
        needs: ['print'],
        reads: ['reader.address', 'letter.sheets'],
        writes: ['letter.number'],
        repeat: 'byHandOnly',
        retry: { attempts: 3, firstDelayMs: 1, factor: 1, maxDelayMs: 1 },
      }),
      bookChosen: wait({
        title: matter.title,
        unless: [when(fact('wantsBook', true), skip('no-book-wanted'))],
        signal: 'bookChosen',
        otherwise: 'reject',
      }),
    },
    always: [],
  }),
);

let world: World;
let sender: string;
let operator: string;
let supervisor: string;
let number = 5000;

beforeAll(async () => {
  world = await createWorld({ definitions: [readingCard, letterSent], messages: {} });
  sender = await world.key('hospital', { organisation: 'school 1' });
  operator = await world.key('operator');
  supervisor = await world.key('supervisor');
});
afterAll(() => world.close());

/** So many cases whose first matter cannot be done, for a cause of their own. */
async function startFailing(code: string, count: number, event = 'reading-card'): Promise<string[]> {
  const well = world.answer;
  world.answer = () => ({ kind: 'impossible', reason: { code } });
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const body = { reader: { name: '示例', idNumber: `P${(number += 1)}`, address: '一号' } };
    ids.push((await world.post(`/api/v1/life-events/${event}/instances`, body, sender)).body.id);
    await world.quiet();
  }
  world.answer = well;
  return ids;
}

const causeOf = (code: string): string => `library|issueCard|${code}`;
const reason = 'the register is open again';
const bulk = (what: string, body: object, key = operator) =>
  world.post(`/api/v1/incidents/${what}`, { reason, ...body }, key);
const repairOf = async (id: string) => (await world.get(`/api/v1/bulk-repairs/${id}`, supervisor)).body;
const stepOf = async (id: string, step: string) =>
  (await world.get(`/api/v1/instances/${id}`, operator)).body.steps.find((one: { id: string }) => one.id === step);
const incidentOf = async (instanceId: string): Promise<{ id: string; code: string }> => {
  const { body } = await world.get('/api/v1/incidents?limit=100', operator);
  return body.items.find((one: { instanceId: string }) => one.instanceId === instanceId);
};
it('a cause is one thing: counted, with its steps and departments, and some of its cases', async () => {
  const ids = await startFailing('out-of-paper', 7);
  await startFailing('rare', 1);
  const { body, status } = await world.get('/api/v1/incidents/causes?limit=1', supervisor);
  expect(status).toBe(200);
  const { body: next } = await world.get(`/api/v1/incidents/causes?limit=1&cursor=${body.nextCursor}`, supervisor);
  expect([body.items[0].count, next.items[0].count, next.nextCursor]).toEqual([7, 1, null]);
  const { body: cause } = await world.get(
    `/api/v1/incidents/causes/${encodeURIComponent(causeOf('out-of-paper'))}`,
    supervisor,
  );
  expect(cause).toEqual(body.items[0]);
  const { body: first } = await world.get(`/api/v1/instances/${ids[0]}`, operator);
  expect(cause).toEqual({
    ...{ fingerprint: causeOf('out-of-paper'), code: 'out-of-paper', count: 7 },
    ...{ oldest: expect.any(String), newest: expect.any(String) },
    ...{ departments: ['library'], steps: ['card'], events: ['reading-card'] },
    at: [{ event: 'reading-card', step: 'card', department: 'library', count: 7 }],
    sampleCaseNumbers: expect.arrayContaining([first.caseNumber]),
  });
  expect(cause.sampleCaseNumbers).toHaveLength(5);
  expect(Date.parse(cause.newest)).toBeGreaterThan(Date.parse(cause.oldest));
  expect((await world.get('/api/v1/incidents/causes/none', supervisor)).status).toBe(404);
  expect((await world.get('/api/v1/incidents/causes?cursor=eA', supervisor)).status).toBe(400);
  expect((await world.get('/api/v1/incidents/causes', sender)).status).toBe(403);
});

it('a dry run counts what would be done and does nothing', async () => {
  const [id = ''] = await startFailing('counted', 3);
  await world.pool.query(
    `insert into incident (instance_id, region, code, fingerprint, detail) values ($1, '', 'counted', $2, '{}')`,
    [id, causeOf('counted')],
  );
  const answer = await bulk('retry', { fingerprint: causeOf('counted'), dryRun: true });
  expect([answer.status, answer.body]).toEqual([
    200,
    {
      eligible: 3,
      notEligible: [{ reason: 'not-repairable', count: 1 }],
      byDepartment: { library: 3 },
      byStep: { 'reading-card.card': 3 },
    },
  ]);
  expect(await stepOf(id, 'card')).toMatchObject({ status: 'failed' });
  expect((await world.pool.query('select from bulk_repair')).rowCount).toBe(0);
  const { body } = await bulk('retry', { fingerprint: 'none', dryRun: true });
  expect(body).toEqual({ eligible: 0, notEligible: [], byDepartment: {}, byStep: {} });
});

it('a ramp lets 1 %, 10 % and all of a cause go, and is told by its record', async () => {
  const ids = await startFailing('ramped', 12);
  const answer = await bulk('retry', { fingerprint: causeOf('ramped'), ramp: true });
  expect(answer.status).toBe(202);
  expect(answer.body).toMatchObject({ state: 'running', repair: 'retry', total: 12, done: 0, stage: 1, letGo: 0 });
  const { id } = answer.body;
  expect((await bulk('retry', { fingerprint: causeOf('ramped'), ramp: true })).body.id).toBe(id);
  const other = await bulk('skip', { fingerprint: causeOf('ramped'), ramp: true });
  expect([other.status, other.body.code]).toEqual([409, 'repair-under-way']);
  const well = world.answer;
  world.answer = () => ({ kind: 'impossible', reason: { code: 'ramped' } });
  await world.carryOn();
  const paused = await repairOf(id);
  expect(paused).toMatchObject({ state: 'paused', letGo: 1, failed: 1, failedAgain: 1, done: 0, finishedAt: null });
  expect(paused.paused).toEqual({ code: 'paused-failed-again', message: expect.stringMatching(/同一原因/) });
  world.answer = well;
  for (const key of [supervisor, sender]) {
    expect((await world.post(`/api/v1/bulk-repairs/${id}/resume`, {}, key)).status).toBe(403);
  }
  const resumed = await world.post(`/api/v1/bulk-repairs/${id}/resume`, {}, operator);
  expect([resumed.status, resumed.body.state, resumed.body.stage]).toEqual([200, 'running', 10]);
  await world.carryOn();
  expect(await repairOf(id)).toMatchObject({ state: 'finished', stage: 100, done: 11, failed: 1, paused: null });
  const cards = await Promise.all(ids.map((one) => stepOf(one, 'card')));
  expect(cards.filter(({ status }) => status === 'completed')).toHaveLength(11);
  const over = await world.post(`/api/v1/bulk-repairs/${id}/pause`, {}, operator);
  expect([over.status, over.body.code]).toEqual([409, 'repair-over']);
  const { body: listed } = await world.get('/api/v1/bulk-repairs?limit=1', supervisor);
  expect(listed.items).toHaveLength(1);
  expect((await world.get('/api/v1/bulk-repairs/none', supervisor)).status).toBe(404);
});

it('a cancelled repair lets nothing more go', async () => {
  const ids = await startFailing('cancelled', 3);
  const { body } = await bulk('skip', { fingerprint: causeOf('cancelled'), ramp: false });
  const cancelled = await world.post(`/api/v1/bulk-repairs/${body.id}/cancel`, {}, operator);
  expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
  await world.carryOn();
  for (const id of ids) expect(await stepOf(id, 'card')).toMatchObject({ status: 'failed' });
});

it('what a bulk repair cannot do is said before there is a record', async () => {
  expect((await bulk('retry', { fingerprint: 'none', ramp: true })).status).toBe(404);
  await startFailing('outputs', 1);
  const bad = await bulk('resolve', { fingerprint: causeOf('outputs'), output: { stray: 1 } });
  expect(bad.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])).toEqual([
    ['/output/reader.cardNumber', 'field-required'],
    ['/output/stray', 'unknown-field'],
  ]);
  for (const extra of [{ ramp: 'yes' }, { found: 'maybe' }, { dryRun: 1 }]) {
    expect((await bulk('retry', { fingerprint: causeOf('outputs'), ...extra })).status).toBe(400);
  }
  const nulls = { ramp: null, dryRun: null, found: null, output: null };
  expect((await bulk('resolve', { fingerprint: causeOf('nothing'), ...nulls })).body).toEqual({
    ...{ settled: 0, refused: 0, more: false },
  });
});

it('a retry can put right what the step reads, and nothing else; the history names the fields and keeps no value', async () => {
  const [id = ''] = await startFailing('address-bad', 1);
  const { id: incident } = await incidentOf(id);
  const retry = (fields: unknown) => world.post(`/api/v1/incidents/${incident}/retry`, { reason, fields }, operator);
  const bad = await retry({ 'reader.address': '', 'reader.idNumber': 'P1', 'reader.cardNumber': 'C1' });
  expect(bad.status).toBe(400);
  expect(bad.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])).toEqual([
    ['/fields/reader.address', 'text-required'],
    ['/fields/reader.idNumber', 'field-not-read'],
    ['/fields/reader.cardNumber', 'field-not-read'],
  ]);
  for (const none of [7, 'x', []]) expect((await retry(none)).status).toBe(400);
  let asked: unknown;
  const well = world.answer;
  world.answer = (call) => {
    asked = call.fields;
    return well(call);
  };
  const answer = await retry({ 'reader.address': 'CANARY 九号' });
  await world.quiet();
  world.answer = well;
  expect(answer.status).toBe(202);
  expect(asked).toEqual({ 'reader.name': '示例', 'reader.address': 'CANARY 九号' });
  expect(await stepOf(id, 'card')).toMatchObject({ status: 'completed' });
  expect((await retry({ 'reader.address': 'CANARY 九号' })).status).toBe(202);
  expect((await retry({ 'reader.address': 'another' })).status).toBe(409);
  const { rows } = await world.pool.query<{ detail: object }>(
    `select detail from history where instance_id = $1 and type = 'incident.retried'`,
    [id],
  );
  expect(rows).toEqual([{ detail: { code: reason, fields: ['reader.address'] } }]);
  expect(JSON.stringify(answer.body)).not.toContain('CANARY');
  expect(world.logged.join()).not.toContain('CANARY');
  const all = await world.pool.query<{ text: string }>('select h::text as text from history h where instance_id = $1', [
    id,
  ]);
  expect(all.rows.map(({ text }) => text).join()).not.toContain('CANARY');
});

it('a step is resolved with what it would have brought, and the next reads it', async () => {
  const [id = ''] = await startFailing('press-broken', 1, 'letter');
  const { id: incident } = await incidentOf(id);
  const resolve = (output: unknown) =>
    world.post(`/api/v1/incidents/${incident}/resolve`, { reason, output }, operator);
  expect((await resolve({ 'letter.sheets': { deep: 1 } })).status).toBe(400);
  expect((await resolve({})).status).toBe(400);
  let asked: unknown;
  const well = world.answer;
  world.answer = (call) => {
    asked = call.fields;
    return well(call);
  };
  expect((await resolve({ 'letter.sheets': 3 })).status).toBe(202);
  await world.quiet();
  world.answer = well;
  expect(asked).toEqual({ 'reader.address': '一号', 'letter.sheets': 3 });
  expect(await stepOf(id, 'letter')).toMatchObject({ status: 'completed' });
});

it('what only a person can find out is not repaired before it is said what was found', async () => {
  const well = world.answer;
  world.answer = (call) => (call.step === 'letter' ? { kind: 'unknown', reason: { code: 'timeout' } } : well(call));
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const body = { reader: { name: '示例', idNumber: `P${(number += 1)}`, address: '一号' } };
    ids.push((await world.post('/api/v1/life-events/letter/instances', body, sender)).body.id);
    await world.quiet();
    // The second attempt finds that nobody can tell.
    const { rows } = await world.pool.query<{ ordinal: number }>(
      `select ordinal from step_execution where instance_id = $1 and status = 'unknown'`,
      [ids[n]],
    );
    await world.handle([`${ids[n]}-${Math.floor((rows[0]?.ordinal ?? 0) / 256)}-${(rows[0]?.ordinal ?? 0) % 256}`]);
  }
  world.answer = well;
  const [first = '', second = '', third = ''] = ids;
  const { id: incident, code } = await incidentOf(first);
  expect(code).toBe('outcome-unknown');
  const act = (what: string, more: object = {}) =>
    world.post(`/api/v1/incidents/${incident}/${what}`, { reason, ...more }, operator);
  for (const what of ['retry', 'skip', 'resolve']) {
    const answer = await act(what);
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ pointer: '/found', code: 'finding-required', message: expect.any(String) }],
    ]);
  }
  expect((await act('retry', { found: 'done' })).body.errors[0].code).toBe('finding-contradicts');
  expect((await act('resolve', { found: 'notDone' })).body.errors[0].code).toBe('finding-contradicts');
  expect((await act('retry', { found: 'notDone' })).status).toBe(202);
  await world.quiet();
  expect(await stepOf(first, 'letter')).toMatchObject({ status: 'completed' });
  const { rows } = await world.pool.query<{ detail: object }>(
    `select detail from history where instance_id = $1 and type = 'incident.retried'`,
    [first],
  );
  expect(rows).toEqual([{ detail: { code: reason, found: 'notDone' } }]);

  const fingerprint = 'post|send|outcome-unknown';
  expect((await bulk('resolve', { fingerprint, dryRun: true })).body).toMatchObject({
    eligible: 0,
    notEligible: [{ reason: 'finding-required', count: 2 }],
  });
  expect((await bulk('resolve', { fingerprint })).body).toEqual({ settled: 0, refused: 2, more: false });
  const said = await bulk('resolve', { fingerprint, found: 'done', output: { 'letter.number': 'L1' } });
  expect([said.status, said.body.total]).toEqual([202, 2]);
  await world.carryOn();
  for (const id of [second, third]) expect(await stepOf(id, 'letter')).toMatchObject({ status: 'completed' });
});
