import { randomUUID } from 'node:crypto';
import { Advancer } from '../advancer';
import { AT_ONCE, type BulkRepair, type NewBulkRepair } from '../bulk-repair';
import { MessageDelivery } from '../deliver-message';
import { BulkRepairs } from '../run-bulk-repairs';
import { answer, definitions, Desk, repair, type Stores } from './stores';

export function describeBulkRepairs(stores: () => Stores): void {
  describe('bulk repairs', () => {
    let desk: Desk;
    let cause = 0;
    beforeEach(() => {
      desk = new Desk(stores());
      cause += 1;
    });

    const code = (): string => `cause-${cause}`;
    const failed = () => ({ outcome: 'failed', reason: { code: code() } }) as const;
    const fail = async (id: string): Promise<void> => {
      await desk.advance(id, answer(await desk.claim(id, 'greet'), failed()));
    };

    /** So many cases whose greeting cannot be done, for a cause of this test's own; the first is the oldest. */
    async function causeOf(count: number): Promise<string[]> {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) {
        const id = await desk.started();
        await fail(id);
        ids.push(id);
      }
      return ids;
    }

    const wanted = (more: Partial<NewBulkRepair> = {}): NewBulkRepair => ({
      id: randomUUID(),
      fingerprint: `library|greet|${code()}`,
      repair: 'retried',
      reason: 'works again',
      actor: 'the operator',
      stages: AT_ONCE,
      at: [{ event: 'library-card', version: 1, step: 'greet' }],
      ...more,
    });

    /** Another process that carries repairs on. */
    const worker = (options: ConstructorParameters<typeof BulkRepairs>[2] = {}): BulkRepairs => {
      const advancer = new Advancer(stores().instances, definitions, { ring: () => undefined });
      return new BulkRepairs(stores().repairs, new MessageDelivery(stores().instances, advancer), options);
    };

    const goOn = async (by: BulkRepairs): Promise<void> => {
      for (let moved = true; moved;) ({ moved } = await by.run());
    };
    const find = async (id: string): Promise<BulkRepair> => {
      const found = await stores().repairs.find(id);
      if (found === undefined) throw new Error(`no bulk repair ${id}`);
      return found;
    };
    /** Those whose greeting has been let go and is not answered yet. */
    const greeting = async (ids: readonly string[]): Promise<string[]> => {
      const regions = await Promise.all(ids.map((id) => desk.region(id, 'greet')));
      return ids.filter((_, n) => regions[n] === 'active');
    };
    /** Completes so many of those that were let go, and fails the rest of them again. */
    const answerAll = async (ids: readonly string[], well = Number.POSITIVE_INFINITY): Promise<void> => {
      for (const [n, id] of (await greeting(ids)).entries()) {
        if (n < well) await desk.complete(id, 'greet');
        else await fail(id);
      }
    };
    const retriedOf = async (ids: readonly string[]): Promise<number> => {
      const rows = await Promise.all(ids.map((id) => desk.historyTypes(id)));
      return rows.flat().filter((type) => type.startsWith('incident.retried')).length;
    };

    it('B1: opens one repair for a cause, however often it is asked for', async () => {
      await causeOf(2);
      const first = await stores().repairs.open(wanted());
      expect(first).toMatchObject({ kind: 'opened', repair: { total: 2, state: 'running', letGo: 0 } });
      expect(await stores().repairs.open(wanted())).toMatchObject({
        kind: 'existing',
        repair: { id: first.repair.id },
      });
      await stores().repairs.order(first.repair.id, 'cancel');
      expect(await stores().repairs.open(wanted())).toMatchObject({ kind: 'opened' });
    });

    it('B2: takes what is open at the steps named, and nothing that fails later', async () => {
      const [one = ''] = await causeOf(2);
      const elsewhere = wanted({ at: [{ event: 'library-card', version: 1, step: 'bill' }] });
      expect((await stores().repairs.open(elsewhere)).repair.total).toBe(0);
      await goOn(worker());
      expect((await find(elsewhere.id)).state).toBe('finished');
      const { repair: opened } = await stores().repairs.open(wanted());
      const late = await desk.started();
      await fail(late);
      await goOn(worker());
      expect(await retriedOf([one, late])).toBe(1);
      expect(await find(opened.id)).toMatchObject({ total: 2, letGo: 2, done: 0, state: 'running' });
    });

    it('B3: retries each once, by however many processes, and counts each answer once', async () => {
      const ids = await causeOf(7);
      const { repair: opened } = await stores().repairs.open(wanted());
      await Promise.all([worker({ batch: 2 }), worker({ batch: 3 }), worker({ batch: 2 })].map((by) => goOn(by)));
      await goOn(worker());
      expect(await retriedOf(ids)).toBe(7);
      for (const id of ids.slice(0, 5)) await desk.complete(id, 'greet');
      await fail(ids[5] as string);
      await Promise.all([worker({ batch: 2 }), worker({ batch: 3 })].map((by) => goOn(by)));
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'running', done: 5, failed: 1, failedAgain: 1 });
      const other = answer(await desk.claim(ids[6] as string, 'greet'), {
        outcome: 'failed',
        reason: { code: 'other' },
      });
      await desk.advance(ids[6] as string, other);
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'finished', done: 5, failed: 2, failedAgain: 1 });
    });

    it('goes on where a process has died, and tells no case anything twice', async () => {
      const ids = await causeOf(4);
      const { repair: opened } = await stores().repairs.open(wanted());
      const died = stores().repairs;
      const dying = new Proxy(died, {
        get: (target, name: keyof typeof died) =>
          name === 'letGo' || name === 'release'
            ? () => Promise.reject(new Error('killed'))
            : (target[name] as () => unknown).bind(target),
      });
      const advancer = new Advancer(stores().instances, definitions, { ring: () => undefined });
      const by = new BulkRepairs(dying, new MessageDelivery(stores().instances, advancer), { batch: 3 });
      await expect(by.run()).rejects.toThrow('killed');
      expect(await retriedOf(ids)).toBe(3);
      expect((await worker().run()).waiting).toBe(0);
      await stores().advanceTime(20_000);
      await goOn(worker());
      expect(await retriedOf(ids)).toBe(4);
      expect(await find(opened.id)).toMatchObject({ letGo: 4, failed: 0 });
    });

    it('B4: lets a few go first, and the next when these are answered', async () => {
      const ids = await causeOf(20);
      const { repair: opened } = await stores().repairs.open(wanted({ stages: [10, 50, 100] }));
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ stage: 1, letGo: 2 });
      const [first = '', second = ''] = await greeting(ids);
      expect(await retriedOf([first, second])).toBe(2);
      await desk.complete(first, 'greet');
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ stage: 1, letGo: 2, done: 1 });
      await desk.complete(second, 'greet');
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ stage: 2, letGo: 10, done: 2 });
      await answerAll(ids);
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ stage: 3, letGo: 20 });
      await answerAll(ids);
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'finished', done: 20, failed: 0 });
      expect((await find(opened.id)).finishedAt).toBeInstanceOf(Date);
    });

    it('B4: pauses itself when more than a small share fails again, says why, and goes on when told to', async () => {
      const ids = await causeOf(20);
      const { repair: opened } = await stores().repairs.open(wanted({ stages: [50, 75, 100] }));
      await goOn(worker());
      await answerAll(ids, 8);
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'paused', pausedBecause: 'failed-again', letGo: 10 });
      await goOn(worker());
      expect(await retriedOf(ids)).toBe(10);
      expect(await stores().repairs.order(opened.id, 'resume')).toBe(true);
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'running', stage: 2, letGo: 15 });
      // One of the five let go since is more than a tenth; what a person has let pass does not count again.
      await answerAll(ids, 4);
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'paused', pausedBecause: 'failed-again', stage: 2 });
      expect(await stores().repairs.order(opened.id, 'resume')).toBe(true);
      await goOn(worker());
      await answerAll(ids);
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'finished', done: 17, failed: 3, failedAgain: 3 });
    });

    it('B4: is content with a share that was allowed', async () => {
      const ids = await causeOf(4);
      const { repair: opened } = await stores().repairs.open(wanted({ stages: [50, 100] }));
      await goOn(worker());
      await answerAll(ids, 1);
      await goOn(worker({ mostFailedAgain: 0.5 }));
      expect(await find(opened.id)).toMatchObject({ state: 'running', stage: 2 });
    });

    it('lets nothing go while it is paused or after it was cancelled, and still counts what was let go', async () => {
      const ids = await causeOf(4);
      const { repair: opened } = await stores().repairs.open(wanted({ stages: [50, 100] }));
      await goOn(worker());
      for (const order of ['pause', 'pause'] as const)
        expect(await stores().repairs.order(opened.id, order)).toBe(true);
      const [first = '', second = ''] = await greeting(ids);
      await desk.complete(first, 'greet');
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'paused', pausedBecause: 'by-operator', done: 1, letGo: 2 });
      expect(await stores().repairs.order(opened.id, 'resume')).toBe(true);
      expect(await stores().repairs.order(opened.id, 'cancel')).toBe(true);
      await desk.complete(second, 'greet');
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'cancelled', done: 2, letGo: 2 });
      expect(await stores().repairs.order(opened.id, 'resume')).toBe(false);
      expect(await stores().repairs.order(opened.id, 'pause')).toBe(false);
      expect(await stores().repairs.order(randomUUID(), 'pause')).toBe(false);
      expect(await retriedOf(ids)).toBe(2);
    });

    it('passes over what somebody else has settled meanwhile', async () => {
      const ids = await causeOf(3);
      const { repair: opened } = await stores().repairs.open(wanted({ stages: [60, 100] }));
      await goOn(worker());
      const mine = await greeting(ids);
      const [other = ''] = ids.filter((id) => !mine.includes(id));
      await desk.deliver(other, repair('greet', 'by hand', 'skipped'));
      await desk.advance(other);
      await answerAll(ids);
      await goOn(worker());
      expect(await find(opened.id)).toMatchObject({ state: 'finished', done: 2, passedOver: 1, failed: 0 });
      expect((await desk.historyTypes(other)).filter((type) => type.startsWith('message.refused'))).toEqual([]);
    });

    it('resolves each with the output that its step would have brought', async () => {
      const id = await desk.started();
      const issue = await desk.claim(id, 'issue@1');
      await desk.advance(id, answer(issue, failed()));
      await stores().repairs.open(
        wanted({
          fingerprint: `library|issueCard|${code()}`,
          repair: 'resolved',
          output: { 'reader.cardNumber': 'C7' },
          at: [{ event: 'library-card', version: 1, step: 'issue' }],
        }),
      );
      await goOn(worker());
      expect((await desk.claim(id, 'welcome@1')).fields).toMatchObject({ 'reader.cardNumber': 'C7' });
    });

    it('is listed, the newest first, page by page', async () => {
      const opened: string[] = [];
      for (let n = 0; n < 3; n += 1) {
        await stores().advanceTime(10);
        const { repair: one } = await stores().repairs.open(wanted({ fingerprint: `of a list ${cause} ${n}` }));
        opened.push(one.id);
      }
      const first = await stores().repairs.list({ limit: 2 });
      expect(first.next).toBeDefined();
      const second = await stores().repairs.list({
        limit: 1,
        ...(first.next === undefined ? {} : { after: first.next }),
      });
      const listed = [...first.items, ...second.items].map(({ id }) => id);
      expect([...listed].sort()).toEqual([...opened].sort());
    });
  });
}
