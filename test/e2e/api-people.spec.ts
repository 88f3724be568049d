import { readState } from '../../src/core';
import { Random } from '../../src/engine/testing/random';
import { createWorld, type World } from './api-world';
import { until } from '../support/until';
import { readingDesk } from './reading-desk';

let world: World;
let sender: string;
let ann: string;
let bob: string;
let chief: string;
let ids: Record<'ann' | 'bob' | 'chief', string>;
let number = 5000;

const issue = async (role: 'departmentStaff' | 'supervisor', departments: string[] = []) =>
  world.keys.issue({ name: 'an officer', role, organisation: 'city library', departments });

beforeAll(async () => {
  world = await createWorld({ definitions: [readingDesk], messages: {} });
  sender = await world.key('hospital', { organisation: 'school 1' });
  const officers = [
    await issue('departmentStaff', ['library']),
    await issue('departmentStaff', ['library']),
    await issue('supervisor'),
  ] as const;
  [ann, bob, chief] = officers.map(({ key }) => key) as [string, string, string];
  ids = { ann: officers[0].id, bob: officers[1].id, chief: officers[2].id };
});
afterAll(() => world.close());

interface Task {
  readonly id: string;
  readonly kind: string;
  readonly [more: string]: unknown;
}

const start = async (): Promise<{ id: string; citizen: string }> => {
  const idNumber = `Q${(number += 1)}`;
  const body = { reader: { name: '示例', idNumber, address: '一号' } };
  const answer = await world.post('/api/v1/life-events/reading-desk/instances', body, sender);
  return { id: answer.body.id, citizen: await world.key('citizen', { idNumber }) };
};

/** The only task of a case that this caller finds. */
const taskOf = async (instanceId: string, key: string): Promise<Task> => {
  const { body } = await world.get('/api/v1/tasks?limit=100', key);
  const found = body.items.filter((task: { instanceId: string }) => task.instanceId === instanceId);
  expect(found).toHaveLength(1);
  return found[0];
};

const tell = (task: { id: string }, word: string, body: unknown, key: string) =>
  world.post(`/api/v1/tasks/${task.id}/${word}`, body, key);

const faults = (body: { errors: { pointer: string; code: string }[] }): string[] =>
  body.errors.map(({ pointer, code }) => `${pointer} ${code}`).sort();

const historyOf = async (id: string): Promise<string[]> =>
  (await world.get(`/api/v1/instances/${id}/history`, chief)).body.items.map(
    ({ type, code }: { type: string; code?: string }) => [type, code].filter(Boolean).join(' '),
  );

const examined = async () => {
  const started = await start();
  const done = await tell(await taskOf(started.id, ann), 'complete', { output: { level: 'B', books: 2 } }, ann);
  expect(done.status).toBe(202);
  return started;
};

describe('a task with a form', () => {
  it('is told every fault of the form at once, then those across fields, and brings what the form says', async () => {
    const { id } = await start();
    const task = await taskOf(id, ann);
    const wrong = await tell(task, 'complete', { output: { level: 'C', books: 0, extra: 1 } }, ann);
    expect(wrong.status).toBe(400);
    expect(faults(wrong.body)).toEqual([
      '/output/books number-out-of-range',
      '/output/extra unknown-field',
      '/output/level choice-unknown',
    ]);
    const across = await tell(task, 'complete', { output: { level: 'A', books: 2 } }, ann);
    expect(across.status).toBe(400);
    expect(across.body.errors).toMatchObject([{ pointer: '/output/books', code: 'too-many-books' }]);
    expect((await tell(task, 'complete', { output: { level: 'A', books: 1 } }, ann)).status).toBe(202);
    const { body } = await world.get(`/api/v1/instances/${id}`, ann);
    expect(body.steps[0]).toMatchObject({ status: 'completed', output: { 'desk.level': 'A', 'desk.books': 1 } });
  });

  it('says what it can be refused with and whom its holder may ask', async () => {
    const { id } = await start();
    expect(await taskOf(id, ann)).toMatchObject({
      reasons: [{ code: 'address-doubtful' }, { code: 'too-young' }],
      correctable: ['reader.name', 'reader.address'],
      escalation: {
        roles: ['supervisor'],
        questions: [{ code: 'is-this-lawful' }],
        advice: [{ code: 'precedent-exists' }, { code: 'not-lawful' }],
      },
    });
  });
});

describe('reassigning', () => {
  it('puts a held task into the hands of another officer, who alone may then decide it', async () => {
    const { id } = await start();
    const task = await taskOf(id, ann);
    await tell(task, 'claim', {}, ann);
    const moved = await tell(task, 'reassign', { to: ids.bob }, chief);
    expect(moved.status).toBe(200);
    expect(moved.body).toMatchObject({ status: 'claimed', claimedBy: 'another', holder: ids.bob });
    expect((await taskOf(id, bob)).claimedBy).toBe('you');
    expect(await taskOf(id, bob)).not.toHaveProperty('holder');
    const late = await tell(task, 'complete', { output: { level: 'B', books: 1 } }, ann);
    expect(late.body.code).toBe('held-by-another');
    expect((await tell(task, 'reassign', { to: null }, chief)).body).toMatchObject({ status: 'open', claimedBy: null });
    expect(await historyOf(id)).toEqual(['instance.started', 'task.reassigned', 'task.reassigned']);
  });

  it('is for a supervisor, and to somebody whose work it can be', async () => {
    const { id } = await start();
    const task = await taskOf(id, ann);
    const elsewhere = await issue('departmentStaff', ['culture']);
    const gone = await issue('departmentStaff', ['library']);
    await world.keys.revoke(gone.id);
    expect((await tell(task, 'reassign', { to: ids.bob }, ann)).status).toBe(403);
    for (const to of [elsewhere.id, gone.id, ids.chief, '7d3f0a52-4c1e-4a52-9d54-1f2f7c0b9a11']) {
      const answer = await tell(task, 'reassign', { to }, chief);
      expect(answer.status).toBe(422);
      expect(faults(answer.body)).toEqual(['/to not-listed']);
    }
    const [own, foreign] = [await issue('supervisor', ['library']), await issue('supervisor', ['culture'])];
    expect((await tell(task, 'reassign', { to: ids.bob }, foreign.key)).status).toBe(404);
    expect((await tell(task, 'reassign', { to: null }, own.key)).status).toBe(200);
    for (const body of [{}, { to: 7 }, { to: 'ann' }]) {
      expect((await tell(task, 'reassign', body, chief)).status).toBe(400);
    }
    expect(await taskOf(id, ann)).toMatchObject({ status: 'open' });
  });
});

describe('a request for correction', () => {
  const defects = [
    { field: 'reader.name', code: 'name-incomplete' },
    { field: 'reader.address', code: 'address-unknown', message: '门牌号不全' },
  ];

  it('tells the applicant everything at once, with the present values, and the step goes on with the new ones', async () => {
    const { id, citizen } = await start();
    expect((await tell(await taskOf(id, ann), 'request-correction', { defects }, ann)).status).toBe(202);
    const { body: shown } = await world.get(`/api/v1/instances/${id}`, ann);
    expect(shown.steps[0]).toMatchObject({ status: 'suspended', clock: 'paused' });

    const owed = await taskOf(id, citizen);
    expect(owed).toMatchObject({
      ...{ kind: 'correction', reason: { code: 'correction-requested' } },
      defects: [
        { field: 'reader.name', code: 'name-incomplete' },
        { field: 'reader.address', code: 'address-unknown' },
      ],
    });
    const logged = async () =>
      (
        await world.pool.query('select fields, purpose from access_log where instance_id = $1 and role = $2', [
          ...[id, 'citizen'],
        ])
      ).rows;
    expect(await logged()).toEqual([]);
    const { body: form } = await world.get(`/api/v1/tasks/${owed.id}/form`, citizen);
    expect(form.fields).toEqual({ 'reader.name': '示例', 'reader.address': '一号' });
    expect(form.defects[1]).toEqual({ field: 'reader.address', code: 'address-unknown', message: '门牌号不全' });
    expect(await logged()).toEqual([{ fields: ['reader.name', 'reader.address'], purpose: 'own-case' }]);

    const fields = { 'reader.address': '二号', 'reader.name': '示例一' };
    expect((await tell(owed, 'complete', { fields }, citizen)).status).toBe(202);
    const again = await taskOf(id, ann);
    expect(again).toMatchObject({ kind: 'task', status: 'open' });
    const { body: now } = await world.get(`/api/v1/instances/${id}`, ann);
    expect(now.steps[0].fields).toEqual(fields);
    expect(await historyOf(id)).toEqual(['instance.started', 'correction.requested', 'task.completed']);
  });

  it('shows who has applied for somebody else what is to be put right, and no value or word about the person', async () => {
    const { id } = await start();
    await tell(await taskOf(id, ann), 'request-correction', { defects }, ann);
    const owed = await taskOf(id, sender);
    const { body: form } = await world.get(`/api/v1/tasks/${owed.id}/form`, sender);
    expect(form.fields).toBeNull();
    expect(JSON.stringify([form, owed])).not.toMatch(/示例|一号|门牌/);
    expect(form.defects).toHaveLength(2);
  });

  it('is made once, by the holder, about fields that the applicant can correct', async () => {
    const { id } = await start();
    const task = await taskOf(id, ann);
    const wrong = await tell(
      task,
      'request-correction',
      {
        defects: [
          { field: 'desk.level', code: 'x' },
          { field: 'reader.name', code: 'Mr Li' },
          { field: 'reader.name' },
        ],
      },
      ann,
    );
    expect(faults(wrong.body)).toEqual(['/defects/1/code code-invalid', '/defects/2/code code-invalid']);
    const unknown = [
      { field: 'desk.level', code: 'x' },
      { field: 'reader.idNumber', code: 'y' },
    ];
    expect(faults((await tell(task, 'request-correction', { defects: unknown }, ann)).body)).toEqual([
      '/defects/0/field field-not-correctable',
      '/defects/1/field field-not-correctable',
    ]);
    expect((await tell(task, 'request-correction', { defects: [] }, ann)).status).toBe(400);
    await tell(task, 'claim', {}, bob);
    expect((await tell(task, 'request-correction', { defects }, ann)).body.code).toBe('held-by-another');
    const asked = [await tell(task, 'request-correction', { defects }, bob)];
    asked.push(await tell(task, 'request-correction', { defects }, bob));
    asked.push(await tell(task, 'request-correction', { defects: defects.slice(1) }, bob));
    expect(asked.map(({ status }) => status)).toEqual([202, 202, 409]);
    expect((await historyOf(id)).filter((row) => row.startsWith('correction.requested'))).toHaveLength(1);
  });
});

describe('a question to a supervisor', () => {
  const question = { toRole: 'supervisor', question: 'is-this-lawful' };

  it('is found by supervisors alone, and comes back to who asked with the advice', async () => {
    const { id, citizen } = await start();
    expect((await tell(await taskOf(id, ann), 'escalate', question, ann)).status).toBe(202);
    const asked = await taskOf(id, chief);
    expect(asked).toMatchObject({ kind: 'escalation', reason: { code: 'is-this-lawful' }, status: 'open' });
    for (const other of [ann, bob, citizen, sender]) {
      const advice = { advice: 'precedent-exists', approve: true };
      expect((await tell(asked, 'return', advice, other)).status).toBe(404);
    }
    for (const word of ['complete', 'refuse']) expect((await tell(asked, word, {}, chief)).status).toBe(409);
    expect((await tell(asked, 'return', { advice: 'precedent-exists', approve: true }, chief)).status).toBe(202);
    const back = await taskOf(id, ann);
    expect(back).toMatchObject({ kind: 'task', claimedBy: 'you', reason: { code: 'precedent-exists' } });
    expect((await taskOf(id, bob)).claimedBy).toBe('another');
    expect(await historyOf(id)).toEqual([
      'instance.started',
      'task.escalated is-this-lawful',
      'task.returned precedent-exists',
    ]);
  });

  it('refuses the step with the advice when that is against', async () => {
    const { id } = await start();
    await tell(await taskOf(id, ann), 'escalate', question, ann);
    await tell(await taskOf(id, chief), 'return', { advice: 'not-lawful', approve: false }, chief);
    const { body } = await world.get(`/api/v1/instances/${id}`, ann);
    expect(body.steps[0]).toMatchObject({ status: 'refused', reason: { code: 'not-lawful' } });
  });

  it('is one of those the task lists, to a role that it lists, with advice that it lists', async () => {
    const { id } = await start();
    const task = await taskOf(id, ann);
    const wrong = await tell(task, 'escalate', { toRole: 'citizen', question: 'what-now' }, ann);
    expect(wrong.status).toBe(422);
    expect(faults(wrong.body)).toEqual(['/question not-listed', '/toRole not-listed']);
    await tell(task, 'escalate', question, ann);
    const advice = await tell(await taskOf(id, chief), 'return', { advice: 'no-idea', approve: true }, chief);
    expect(advice.status).toBe(422);
    expect(faults(advice.body)).toEqual(['/advice not-listed']);
  });

  it('leaves the corrections of applicants out of the list of a supervisor', async () => {
    const { id } = await start();
    const defects = [{ field: 'reader.name', code: 'name-incomplete' }];
    await tell(await taskOf(id, ann), 'request-correction', { defects }, ann);
    const { body } = await world.get('/api/v1/tasks?limit=100', chief);
    expect(body.items.filter(({ kind }: Task) => kind !== 'escalation')).toEqual([]);
  });
});

describe('a decision of two persons', () => {
  const output = { 'desk.number': '17' };

  it('is proposed, shown to a second person against an entry in the log, and confirmed by that person', async () => {
    const { id } = await examined();
    const task = await taskOf(id, ann);
    expect(task.fourEyes).toBe(true);
    expect((await tell(task, 'complete', { output }, ann)).status).toBe(202);
    const { body: between } = await world.get(`/api/v1/instances/${id}`, bob);
    expect(between.steps[1]).toMatchObject({ status: 'running' });
    expect(between.steps[1]).not.toHaveProperty('output');

    const review = await taskOf(id, bob);
    expect(review).toMatchObject({ kind: 'review', status: 'open' });
    const { body: form } = await world.get(`/api/v1/tasks/${review.id}/form`, bob);
    expect(form.proposal).toEqual({ outcome: 'completed', output });
    const log = await world.pool.query('select key_id from access_log where instance_id = $1 and fields = $2', [
      ...[id, ['desk.number']],
    ]);
    expect(log.rows).toContainEqual({ key_id: ids.bob });

    for (const [word, body] of [
      ['claim', {}],
      ['confirm', {}],
      ['send-back', { reason: { code: 'number-wrong' } }],
    ] as const) {
      const own = await tell(review, word, body, ann);
      expect([own.status, own.body.code]).toEqual([409, 'same-person']);
    }
    expect((await tell(review, 'reassign', { to: ids.ann }, chief)).body.code).toBe('same-person');
    expect((await tell(review, 'confirm', {}, bob)).status).toBe(202);
    expect((await tell(review, 'confirm', {}, bob)).status).toBe(202);
    const { body: after } = await world.get(`/api/v1/instances/${id}`, bob);
    expect(after.steps[1]).toMatchObject({ status: 'completed', output });
    expect(await historyOf(id)).toEqual([
      ...['instance.started', 'step.completed', 'decision.proposed', 'message.refused same-person', 'step.completed'],
    ]);
  });

  it('is sent back to who has proposed it, and refused by two as well', async () => {
    const { id } = await examined();
    await tell(await taskOf(id, ann), 'complete', { output }, ann);
    const sent = await tell(await taskOf(id, bob), 'send-back', { reason: { code: 'number-wrong' } }, bob);
    expect(sent.status).toBe(202);
    const back = await taskOf(id, ann);
    expect(back).toMatchObject({ kind: 'task', claimedBy: 'you', reason: { code: 'number-wrong' } });
    expect((await tell(back, 'refuse', { reason: { code: 'not-mine' } }, ann)).status).toBe(422);
    await tell(back, 'refuse', { reason: { code: 'desk-full' } }, ann);
    const review = await taskOf(id, bob);
    const { body: form } = await world.get(`/api/v1/tasks/${review.id}/form`, bob);
    expect(form.proposal).toMatchObject({ outcome: 'refused', reason: { code: 'desk-full' } });
    await tell(review, 'confirm', {}, bob);
    const { body } = await world.get(`/api/v1/instances/${id}`, bob);
    expect(body.steps[1]).toMatchObject({ status: 'refused', reason: { code: 'desk-full' } });
  });
});

describe('what came too early', () => {
  const send = (id: string, signal: string, idempotencyKey?: string) => {
    const sent = world.post(`/api/v1/instances/${id}/signals/${signal}`, { word: 'hello' }, sender);
    return idempotencyKey === undefined ? sent : sent.set('Idempotency-Key', idempotencyKey);
  };
  const regionOf = async (id: string, region: string) => {
    const { rows } = await world.pool.query<{ state: string }>('select state::text from instance where id = $1', [id]);
    return readState(rows[0]?.state ?? '').regions[region];
  };
  const examine = async (id: string) =>
    tell(await taskOf(id, ann), 'complete', { output: { level: 'B', books: 1 } }, ann);

  it.each([
    ['knock', 409],
    ['wave', 202],
  ] as const)('a %s counts when the same is said again in time', async (signal, early) => {
    const { id } = await start();
    expect((await send(id, signal)).status).toBe(early);
    expect((await send(id, signal)).status).toBe(early);
    const before = (await historyOf(id)).length;
    expect(before).toBe(2);
    await examine(id);
    expect(await regionOf(id, signal)).toBe('active');
    expect((await send(id, signal)).status).toBe(202);
    expect(await regionOf(id, signal)).toBe('completed');
    expect((await send(id, signal)).status).toBe(202);
    expect((await historyOf(id)).slice(before)).toEqual(['step.completed', 'signal.received']);
  });

  it('stays refused under the idempotency key that it was refused under', async () => {
    const { id } = await start();
    expect((await send(id, 'knock', 'first')).status).toBe(409);
    await examine(id);
    expect((await send(id, 'knock', 'first')).status).toBe(409);
    expect(await regionOf(id, 'knock')).toBe('active');
    expect((await send(id, 'knock', 'second')).status).toBe(202);
  });
});

it('a decision refused because the task had just gone into other hands is taken once its holder has it again', async () => {
  const { id } = await start();
  const task = await taskOf(id, ann);
  const complete = () => tell(task, 'complete', { output: { level: 'B', books: 1 } }, ann);
  const other = await world.pool.connect();
  // Nobody can fold while this is held, so what ann decides lies in the inbox while the task leaves her.
  await other.query('begin');
  await other.query('select from instance where id = $1 for no key update', [id]);
  const [refused] = await Promise.all([
    complete(),
    until('the decision lies in the inbox', async () => {
      const { rowCount } = await other.query('select from inbox where instance_id = $1', [id]);
      return rowCount === 1 ? true : undefined;
    })
      .then(() =>
        other.query('update step_execution set claimed_by = $2 where instance_id = $1', [id, `key:${ids.bob}`]),
      )
      .finally(() => other.query('commit').finally(() => other.release())),
  ]);
  expect([refused.status, refused.body.code]).toEqual([409, 'held-by-another']);
  expect((await tell(task, 'reassign', { to: ids.ann }, chief)).status).toBe(200);
  expect((await complete()).status).toBe(202);
  expect((await complete()).status).toBe(202);
  expect(await historyOf(id)).toEqual([
    ...['instance.started', 'message.refused held-by-another', 'task.reassigned', 'step.completed'],
  ]);
});

it('whatever people do in whatever order, the lists show exactly the tasks that the states say', async () => {
  const random = new Random(7);
  const cases = await Promise.all(Array.from({ length: 4 }, () => start()));
  const seen = new Set<string>();
  for (let n = 0; n < 120; n += 1) {
    const { id, citizen } = random.pick(cases) ?? cases[0]!;
    const key = random.pick([ann, bob, chief, citizen]) ?? ann;
    const { body: found } = await world.get('/api/v1/tasks?limit=100', key);
    const task = (found.items as Task[]).find(({ instanceId }) => instanceId === id);
    if (task === undefined) continue;
    const [word, body] = random.pick(wordsFor(task, random)) ?? ['claim', {}];
    const told = await tell(task, word, body, word === 'reassign' ? chief : key);
    expect(told.status).toBeLessThan(500);
    for (const kind of await checkLists(id, citizen)) seen.add(kind);
  }
  expect([...seen].sort()).toEqual(['correction', 'escalation', 'review', 'task']);
}, 60_000);

function wordsFor(task: Task, random: Random): [string, object][] {
  const output = task['step'] === 'examine' ? { level: 'B', books: 2 } : { 'desk.number': '17' };
  const any: [string, object][] = [
    ['claim', {}],
    ['release', {}],
    ['reassign', { to: random.chance(0.5) ? null : random.pick([ids.ann, ids.bob]) }],
  ];
  const defects = [{ field: 'reader.name', code: 'name-incomplete' }];
  const kinds: Record<string, [string, object][]> = {
    task: [
      ['complete', { output }],
      ['request-correction', { defects }],
      ['escalate', { toRole: 'supervisor', question: 'is-this-lawful' }],
    ],
    correction: [['complete', { fields: { 'reader.name': '示例二' } }]],
    escalation: [['return', { advice: 'precedent-exists', approve: true }]],
    review: [
      ['send-back', { reason: { code: 'number-wrong' } }],
      ['confirm', {}],
    ],
  };
  return random.chance(0.4) ? any : (kinds[task.kind] ?? any);
}

/** Officers, supervisors and the applicant find what the regions of the case oblige them to, and nothing else. */
async function checkLists(id: string, citizen: string): Promise<string[]> {
  const { rows } = await world.pool.query<{ state: string }>('select state::text from instance where id = $1', [id]);
  const { regions } = readState(rows[0]?.state ?? '');
  const ofState: Readonly<Record<string, string>> = {
    ...{ active: 'task', proposed: 'review', escalated: 'escalation', suspended: 'correction' },
  };
  const owed = Object.entries(regions).flatMap(([region, at]) =>
    ofState[at] === undefined || ['knock', 'wave'].includes(region) ? [] : [`${region} ${ofState[at]}`],
  );
  const lists = await Promise.all([ann, chief, citizen].map((key) => world.get('/api/v1/tasks?limit=100', key)));
  const listed = lists.map(({ body }) =>
    (body.items as Task[])
      .filter(({ instanceId }) => instanceId === id)
      .map(({ step, kind }) => `${String(step)} ${kind}`),
  );
  const finder: Readonly<Record<string, number>> = { task: 0, review: 0, escalation: 1, correction: 2 };
  for (const [n, list] of listed.entries()) {
    expect(list.sort()).toEqual(owed.filter((one) => finder[one.split(' ')[1] ?? ''] === n).sort());
  }
  return owed.map((one) => one.split(' ')[1] ?? '');
}
