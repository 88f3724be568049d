import type { InboxMessage } from '../message';
import { answer, canaries, completed, Desk, makeStart, refused, repair, type Stores } from './stores';

const said = { reason: 'mistake', by: 'key:officer' };

const reversal = (reversal: 'withdrawn' | 'cancelled' | 'revoked', key: string, region = ''): InboxMessage => ({
  key,
  actor: 'office',
  body: { type: 'reversal', reversal, region, ...said },
});

/** What both stores promise to a case that is taken back. */
export function describeTakingBack(stores: () => Stores): void {
  describe('taking back', () => {
    let desk: Desk;
    beforeEach(() => {
      desk = new Desk(stores());
    });

    const tell = async (id: string, message: InboxMessage): Promise<string | undefined> => {
      await desk.deliver(id, message);
      await desk.advance(id);
      return (await desk.historyTypes(id)).at(-1);
    };
    const statusOf = async (id: string): Promise<string> => (await desk.inspect.instance(id)).status;
    /** A case whose one card is issued, whose letter is sent, and whose shelf waits. */
    async function issued(): Promise<{ id: string; issue: string }> {
      const id = await desk.started();
      await desk.complete(id, 'greet');
      const { id: issue } = await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1' });
      return { id, issue };
    }

    it('names what is undone and why, with what the step has read and brought, and nothing else', async () => {
      const { id, issue } = await issued();
      await desk.complete(id, 'welcome@1');
      expect(await tell(id, reversal('withdrawn', 'w'))).toBe('case.withdrawn mistake');
      const undo = await desk.claim(id, 'issue@1');
      expect(undo).toMatchObject({ undoes: { execution: issue, reason: 'withdrawn' }, attempts: 1, step: 'issue' });
      expect(undo.fields).toEqual({
        ...{ 'reader.name': canaries.name, 'reader.idNumber': canaries.idNumber, 'reader.cardNumber': 'C1' },
      });
      await desk.advance(id, answer(undo, { outcome: 'completed' }));
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'withdrawn', ended: true });
      expect(await desk.region(id, 'welcome@1')).toBe('kept:letter-sent');
      expect(
        (await desk.inspect.executions(id)).map(({ region, kind, act, status }) => [region, kind, act, status]),
      ).toEqual([
        ['greet', 'handler', undefined, 'completed'],
        ['issue@1', 'handler', undefined, 'completed'],
        ['welcome@1', 'handler', undefined, 'completed'],
        ['shelf', 'task', undefined, 'cancelled'],
        ['issue@1', 'handler', 'undo', 'completed'],
      ]);
    });

    it('an execution that somebody works on is closed, its late answer refused, and it is undone all the same', async () => {
      const id = await desk.started();
      const issue = await desk.claim(id, 'issue@1');
      await tell(id, reversal('cancelled', 'c'));
      await desk.advance(id, answer(issue, { outcome: 'completed' }, { 'reader.cardNumber': 'C1' }));
      expect((await desk.historyTypes(id)).at(-1)).toBe('message.refused late-answer');
      const undo = await desk.claim(id, 'issue@1');
      expect(undo).toMatchObject({ undoes: { execution: issue.id, reason: 'cancelled' } });
      expect(undo.fields).not.toHaveProperty(['reader.cardNumber']);
      expect(await desk.region(id, 'greet')).toBe('skipped:taken-back');
    });

    it('is rung for like any other, and given to nobody in the transaction that opens it', async () => {
      const { id } = await issued();
      await desk.deliver(id, reversal('withdrawn', 'w'));
      const [moved] = await desk.advance(id);
      expect(moved?.opened).toMatchObject([{ region: 'issue@1', kind: 'handler', act: 'undo', department: 'library' }]);
      const due = await stores().executions.findDue(1_000);
      expect(due.map((one) => one.id)).toContain((await desk.open(id, 'issue@1')).id);
    });

    it('what the department refuses to undo is a task of its staff, whose word is the last', async () => {
      const { id } = await issued();
      await tell(id, reversal('withdrawn', 'w'));
      await desk.advance(id, answer(await desk.claim(id, 'issue@1'), refused('in-use')));
      const task = await desk.open(id, 'issue@1');
      expect(task).toMatchObject({ kind: 'task', act: 'undo', role: 'departmentStaff', status: 'open' });
      await desk.advance(id, answer({ id: task.id }, refused('third-party-rights')));
      expect(await desk.region(id, 'issue@1')).toBe('kept:by-department');
      expect(await statusOf(id)).toBe('withdrawn');
    });

    it('an undo that fails is an incident, and is asked for again under a new key', async () => {
      const { id, issue } = await issued();
      await tell(id, reversal('withdrawn', 'w'));
      const first = await desk.claim(id, 'issue@1');
      await desk.advance(id, answer(first, { outcome: 'failed', reason: { code: 'down' } }));
      expect(await desk.inspect.incidents(id)).toEqual([{ region: 'issue@1', code: 'down', open: true }]);
      await tell(id, repair('issue@1', 'r'));
      const again = await desk.claim(id, 'issue@1');
      expect(again.id).not.toBe(first.id);
      expect(again).toMatchObject({ undoes: { execution: issue, reason: 'withdrawn' } });
    });

    it('an operator who has undone it by hand writes nothing into the record', async () => {
      const { id } = await issued();
      await tell(id, reversal('withdrawn', 'w'));
      const undo = await desk.claim(id, 'issue@1');
      await desk.advance(id, answer(undo, { outcome: 'failed', reason: { code: 'down' } }));
      await tell(id, { ...repair('issue@1', 'r', 'resolved'), fields: { 'reader.cardNumber': 'C2' } });
      expect(await desk.region(id, 'issue@1')).toBe('compensated');
      expect(await desk.inspect.record(id)).toMatchObject({ readers: [{ cardNumber: 'C1' }] });
    });

    it('an ended case of which a step is revoked runs again, holds its business key, and ends again', async () => {
      const start = makeStart({ businessKey: ['one reader'] });
      const { id } = start;
      await stores().instances.start([start]);
      await desk.complete(id, 'greet');
      const { id: issue } = await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1' });
      await desk.complete(id, 'welcome@1');
      const shelf = await desk.open(id, 'shelf');
      await desk.advance(id, answer({ id: shelf.id }, { outcome: 'completed' }));
      await tell(id, { key: 's', actor: 'citizen', body: { type: 'signal', signal: 'pickUp', region: 'pickUp' } });
      const bill = await desk.complete(id, 'bill', { 'family.bill': 'B1' });
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'completed', ended: true });

      expect(await tell(id, reversal('withdrawn', 'w'))).toBe('message.refused has-ended');
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'completed', ended: true });
      expect(await tell(id, reversal('revoked', 'r', 'issue@1'))).toBe('step.revoked mistake');
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'running', ended: false });
      const [again] = await stores().instances.start([makeStart({ businessKey: ['one reader'] })]);
      expect(again).toEqual({ kind: 'existing', id });

      const undoBill = await desk.claim(id, 'bill');
      expect(undoBill).toMatchObject({ undoes: { execution: bill.id, reason: 'revoked' } });
      expect(await desk.region(id, 'issue@1')).toBe('completed');
      await desk.advance(id, answer(undoBill, { outcome: 'completed' }));
      await desk.advance(id, answer(await desk.claim(id, 'issue@1'), { outcome: 'completed' }));
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'partiallyCompleted', ended: true });
      expect((await desk.inspect.executions(id)).filter(({ open }) => open)).toEqual([]);
      await desk.deliver(id, completed(issue, 'late'));
      await desk.advance(id);
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'partiallyCompleted', ended: true });
    });

    it('a case that was withdrawn and is over makes room for another with the same business key', async () => {
      const start = makeStart({ businessKey: ['two readers'] });
      await stores().instances.start([start]);
      await desk.complete(start.id, 'greet');
      await desk.claim(start.id, 'issue@1');
      await tell(start.id, reversal('withdrawn', 'w'));
      const second = makeStart({ businessKey: ['two readers'] });
      expect(await stores().instances.start([second])).toEqual([{ kind: 'existing', id: start.id }]);
      await desk.advance(start.id, answer(await desk.claim(start.id, 'issue@1'), { outcome: 'completed' }));
      expect(await stores().instances.start([second])).toEqual([{ kind: 'created', id: second.id }]);
    });

    it('takes nothing back twice, and says so', async () => {
      const { id } = await issued();
      expect(await tell(id, reversal('withdrawn', 'w'))).toBe('case.withdrawn mistake');
      expect(await tell(id, reversal('withdrawn', 'w'))).toBe('case.withdrawn mistake');
      expect(await tell(id, reversal('cancelled', 'c'))).toBe('message.refused already-taken-back');
      expect(await tell(id, reversal('revoked', 'r', 'issue@1'))).toBe('message.refused already-taken-back');
      expect(await tell(id, reversal('revoked', 'n', 'nowhere'))).toBe('message.refused unknown-step');
    });

    it('a proposal moves nothing, and is not confirmed by whoever has made it', async () => {
      const { id } = await issued();
      const { state } = await desk.inspect.instance(id);
      const proposal = { key: 'p', actor: 'office', body: { type: 'proposal', region: 'issue@1', ...said } } as const;
      expect(await tell(id, proposal)).toBe('revocation.proposed mistake');
      const { state: after, seq } = await desk.inspect.instance(id);
      expect(after).toBe(state);
      const confirm = (by: string): InboxMessage => ({
        ...{ key: `confirmed by ${by}`, actor: 'office' },
        body: {
          type: 'reversal',
          reversal: 'revoked',
          region: 'issue@1',
          reason: 'mistake',
          by,
          proposal: { seq, by: 'key:officer' },
        },
      });
      expect(await tell(id, confirm('key:officer'))).toBe('message.refused same-person');
      expect(await tell(id, confirm('key:another'))).toBe('step.revoked mistake');
    });
  });
}
