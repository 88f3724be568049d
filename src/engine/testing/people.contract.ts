import { readState } from '../../core';
import type { Definitions } from '../definitions';
import type { AskedDefect } from '../instance';
import { did, LicenceDesk, licences, reason, said } from './licence-desk';
import { Random } from './random';
import { answer, completed, correction, signal, type InspectedExecution, type Stores } from './stores';

const done = { outcome: 'completed' } as const;
/** Asking the applicant often, refusing the step sometimes, stopping the whole case seldom. */
const REASONS = [
  ...['address-doubtful', 'address-doubtful', 'address-doubtful'],
  ...['too-young', 'too-young', 'banned'],
];
const twoDefects: readonly AskedDefect[] = [
  { field: 'reader.name', code: 'name-incomplete' },
  { field: 'reader.address', code: 'address-unknown' },
];

/** What both stores promise to people: tasks that are handed on, come back, and are decided by two. */
export function describePeople(name: string, make: (definitions: Definitions) => Promise<Stores>): void {
  describe(name, () => {
    let desk: LicenceDesk;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const stores = await make(licences);
      desk = new LicenceDesk(stores);
      close = () => stores.close();
    });
    afterAll(() => close());

    const lastRow = async (id: string) => (await desk.inspect.history(id)).at(-1);

    describe('a task in other hands', () => {
      it('goes to the one named, back into the queue, and each time into history', async () => {
        const id = await desk.licence();
        const { id: task } = await desk.open(id, 'examine');
        expect(await desk.tell(id, said(task, 'chief', { kind: 'reassigned', to: 'ann' }))).toBeUndefined();
        expect(await desk.open(id, 'examine')).toMatchObject({ id: task, status: 'claimed', claimedBy: 'ann' });
        expect(await lastRow(id)).toMatchObject({
          type: 'task.reassigned',
          execution: task,
          detail: { by: 'chief', to: 'ann' },
        });
        expect(await desk.tell(id, said(task, 'chief', { kind: 'reassigned', to: 'bob' }))).toBeUndefined();
        expect(await lastRow(id)).toMatchObject({ detail: { by: 'chief', from: 'ann', to: 'bob' } });
        expect(await desk.tell(id, said(task, 'chief', { kind: 'reassigned' }))).toBeUndefined();
        const queued = await desk.open(id, 'examine');
        expect(queued).toMatchObject({ id: task, status: 'open' });
        expect(queued.claimedBy).toBeUndefined();
      });

      it('is decided by its holder alone, also when it changes hands in the same batch', async () => {
        const id = await desk.licence();
        const { id: task } = await desk.open(id, 'examine');
        await desk.deliver(id, said(task, 'chief', { kind: 'reassigned', to: 'bob' }));
        expect(await desk.tell(id, did(task, 'ann', done, { 'licence.level': 'A' }))).toBe('held-by-another');
        expect(await desk.tell(id, did(task, 'bob', done, { 'licence.level': 'B' }))).toBeUndefined();
        expect(await lastRow(id)).toMatchObject({ type: 'step.completed', detail: { by: 'bob' } });
        expect(await desk.inspect.record(id)).toMatchObject({ licence: { level: 'B' } });
      });

      it('stays closed once it is closed', async () => {
        const id = await desk.licence();
        const { id: task } = await desk.open(id, 'examine');
        await desk.deliver(id, did(task, 'ann', done, { 'licence.level': 'A' }));
        expect(await desk.tell(id, said(task, 'chief', { kind: 'reassigned', to: 'bob' }))).toBe('task-closed');
        expect(await desk.tell(id, said(task, 'chief', { kind: 'reassigned', to: 'bob' }))).toBe('task-closed');
        const execution = (await desk.inspect.executions(id)).find((one) => one.id === task);
        expect(execution).toMatchObject({ open: false, status: 'completed' });
      });
    });

    describe('a request to put something right', () => {
      it('tells the applicant all defects at once, pauses the step, and the step goes on as a new task', async () => {
        const id = await desk.licence();
        const { id: task } = await desk.open(id, 'examine');
        const asked = { kind: 'correctionRequested', defects: twoDefects } as const;
        expect(await desk.tell(id, said(task, 'ann', asked, { '0': 'the second name is missing' }))).toBeUndefined();
        expect(await desk.region(id, 'examine')).toBe('suspended');
        const owed = await desk.open(id, 'examine');
        expect(owed).toMatchObject({ kind: 'correction', role: 'applicant', status: 'open' });
        expect(owed.reason).toEqual({ code: 'correction-requested', defects: twoDefects });
        expect(await lastRow(id)).toMatchObject({
          type: 'correction.requested',
          detail: { by: 'ann', defects: ['reader.name name-incomplete', 'reader.address address-unknown'] },
        });

        expect(await desk.tell(id, said(task, 'ann', asked))).toBe('task-closed');

        await desk.tell(id, correction(owed.id, `c ${id}`, { 'reader.address': '二号' }));
        expect(await desk.inspect.record(id)).toMatchObject({ reader: { name: '甲乙', address: '二号' } });
        const again = await desk.open(id, 'examine');
        expect(again).toMatchObject({ kind: 'task', role: 'departmentStaff', status: 'open' });
        expect(again.id).not.toBe(task);
        expect(await desk.tell(id, said(again.id, 'ann', asked))).toBeUndefined();
        expect(await desk.region(id, 'examine')).toBe('suspended');
      });

      it('keeps the words of the officer sealed, apart from history', async () => {
        const id = await desk.licence();
        const { id: task } = await desk.open(id, 'examine');
        const secret = '王小明的住址不全';
        await desk.tell(id, said(task, 'ann', { kind: 'correctionRequested', defects: twoDefects }, { '1': secret }));
        expect(JSON.stringify(await desk.inspect.history(id))).not.toContain(secret);
        expect(JSON.stringify(await desk.inspect.executions(id))).not.toContain(secret);
        expect(await desk.inspect.record(id)).toMatchObject({ 'defects:examine': { '1': secret } });
      });

      it('comes with the defects of a department that refuses for the applicant to correct', async () => {
        const id = await grantedBy('ann', 'bob');
        const post = await desk.open(id, 'post');
        const [claimed] = await desk.stores.executions.claim([post.id], 'worker', 60_000);
        const refusal = { code: 'address-unknown', defects: twoDefects };
        const told = answer({ id: claimed?.id ?? '' }, { outcome: 'refused', reason: refusal });
        await desk.tell(id, { ...told, key: `post ${id}` });
        expect((await desk.open(id, 'post')).reason).toEqual(refusal);
      });
    });

    describe('a question to another officer', () => {
      const escalated = { kind: 'escalated', role: 'supervisor', code: 'is-this-lawful' } as const;

      it('goes to that role, and with advice in favour back to who asked', async () => {
        const id = await desk.licence();
        const { id: task } = await desk.open(id, 'examine');
        expect(await desk.tell(id, said(task, 'ann', escalated))).toBeUndefined();
        const question = await desk.open(id, 'examine');
        expect(question).toMatchObject({ kind: 'escalation', role: 'supervisor', status: 'open', askedBy: 'ann' });
        expect(question.reason).toEqual(reason('is-this-lawful'));
        expect(await lastRow(id)).toMatchObject({
          type: 'task.escalated',
          detail: { by: 'ann', role: 'supervisor', code: 'is-this-lawful' },
        });
        const advice = { kind: 'returned', code: 'precedent-exists', approve: true } as const;
        expect(await desk.tell(id, said(question.id, 'chief', advice))).toBeUndefined();
        expect(await lastRow(id)).toMatchObject({
          type: 'task.returned',
          detail: { by: 'chief', askedBy: 'ann', code: 'precedent-exists' },
        });
        const back = await desk.open(id, 'examine');
        expect(back).toMatchObject({ kind: 'task', role: 'departmentStaff', status: 'claimed', claimedBy: 'ann' });
        expect(back.reason).toEqual(reason('precedent-exists'));
        expect(await desk.tell(id, did(back.id, 'bob', done))).toBe('held-by-another');
        expect(await desk.tell(id, did(back.id, 'ann', done, { 'licence.level': 'A' }))).toBeUndefined();
      });

      it('refuses the step with the advice when that is against', async () => {
        const id = await desk.licence();
        const { id: task } = await desk.open(id, 'examine');
        await desk.tell(id, said(task, 'ann', escalated));
        const { id: question } = await desk.open(id, 'examine');
        const advice = { kind: 'returned', code: 'not-lawful', approve: false } as const;
        expect(await desk.tell(id, said(question, 'chief', advice))).toBeUndefined();
        expect(await desk.region(id, 'examine')).toBe('refused');
        expect(await lastRow(id)).toMatchObject({
          type: 'step.refused',
          detail: { by: 'chief', askedBy: 'ann', code: 'not-lawful' },
        });
      });

      it('is not answered by who has asked, and never falls into the hands of who has asked', async () => {
        const id = await desk.licence();
        const { id: task } = await desk.open(id, 'examine');
        await desk.tell(id, said(task, 'ann', escalated));
        const { id: question } = await desk.open(id, 'examine');
        const advice = { kind: 'returned', code: 'precedent-exists', approve: true } as const;
        expect(await desk.tell(id, said(question, 'ann', advice))).toBe('same-person');
        expect(await desk.tell(id, said(question, 'chief', { kind: 'reassigned', to: 'ann' }))).toBe('same-person');
        expect(await desk.open(id, 'examine')).toMatchObject({ id: question, status: 'open' });
      });

      it('is not asked where the definition names nobody', async () => {
        const id = await desk.examined();
        const { id: task } = await desk.open(id, 'grant');
        expect(await desk.tell(id, said(task, 'ann', escalated))).toBe('not-expected-here');
        expect(await desk.open(id, 'grant')).toMatchObject({ id: task });
      });
    });

    const grantedBy = async (first: string, second: string): Promise<string> => {
      const id = await desk.examined();
      const { id: task } = await desk.open(id, 'grant');
      const proposal = { answer: done, output: { 'licence.number': 'P1' } };
      expect(await desk.tell(id, said(task, first, { kind: 'proposed' }, proposal))).toBeUndefined();
      const { id: review } = await desk.open(id, 'grant');
      const confirmed = said(review, second, { kind: 'confirmed', answer: done }, { 'licence.number': 'P1' });
      expect(await desk.tell(id, confirmed)).toBeUndefined();
      return id;
    };

    describe('a decision of two persons', () => {
      it('is proposed by the first and confirmed by the second, and both stand in history', async () => {
        const id = await grantedBy('ann', 'bob');
        expect(await desk.region(id, 'grant')).toBe('completed');
        const rows = (await desk.inspect.history(id)).filter(({ region }) => region === 'grant');
        expect(rows.map(({ type, detail }) => ({ type, detail }))).toEqual([
          { type: 'decision.proposed', detail: { by: 'ann' } },
          { type: 'step.completed', detail: { by: 'bob', proposedBy: 'ann' } },
        ]);
        expect(await desk.inspect.record(id)).toMatchObject({ licence: { number: 'P1' } });
      });

      it('cannot be made by one alone, in whatever words', async () => {
        const id = await desk.examined();
        const { id: task } = await desk.open(id, 'grant');
        expect(await desk.tell(id, did(task, 'ann', done))).toBe('four-eyes-required');
        const refusal = { outcome: 'refused', reason: reason('shelf-full') } as const;
        expect(await desk.tell(id, did(task, 'ann', refusal))).toBe('four-eyes-required');
        expect(await desk.tell(id, completed(task, `signed ${id}`))).toBe('four-eyes-required');
        expect(await desk.tell(id, said(task, 'ann', { kind: 'confirmed', answer: done }))).toBe('not-expected-here');
        await desk.tell(id, said(task, 'ann', { kind: 'proposed' }, { answer: refusal }));
        const { id: review } = await desk.open(id, 'grant');
        for (const message of [
          said(review, 'ann', { kind: 'confirmed', answer: refusal }),
          said(review, 'ann', { kind: 'sentBack', code: 'number-wrong' }),
          said(review, 'chief', { kind: 'reassigned', to: 'ann' }),
        ]) {
          expect(await desk.tell(id, message)).toBe('same-person');
        }
        expect(await desk.region(id, 'grant')).toBe('proposed');
        expect(await desk.tell(id, said(review, 'bob', { kind: 'confirmed', answer: refusal }))).toBeUndefined();
        expect(await desk.region(id, 'grant')).toBe('refused');
      });

      it('keeps what is proposed sealed with the record, and brings nothing before it is confirmed', async () => {
        const id = await desk.examined();
        const { id: task } = await desk.open(id, 'grant');
        const proposal = { answer: done, output: { 'licence.number': 'SECRET' } };
        await desk.tell(id, said(task, 'ann', { kind: 'proposed' }, proposal));
        const record = await desk.inspect.record(id);
        expect(record).toMatchObject({ 'proposed:grant': proposal, licence: { level: 'A' } });
        expect(record['licence']).not.toHaveProperty('number');
        expect(JSON.stringify(await desk.inspect.history(id))).not.toContain('SECRET');
      });

      it('goes back to who has proposed it, with the reason, and can be proposed anew', async () => {
        const id = await desk.examined();
        const { id: task } = await desk.open(id, 'grant');
        await desk.tell(id, said(task, 'ann', { kind: 'proposed' }, { answer: done, output: {} }));
        const { id: review } = await desk.open(id, 'grant');
        expect(await desk.tell(id, said(review, 'bob', { kind: 'sentBack', code: 'number-wrong' }))).toBeUndefined();
        const back = await desk.open(id, 'grant');
        expect(back).toMatchObject({ kind: 'task', status: 'claimed', claimedBy: 'ann' });
        expect(back.reason).toEqual(reason('number-wrong'));
        expect(await lastRow(id)).toMatchObject({
          type: 'decision.sentBack',
          detail: { by: 'bob', code: 'number-wrong' },
        });
        expect(await desk.tell(id, said(back.id, 'ann', { kind: 'proposed' }, { answer: done }))).toBeUndefined();
        expect(await desk.region(id, 'grant')).toBe('proposed');
      });
    });

    describe('a signal out of time', () => {
      it('too early is kept, ignored or rejected, as its wait says', async () => {
        const id = await desk.licence();
        expect(await desk.tell(id, signal('bringBook', 'early'))).toBeUndefined();
        expect(await desk.inspect.inbox(id)).toEqual([{ key: 'early', deferred: true }]);
        expect(await desk.tell(id, signal('wave', 'early wave'))).toBeUndefined();
        expect(await desk.tell(id, signal('knock', 'early knock'))).toBe('not-expected-here');
        expect(await desk.historyTypes(id)).toEqual([
          'instance.started',
          'signal.ignored',
          'message.refused not-expected-here',
        ]);
        const { id: task } = await desk.open(id, 'examine');
        await desk.tell(id, did(task, 'ann', done, { 'licence.level': 'A' }));
        expect(await desk.inspect.inbox(id)).toEqual([]);
        expect(await desk.region(id, 'bringBook')).toBe('completed');
        for (const wait of ['wave', 'knock']) expect(await desk.region(id, wait)).toBe('active');
      });

      it('too late is ignored or rejected, and is on record either way', async () => {
        const id = await desk.examined();
        for (const wait of ['bringBook', 'wave', 'knock']) await desk.tell(id, signal(wait, `in time ${wait}`));
        const before = (await desk.inspect.history(id)).length;
        expect(await desk.tell(id, signal('bringBook', 'late book'))).toBe('not-expected-here');
        expect(await desk.tell(id, signal('wave', 'late wave'))).toBeUndefined();
        expect(await desk.tell(id, signal('knock', 'late knock'))).toBe('not-expected-here');
        expect((await desk.historyTypes(id)).slice(before)).toEqual([
          'message.refused not-expected-here',
          'signal.ignored',
          'message.refused not-expected-here',
        ]);
        expect(await desk.inspect.inbox(id)).toEqual([]);
      });
    });

    it('whatever people do in whatever order, what is open is exactly what the states say', async () => {
      const kinds = new Set<string>();
      for (let seed = 1; seed <= 12; seed += 1) {
        const random = new Random(seed);
        const id = await desk.licence();
        for (let n = 0; n < 40; n += 1) {
          await walk(random, id);
          for (const { kind } of await checkQueue(id)) kinds.add(kind);
        }
      }
      expect([...kinds].sort()).toEqual(['correction', 'escalation', 'handler', 'review', 'task']);
    });

    /** Somebody says something about some task, rightly or wrongly. */
    const walk = async (random: Random, id: string): Promise<void> => {
      const executions = await desk.inspect.executions(id);
      const open = executions.filter((one) => one.open);
      const one = random.pick(random.chance(0.85) && open.length > 0 ? open : executions);
      if (one === undefined) return;
      const by = random.pick(['ann', 'bob', 'chief']) ?? 'ann';
      const verdict = random.chance(0.7)
        ? done
        : ({ outcome: 'refused', reason: reason(random.pick(REASONS) ?? 'too-young') } as const);
      const words = [
        () => did(one.id, by, verdict),
        () => said(one.id, by, { kind: 'reassigned', ...(random.chance(0.6) ? { to: by } : {}) }),
        () => said(one.id, by, { kind: 'correctionRequested', defects: twoDefects }),
        () => said(one.id, by, { kind: 'escalated', role: 'supervisor', code: 'is-this-lawful' }),
        () => said(one.id, by, { kind: 'returned', code: 'precedent-exists', approve: random.chance(0.8) }),
        () => said(one.id, by, { kind: 'proposed' }, { answer: verdict }),
        () => said(one.id, by, { kind: 'confirmed', answer: verdict }),
        () => said(one.id, by, { kind: 'sentBack', code: 'number-wrong' }),
        () => correction(one.id, `correction ${id} ${random.next()}`),
      ];
      await desk.tell(id, (random.pick(words) ?? words[0]!)());
    };

    /** The open executions, each of the kind and in the number that its region obliges to. */
    const checkQueue = async (id: string): Promise<InspectedExecution[]> => {
      const open = (await desk.inspect.executions(id)).filter((one) => one.open);
      const { regions } = readState((await desk.inspect.instance(id)).state);
      const owed = Object.entries(regions).flatMap(([region, at]) => {
        const ofState: Readonly<Record<string, string>> = {
          active: region === 'post' ? 'handler' : 'task',
          ...{ suspended: 'correction', escalated: 'escalation', proposed: 'review' },
        };
        return ofState[at] === undefined || ['bringBook', 'wave', 'knock'].includes(region)
          ? []
          : [`${region} ${ofState[at]}`];
      });
      expect(open.map(({ region, kind }) => `${region} ${kind}`).sort()).toEqual(owed.sort());
      for (const { askedBy, claimedBy } of open) {
        if (askedBy !== undefined) expect(claimedBy).not.toBe(askedBy);
      }
      return open;
    };
  });
}
