import { randomUUID } from 'node:crypto';
import type { Decide } from '../instance-store';
import { answer, completed, decide, Desk, refused, signal, type Stores } from './stores';

export function describeMessages(stores: () => Stores): void {
  describe('messages', () => {
    let desk: Desk;
    beforeEach(() => {
      desk = new Desk(stores());
    });

    it('tells a new message from a known one and from one to nobody', async () => {
      const id = await desk.started({ photoKnown: false });
      expect(await desk.deliver(id, signal('photo@1', 'k'))).toBe('new');
      expect(await desk.deliver(id, signal('photo@1', 'k'))).toBe('known');
      expect(await desk.deliver(randomUUID(), signal('photo@1', 'k'))).toBe('unknown');
      const twice = { instanceId: id, message: signal('photo@1', 'l') };
      expect(await stores().instances.deliver([twice, twice])).toEqual(['new', 'known']);
    });

    it('knows a message for ever, also after it was folded, and folds it once', async () => {
      const id = await desk.started({ photoKnown: false });
      await desk.deliver(id, signal('photo@1', 'k'));
      await desk.advance(id);
      expect(await desk.inspect.inbox(id)).toEqual([]);
      expect(await desk.deliver(id, signal('photo@1', 'k'))).toBe('known');
      await desk.advance(id);
      expect(await desk.historyTypes(id)).toEqual(['instance.started', 'signal.received']);
    });

    it('folds a message once that is delivered again and again while it is being folded', async () => {
      const id = await desk.started({ photoKnown: false });
      for (let round = 0; round < 10; round += 1) {
        const message = signal('photo@1', `round-${round}`);
        const tries = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? desk.deliver(id, message) : desk.advance(id)));
        const answers = await Promise.all(tries);
        expect(answers.filter((delivery) => delivery === 'new').length).toBeGreaterThan(0);
        await desk.advance(id);
        expect(await desk.inspect.inbox(id)).toEqual([]);
        const rows = (await desk.inspect.history(id)).filter(({ messageKey }) => messageKey === message.key);
        expect(rows).toHaveLength(1);
      }
      expect((await desk.inspect.instance(id)).seq).toBe(11);
    });

    it('folds in the order of arrival, the inbox before what is at hand', async () => {
      const id = await desk.started({ subjects: 3, photoKnown: false });
      await desk.deliver(id, signal('photo@2', 'a'));
      await desk.deliver(id, signal('photo@1', 'b'));
      const claimed = await desk.claim(id, 'greet');
      const [moved] = await desk.advance(id, answer(claimed, { outcome: 'completed' }));
      expect((await desk.inspect.history(id)).map(({ region }) => region)).toEqual([
        undefined,
        'photo@2',
        'photo@1',
        'greet',
      ]);
      expect(moved).toMatchObject({ instanceId: id, seq: 4, status: 'running', ended: false });
      expect(moved?.opened.map(({ region }) => region)).toEqual(['issue@2', 'issue@1']);
    });

    it('recognises an answer that repeats itself and says nothing of it', async () => {
      const id = await desk.started();
      const { id: execution } = await desk.complete(id, 'greet');
      await desk.deliver(id, completed(execution, 'repeated'));
      const [again] = await desk.advance(id, answer({ id: execution, epoch: 1 }, { outcome: 'completed' }));
      expect(again?.seq ?? 2).toBe(2);
      expect(await desk.historyTypes(id)).toEqual(['instance.started', 'step.completed']);
      expect(await desk.inspect.inbox(id)).toEqual([]);
    });

    it('records an answer that comes too late and says something else, and refuses it', async () => {
      const id = await desk.started();
      const claimed = await desk.complete(id, 'greet');
      await desk.advance(id, answer(claimed, refused('no')));
      expect(await desk.historyTypes(id)).toEqual([
        'instance.started',
        'step.completed',
        'message.refused late-answer',
      ]);
      expect(await desk.region(id, 'greet')).toBe('completed');
    });

    it('records an answer under an old epoch and refuses it', async () => {
      const id = await desk.started();
      const frozen = await desk.claim(id, 'greet', 1_000);
      await stores().advanceTime(2_000);
      const holder = await desk.claim(id, 'greet');
      await desk.advance(id, answer(frozen, refused('no')));
      expect((await desk.historyTypes(id)).at(-1)).toBe('message.refused stale-epoch');
      expect(await desk.open(id, 'greet')).toMatchObject({ status: 'running', epoch: holder.epoch });
      await desk.advance(id, answer(holder, { outcome: 'completed' }));
      expect(await desk.region(id, 'greet')).toBe('completed');
    });

    it('refuses answers to executions that never were, in whatever spelling, and folds the others', async () => {
      const id = await desk.started({ photoKnown: false });
      const strange = [
        `${id}-1-9`,
        `${id}-9999999-1`,
        `${id}-99999999999-1`,
        'nonsense',
        `${randomUUID()}-1-0`,
        `${id}-0-256`,
      ];
      for (const execution of strange) await desk.deliver(id, completed(execution, execution));
      await desk.deliver(id, signal('photo@1', 'k'));
      await desk.advance(id);
      expect(await desk.historyTypes(id)).toEqual([
        'instance.started',
        ...strange.map(() => 'message.refused unknown-execution'),
        'signal.received',
      ]);
      for (const execution of strange) expect(await stores().instances.findExecution(execution)).toBeUndefined();
      expect(await stores().instances.findExecution((await desk.open(id, 'greet')).id)).toEqual({
        department: 'library',
        status: 'pending',
      });
    });

    it('keeps a signal that comes early in the inbox until its time comes', async () => {
      const id = await desk.started();
      await desk.deliver(id, signal('pickUp', 'early'));
      await desk.advance(id);
      expect(await desk.inspect.inbox(id)).toEqual([{ key: 'early', deferred: true }]);
      expect(await desk.deliver(id, signal('pickUp', 'early'))).toBe('known');
      await stores().advanceTime(60_000);
      expect(await stores().instances.findUnfolded(2_000, 10)).not.toContain(id);
      await desk.complete(id, 'greet');
      await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1' });
      await desk.complete(id, 'welcome@1');
      const shelf = await desk.open(id, 'shelf');
      await desk.advance(id, answer({ id: shelf.id }, { outcome: 'completed' }));
      expect(await desk.region(id, 'pickUp')).toBe('completed');
      expect(await desk.inspect.inbox(id)).toEqual([]);
      expect((await desk.historyTypes(id)).slice(-2)).toEqual(['step.completed', 'signal.received']);
    });

    it('finds mail that nobody has folded for a while, and no other', async () => {
      const [old, young] = [await desk.started(), await desk.started()];
      await desk.deliver(old, signal('photo@1', 'k'));
      await stores().advanceTime(3_000);
      await desk.deliver(young, signal('photo@1', 'k'));
      const found = await stores().instances.findUnfolded(2_000, 1_000);
      expect([found.includes(old), found.includes(young)]).toEqual([true, false]);
      await desk.advance(old);
      expect(await stores().instances.findUnfolded(2_000, 1_000)).not.toContain(old);
    });

    it('does not let two advances move one instance at the same time', async () => {
      const id = await desk.started();
      const { id: execution } = await desk.open(id, 'greet');
      const messages = Array.from({ length: 12 }, (_, n) => answer({ id: execution, epoch: n + 5 }, refused('no')));
      await Promise.all(messages.map((message) => desk.advance(id, message)));
      const history = await desk.inspect.history(id);
      expect(history.map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, n) => n + 1));
      expect((await desk.inspect.instance(id)).headHash).toBe(history.at(-1)?.hash);
    });

    it('writes all moves of a batch or none', async () => {
      const [good, bad] = [await desk.started(), await desk.started()];
      const execution = await desk.open(good, 'greet');
      await desk.deliver(good, signal('pickUp', 'k'));
      const breaks: Decide = (stored, messages, now) => {
        if (stored.id === bad) throw new Error('out of order');
        return decide(stored, messages, now);
      };
      const work = new Map([
        [good, [answer({ id: execution.id }, { outcome: 'completed' })]],
        [bad, [answer({ id: `${bad}-1-0` }, { outcome: 'completed' })]],
      ]);
      await expect(stores().instances.advance(work, breaks)).rejects.toThrow('out of order');
      expect(await desk.historyTypes(good)).toEqual(['instance.started']);
      expect(await desk.inspect.inbox(good)).toEqual([{ key: 'k', deferred: false }]);
      await stores().instances.advance(work, decide);
      expect(await desk.region(good, 'greet')).toBe('completed');
    });

    it('takes texts that a department cut in the middle of a character, or filled with zeros', async () => {
      const id = await desk.started();
      const text = { 'zh-CN': '甲\u0000乙\ud842', en: '\udfb7 \\u0000' };
      const reason = { code: 'no', message: text };
      const greet = await desk.claim(id, 'greet');
      await stores().executions.settle([{ ...greet, status: 'pending', availableInMs: 0, reason }]);
      await desk.advance(id, answer(await desk.claim(id, 'greet'), { outcome: 'refused', reason }));
      expect(await desk.region(id, 'greet')).toBe('refused');
      const { id: issue } = await desk.open(id, 'issue@1');
      await desk.deliver(id, { ...answer({ id: issue }, { outcome: 'refused', reason }), key: 'k' });
      await desk.advance(id);
      expect(await desk.region(id, 'issue@1')).toBe('refused');
    });

    it('passes over instances that do not exist', async () => {
      expect(await desk.advance(randomUUID(), answer({ id: 'x' }, { outcome: 'completed' }))).toEqual([]);
    });
  });
}
