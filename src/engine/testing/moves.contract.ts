import { instantOn, addDays } from '../../core';
import { GENESIS, hashHistory } from '../history-hash';
import { answer, canaries, completed, correction, DAY, Desk, refused, repair, signal, type Stores } from './stores';

export function describeMoves(stores: () => Stores): void {
  describe('moves', () => {
    let desk: Desk;
    beforeEach(() => {
      desk = new Desk(stores());
    });

    async function endedCase(): Promise<{ id: string; execution: string }> {
      const id = await desk.started();
      const { id: execution } = await desk.claim(id, 'greet');
      const issue = await desk.claim(id, 'issue@1');
      await desk.advance(id, answer(issue, refused('fraud')));
      return { id, execution };
    }

    it('cancels what is open elsewhere when a case is stopped', async () => {
      const { id } = await endedCase();
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'rejected', ended: true });
      expect((await desk.inspect.executions(id)).map(({ region, status, open }) => [region, status, open])).toEqual([
        ['greet', 'cancelled', false],
        ['issue@1', 'refused', false],
      ]);
    });

    it('leaves an ended case ended when an answer comes late', async () => {
      const { id, execution } = await endedCase();
      await desk.advance(id, answer({ id: execution, epoch: 1 }, { outcome: 'completed' }));
      expect((await desk.historyTypes(id)).at(-1)).toBe('message.refused late-answer');
      expect(await desk.inspect.instance(id)).toMatchObject({ status: 'rejected', ended: true });
    });

    it('closes in one move what the same move has opened', async () => {
      const id = await desk.started({ subjects: 2 });
      const [first, second] = [await desk.claim(id, 'issue@1'), await desk.claim(id, 'issue@2')];
      const [moved] = await desk.advance(
        id,
        answer(first, refused('photo-blurred')),
        answer(second, refused('fraud')),
        answer(second, refused('fraud')),
      );
      expect(moved).toMatchObject({ status: 'rejected', ended: true, opened: [] });
      const executions = await desk.inspect.executions(id);
      expect(executions.map(({ region, kind, status, open }) => [region, kind, status, open])).toEqual([
        ['greet', 'handler', 'cancelled', false],
        ['issue@1', 'handler', 'refused', false],
        ['issue@2', 'handler', 'refused', false],
        ['issue@1', 'correction', 'cancelled', false],
      ]);
    });

    it('opens the next execution when the applicant has corrected, and reads what was corrected', async () => {
      const id = await desk.started({ subjects: 2 });
      const issue = await desk.claim(id, 'issue@2');
      await desk.advance(id, answer(issue, refused('photo-blurred')));
      const asked = await desk.open(id, 'issue@2');
      expect(asked).toMatchObject({ kind: 'correction', status: 'open' });
      expect(await stores().executions.claim([asked.id], 'worker', 1_000)).toEqual([]);
      await desk.deliver(id, correction(asked.id, 'k', { 'reader.photo': canaries.photo }));
      await desk.advance(id);
      const again = await desk.claim(id, 'issue@2');
      expect(again.id).not.toBe(issue.id);
      expect(again.fields).toEqual({
        'reader.name': canaries.name,
        'reader.idNumber': canaries.idNumber,
        'reader.photo': canaries.photo,
      });
      expect((await desk.claim(id, 'issue@1')).fields).not.toHaveProperty(['reader.photo']);
    });

    it('keeps what a step may write and shows each step exactly what it reads', async () => {
      const id = await desk.started();
      await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1', 'reader.name': 'forged', stray: 'x' });
      expect((await desk.claim(id, 'welcome@1')).fields).toEqual({
        'reader.name': canaries.name,
        'reader.cardNumber': 'C1',
      });
      expect((await desk.claim(id, 'greet')).fields).toEqual({ 'family.name': canaries.name });
    });

    it('says which field is missing instead of what the step reads', async () => {
      const id = await desk.started();
      await desk.complete(id, 'issue@1');
      expect((await desk.claim(id, 'welcome@1')).fields).toEqual({ missing: 'reader.cardNumber' });
    });

    it('opens one incident for a region that fails, and closes it on repair', async () => {
      const id = await desk.started();
      const failed = async () =>
        desk.advance(id, answer(await desk.claim(id, 'greet'), { outcome: 'failed', reason: { code: 'down' } }));
      await failed();
      expect(await desk.inspect.incidents(id)).toEqual([{ region: 'greet', code: 'down', open: true }]);
      await desk.deliver(id, repair('greet', 'a'));
      await desk.advance(id);
      expect(await desk.inspect.incidents(id)).toEqual([{ region: 'greet', code: 'down', open: false }]);
      await failed();
      expect((await desk.inspect.incidents(id)).map(({ open }) => open).sort()).toEqual([false, true]);
    });

    it('opens one incident for messages that break the fold, and folds the others', async () => {
      const id = await desk.started({ photoKnown: false });
      await desk.deliver(id, signal('nowhere', 'a'));
      await desk.deliver(id, signal('nowhere', 'b'));
      await desk.deliver(id, signal('photo@1', 'c'));
      await desk.advance(id);
      expect(await desk.inspect.incidents(id)).toEqual([{ region: '', code: 'invariant-broken', open: true }]);
      expect(await desk.region(id, 'photo@1')).toBe('completed');
    });

    it('arms timers for 09:00 in Shanghai of the day, and cancels them with the wait', async () => {
      const id = await desk.started({ subjects: 2, photoKnown: false });
      const at = (days: number) => instantOn(addDays(canaries.since, days), '09:00');
      const mine = (await desk.inspect.timers(id)).filter(({ region }) => region === 'photo@1');
      expect(mine.sort((a, b) => a.fireAt.getTime() - b.fireAt.getTime())).toEqual([
        { region: 'photo@1', timer: 'day7', fireAt: at(7) },
        { region: 'photo@1', timer: 'day30', fireAt: at(30) },
        { region: 'photo@1', timer: 'day60', fireAt: at(60) },
      ]);
      await desk.deliver(id, signal('photo@1', 'k'));
      await desk.advance(id);
      expect((await desk.inspect.timers(id)).map(({ region }) => region)).toEqual(['photo@2', 'photo@2', 'photo@2']);
    });

    it('fires no timer early', async () => {
      const id = await desk.started({ photoKnown: false });
      await stores().advanceTime(5 * DAY);
      expect(await stores().instances.fireTimers(500)).not.toContain(id);
      expect(await desk.inspect.timers(id)).toHaveLength(3);
    });

    it('fires each due timer once and in order, whoever looks at the same time', async () => {
      const ids = await Promise.all(Array.from({ length: 8 }, () => desk.started({ photoKnown: false })));
      await stores().advanceTime(61 * DAY);
      for (let left = true; left;) {
        const fired = await Promise.all(Array.from({ length: 4 }, () => stores().instances.fireTimers(3)));
        left = fired.flat().length > 0;
      }
      for (const id of ids) {
        expect((await desk.inspect.inbox(id)).map(({ key }) => key.split(':')[2])).toEqual(['day7', 'day30', 'day60']);
        await desk.advance(id);
        expect(await desk.inspect.timers(id)).toEqual([]);
        const { state } = await desk.inspect.instance(id);
        expect(JSON.parse(state)).toMatchObject({ v: { 'photo@1': 'completed' }, f: { late: true } });
      }
    });

    it('says when the next timer is due, also when it is due already', async () => {
      const id = await desk.started({ photoKnown: false, since: '1999-12-01' });
      expect(await stores().instances.nextTimerAt()).toEqual(instantOn('1999-12-08', '09:00'));
      await desk.deliver(id, signal('photo@1', 'k'));
      await desk.advance(id);
      expect(await stores().instances.nextTimerAt()).not.toEqual(instantOn('1999-12-08', '09:00'));
    });

    it('finds an instance that nothing can wake, opens one incident on it, and on no other', async () => {
      const stuck = await desk.started();
      const others = [await desk.started(), await desk.started({ photoKnown: false }), (await endedCase()).id];
      await desk.inspect.removeExecutions(stuck);
      await desk.inspect.removeExecutions(others[1] as string);
      await stores().instances.openIncidentsForStalled(30_000);
      expect(await desk.inspect.incidents(stuck)).toEqual([]);
      await stores().advanceTime(31_000);
      expect(await stores().instances.openIncidentsForStalled(30_000)).toBe(1);
      expect(await desk.inspect.incidents(stuck)).toEqual([{ region: '', code: 'stalled', open: true }]);
      expect((await Promise.all(others.map((id) => desk.inspect.incidents(id)))).flat()).toEqual([]);
      expect(await stores().instances.openIncidentsForStalled(30_000)).toBe(0);
      const repair = { type: 'repair', region: '', repair: 'resolved', reason: 'looked-into' } as const;
      await desk.deliver(stuck, { key: 'settled', actor: 'operator:x', body: repair });
      await desk.advance(stuck);
      expect(await desk.inspect.incidents(stuck)).toEqual([{ region: '', code: 'stalled', open: false }]);
      await stores().advanceTime(31_000);
      expect(await stores().instances.openIncidentsForStalled(30_000)).toBe(1);
    });

    it('does not take a case for stalled that only waits for a signal', async () => {
      const id = await desk.started();
      await desk.complete(id, 'greet');
      await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1' });
      await desk.complete(id, 'welcome@1');
      const shelf = await desk.open(id, 'shelf');
      await desk.advance(id, answer({ id: shelf.id }, { outcome: 'completed' }));
      expect(await desk.region(id, 'pickUp')).toBe('active');
      await stores().advanceTime(31_000);
      expect(await stores().instances.openIncidentsForStalled(30_000)).toBe(0);
    });

    it('keeps a history without gaps whose hashes can be computed again', async () => {
      const id = await desk.started({ subjects: 2 });
      const task = await desk.claim(id, 'issue@1');
      await desk.deliver(id, completed(task.id, 'k', { 'reader.cardNumber': 'C1' }));
      await desk.advance(id, answer(task, refused('no')), answer({ id: 'x' }, { outcome: 'completed' }));
      await desk.complete(id, 'greet');
      const [history, { seq, headHash }] = [await desk.inspect.history(id), await desk.inspect.instance(id)];
      expect(history.map((row) => row.seq)).toEqual(Array.from({ length: seq }, (_, n) => n + 1));
      const head = history.reduce((previous, row) => {
        expect(row.hash).toBe(hashHistory(previous, id, row));
        return row.hash;
      }, GENESIS);
      expect(head).toBe(headHash);
    });
  });
}
