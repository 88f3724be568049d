import type { Fields } from '../../core';
import type { ClaimedExecution } from '../execution-store';
import type { InboxMessage } from '../message';
import { answer, canaries, completed, decide, Desk, makeStart, refused, repair, type Stores } from './stores';

const NAME = '丙丁';

const correct = (key: string, fields: Fields = { 'reader.name': NAME }, subject = 1): InboxMessage => ({
  ...{ key, actor: 'office', fields },
  body: { type: 'caseCorrection', subject, reason: 'recorded-wrongly', by: 'key:officer' },
});

/** What both stores promise to a case that is corrected. */
export function describeCorrections(stores: () => Stores): void {
  describe('correcting', () => {
    let desk: Desk;
    beforeEach(() => {
      desk = new Desk(stores());
    });

    const tell = async (id: string, message: InboxMessage): Promise<string | undefined> => {
      await desk.deliver(id, message);
      await desk.advance(id);
      return (await desk.historyTypes(id)).at(-1);
    };
    /** A case whose one card is issued and whose letter is sent. */
    async function issued(): Promise<{ id: string; issue: string }> {
      const id = await desk.started();
      await desk.complete(id, 'greet');
      const { id: issue } = await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1' });
      await desk.complete(id, 'welcome@1');
      return { id, issue };
    }

    it('the department is told what is right now, what it was told before, and which call it was', async () => {
      const { id, issue } = await issued();
      expect(await tell(id, correct('c'))).toBe('case.corrected recorded-wrongly');
      expect((await desk.inspect.history(id)).at(-1)?.detail).toEqual({
        ...{ code: 'recorded-wrongly', by: 'key:officer', fields: ['readers.0.name'] },
      });
      const amend = await desk.claim(id, 'issue@1');
      expect(amend).toMatchObject({
        amends: { execution: issue, former: { 'reader.name': canaries.name } },
        attempts: 1,
      });
      expect(amend.fields).toEqual({
        ...{ 'reader.name': NAME, 'reader.idNumber': canaries.idNumber, 'reader.cardNumber': 'C1' },
      });
      expect(await desk.region(id, 'welcome@1')).toBe('completed');
      await desk.advance(
        id,
        answer(amend, { outcome: 'completed' }, { 'reader.cardNumber': 'C2', 'reader.name': 'no' }),
      );
      expect((await desk.inspect.history(id)).at(-1)).toMatchObject({
        ...{ type: 'amend.completed', detail: { fields: ['readers.0.cardNumber'] } },
      });
      expect(await desk.inspect.record(id)).toMatchObject({ readers: [{ name: NAME, cardNumber: 'C2' }] });
      const letter = await desk.open(id, 'welcome@1');
      expect(letter).toMatchObject({ kind: 'task', act: 'amend', role: 'departmentStaff', status: 'open' });
      await desk.advance(id, answer({ id: letter.id }, { outcome: 'completed' }));
      expect(await desk.region(id, 'welcome@1')).toBe('completed');
    });

    it('amended a second time, it is told what it was told the first time', async () => {
      const { id, issue } = await issued();
      await tell(id, correct('c'));
      await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C2' });
      await tell(id, correct('d', { 'reader.name': '戊己' }));
      const again = await desk.claim(id, 'issue@1');
      expect(again.amends).toEqual({ execution: issue, former: { 'reader.name': NAME } });
      expect(again.fields).toMatchObject({ 'reader.cardNumber': 'C2', 'reader.name': '戊己' });
    });

    it('a step that is asked for is asked for as it was, and put right when it is done', async () => {
      const id = await desk.started();
      const before = await desk.open(id, 'issue@1');
      await tell(id, correct('c'));
      const issue = await desk.claim(id, 'issue@1');
      expect(issue.id).toBe(before.id);
      expect(issue.fields).toMatchObject({ 'reader.name': canaries.name });
      await desk.advance(id, answer(issue, { outcome: 'completed' }, { 'reader.cardNumber': 'C1' }));
      expect(await desk.region(id, 'welcome@1')).toBe('waiting');
      const amend = await desk.claim(id, 'issue@1');
      expect(amend.amends).toEqual({ execution: issue.id, former: { 'reader.name': canaries.name } });
      await desk.advance(id, answer(amend, { outcome: 'completed' }));
      expect((await desk.claim(id, 'welcome@1')).fields).toEqual({ 'reader.name': NAME, 'reader.cardNumber': 'C1' });
    });

    it('what comes with the correction in one batch is asked for as it was when it was opened', async () => {
      const id = await desk.started();
      const issue = await desk.claim(id, 'issue@1');
      await desk.deliver(id, completed(issue.id, 'later', { 'reader.cardNumber': 'C1' }));
      await desk.deliver(id, correct('c'));
      const taken: ClaimedExecution[] = [];
      const seat = { take: (claimed: ClaimedExecution) => void taken.push(claimed), leave: () => undefined };
      const attendants = { worker: 'seated', leaseMs: 60_000, reserve: () => seat };
      await stores().instances.advance(new Map([[id, []]]), decide, attendants);
      expect((await desk.historyTypes(id)).slice(-2)).toEqual(['step.completed', 'case.corrected recorded-wrongly']);
      const letter = taken.find(({ region }) => region === 'welcome@1') ?? (await desk.claim(id, 'welcome@1'));
      expect(letter.fields).toMatchObject({ 'reader.name': canaries.name });
      expect((await desk.claim(id, 'issue@1')).fields).toMatchObject({ 'reader.name': NAME });
    });

    it('a refusal is a task of the staff, who may leave the result as it is', async () => {
      const { id } = await issued();
      await tell(id, correct('c'));
      await desk.advance(id, answer(await desk.claim(id, 'issue@1'), refused('in-use')));
      const task = await desk.open(id, 'issue@1');
      expect(task).toMatchObject({ kind: 'task', act: 'amend', role: 'departmentStaff' });
      await desk.advance(id, answer({ id: task.id }, refused('not-needed')));
      expect(await desk.region(id, 'issue@1')).toBe('completed');
      const { f } = JSON.parse((await desk.inspect.instance(id)).state) as { f: Record<string, string> };
      expect(f).toMatchObject({ 'amend.issue@1': 'left' });
    });

    it('a failure is an incident, and is asked for again under a new key', async () => {
      const { id, issue } = await issued();
      await tell(id, correct('c'));
      const first = await desk.claim(id, 'issue@1');
      await desk.advance(id, answer(first, { outcome: 'failed', reason: { code: 'down' } }));
      expect(await desk.inspect.incidents(id)).toEqual([{ region: 'issue@1', code: 'down', open: true }]);
      await tell(id, repair('issue@1', 'r'));
      const again = await desk.claim(id, 'issue@1');
      expect(again.id).not.toBe(first.id);
      // Nobody knows what became of the first try: what the department was told before it is what it is told again.
      expect(again.amends).toEqual({ execution: issue, former: { 'reader.name': canaries.name } });
      await desk.advance(id, answer(again, { outcome: 'failed', reason: { code: 'down' } }));
      const byHand = { ...repair('issue@1', 's', 'resolved'), fields: { 'reader.cardNumber': 'C3' } };
      expect(await tell(id, byHand)).toBe('incident.resolved looked-into');
      expect(await desk.inspect.record(id)).toMatchObject({ readers: [{ cardNumber: 'C3' }] });
      expect((await desk.open(id, 'welcome@1')).act).toBe('amend');
    });

    it('a deadline begins each time it is to be put right', async () => {
      const { id } = await issued();
      await tell(id, correct('c'));
      const amend = await desk.claim(id, 'issue@1');
      await desk.advance(id, answer(amend, refused('no')));
      const clocks = (await desk.inspect.executions(id)).filter(({ region }) => region === 'issue@1');
      expect(clocks.map(({ act }) => act)).toEqual([undefined, 'amend', 'amend']);
      expect(clocks[2]?.clock.start).toBe(clocks[1]?.clock.start);
      expect(clocks.map(({ clock }) => clock.dueAt.getTime() > 0)).toEqual([true, true, true]);
    });

    it('an ended case runs again, holds its business key, and ends again', async () => {
      const start = makeStart({ businessKey: ['a reader'] });
      const { id } = start;
      await stores().instances.start([start]);
      await desk.complete(id, 'greet');
      await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1' });
      await desk.complete(id, 'welcome@1');
      await desk.advance(id, answer({ id: (await desk.open(id, 'shelf')).id }, { outcome: 'completed' }));
      await tell(id, { key: 's', actor: 'citizen', body: { type: 'signal', signal: 'pickUp', region: 'pickUp' } });
      await desk.complete(id, 'bill', { 'family.bill': 'B1' });
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'completed', ended: true });

      await tell(id, correct('c', { 'family.name': NAME }, 0));
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'running', ended: false });
      const [again] = await stores().instances.start([makeStart({ businessKey: ['a reader'] })]);
      expect(again).toEqual({ kind: 'existing', id });
      await desk.complete(id, 'bill');
      await desk.advance(id, answer({ id: (await desk.open(id, 'greet')).id }, { outcome: 'completed' }));
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'completed', ended: true });
      expect((await desk.inspect.executions(id)).filter(({ open }) => open)).toEqual([]);
    });

    it('of what cannot be corrected, or while the case is taken back, says so and writes nothing', async () => {
      const { id } = await issued();
      const before = await desk.inspect.record(id);
      expect(await tell(id, correct('a', { 'reader.idNumber': '1' }))).toBe('message.refused not-correctable');
      expect(await tell(id, correct('b', { 'reader.name': NAME }, 2))).toBe('message.refused unknown-subject');
      expect(await tell(id, correct('c', {}))).toBe('message.refused nothing-changes');
      const by = { reason: 'mistake', by: 'key:officer' };
      await tell(id, {
        key: 'w',
        actor: 'office',
        body: { type: 'reversal', reversal: 'withdrawn', region: '', ...by },
      });
      expect(await tell(id, correct('d'))).toBe('message.refused being-taken-back');
      expect(await desk.inspect.record(id)).toEqual(before);
    });

    it('said twice under one key it is one', async () => {
      const { id } = await issued();
      await tell(id, correct('c'));
      await tell(id, correct('c'));
      const rows = await desk.historyTypes(id);
      expect(rows.filter((type) => type.startsWith('case.corrected'))).toHaveLength(1);
    });

    it('withdrawn while it is put right, the step is undone, and the late answer to the correction is refused', async () => {
      const { id, issue } = await issued();
      await tell(id, correct('c'));
      const amend = await desk.claim(id, 'issue@1');
      const by = { reason: 'mistake', by: 'key:officer' };
      await tell(id, {
        key: 'w',
        actor: 'office',
        body: { type: 'reversal', reversal: 'withdrawn', region: '', ...by },
      });
      await desk.advance(id, answer(amend, { outcome: 'completed' }, { 'reader.cardNumber': 'C2' }));
      expect((await desk.historyTypes(id)).at(-1)).toBe('message.refused late-answer');
      expect((await desk.claim(id, 'issue@1')).undoes).toEqual({ execution: issue, reason: 'withdrawn' });
    });
  });
}
