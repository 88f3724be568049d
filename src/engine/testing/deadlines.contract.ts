import { officialCalendar } from '../../core';
import { answer, correction, DAY, decideBy, Desk, refused, repair, type Stores } from './stores';

const failed = { outcome: 'failed', reason: { code: 'gone' } } as const;
const clockMessage = (execution: string, key: string, limitDays?: number) => ({
  ...{ key, actor: 'city library' },
  body: {
    ...({ type: 'clock', execution, change: 'paused', code: 'hearing' } as const),
    ...(limitDays === undefined ? {} : { limitDays }),
  },
});
const resumed = (execution: string, key: string) => ({
  ...{ key, actor: 'city library' },
  body: { type: 'clock', execution, change: 'resumed' } as const,
});

/** What both stores promise about clocks. */
export function describeDeadlines(name: string, make: () => Promise<Stores>): void {
  describe(name, () => {
    let stores: Stores;
    let desk: Desk;
    beforeEach(async () => {
      stores = await make();
      desk = new Desk(stores);
    });
    afterEach(() => stores.close());

    const told = async (id: string) => {
      const rows = (await desk.inspect.history(id)).filter(({ type }) => type.startsWith('deadline.'));
      return rows
        .map(({ type, region = 'case', detail }) => `${region} ${type} ${String(detail['escalatedTo'])}`)
        .sort();
    };

    it('tells each level that was reached once, of every execution and of the case, and names who hears of it', async () => {
      const id = await desk.started();
      expect(await stores.deadlines.putRisen(500)).not.toContain(id);
      await stores.advanceTime(200 * DAY);
      expect(await stores.deadlines.putRisen(500)).toContain(id);
      // Not folded yet: what lies in the inbox is not put again.
      expect(await stores.deadlines.putRisen(500)).not.toContain(id);
      await desk.advance(id);
      const all = ['case', 'greet', 'issue@1'].map((of) => `${of} deadline.red supervisor`);
      expect(await told(id)).toEqual(all);
      expect((await desk.open(id, 'greet')).clock.level).toBe('red');
      expect((await desk.inspect.instance(id)).clock?.level).toBe('red');
      expect(await stores.deadlines.putRisen(500)).not.toContain(id);
      expect(await desk.region(id, 'greet')).toBe('active');
    });

    it('goes on counting what has failed and waits for an operator, and not what has ended', async () => {
      const id = await desk.started();
      await desk.complete(id, 'greet');
      await desk.advance(id, answer(await desk.claim(id, 'issue@1'), failed));
      await stores.advanceTime(DAY * 3);
      await stores.deadlines.putRisen(500);
      await desk.advance(id);
      expect(await told(id)).toEqual(['issue@1 deadline.red supervisor']);
    });

    it('keeps a pause with its limit, and the due time that follows from it', async () => {
      const id = await desk.started();
      const { id: execution, clock: before } = await desk.open(id, 'issue@1');
      await desk.deliver(id, clockMessage(execution, 'pause', 5));
      await desk.advance(id);
      const paused = await desk.open(id, 'issue@1');
      expect(paused.clock.pauses).toMatchObject([{ from: before.start, code: 'hearing', limitDays: 5 }]);
      expect(paused.clock.dueAt.getTime()).toBeGreaterThan(before.dueAt.getTime());
      await desk.deliver(id, clockMessage(execution, 'again'));
      await desk.deliver(id, resumed(execution, 'resume'));
      await desk.deliver(id, resumed(execution, 'resume-again'));
      await desk.advance(id);
      expect((await desk.historyTypes(id)).slice(-4)).toEqual([
        'clock.paused hearing',
        'message.refused clock-paused',
        'clock.resumed',
        'message.refused clock-running',
      ]);
      expect((await desk.open(id, 'issue@1')).clock.dueAt).toEqual(before.dueAt);
    });

    it('is silent while a clock stands still', async () => {
      const id = await desk.started();
      const { id: execution } = await desk.open(id, 'issue@1');
      await desk.deliver(id, clockMessage(execution, 'pause'));
      await desk.advance(id);
      await desk.complete(id, 'greet');
      await stores.advanceTime(DAY * 3);
      await stores.deadlines.putRisen(500);
      await desk.advance(id);
      expect(await told(id)).toEqual([]);
    });

    it('hands one clock from visit to visit, through a correction and an operator’s retry', async () => {
      const id = await desk.started();
      const { id: first } = await desk.open(id, 'issue@1');
      await desk.deliver(id, clockMessage(first, 'pause'));
      await desk.deliver(id, resumed(first, 'resume'));
      await desk.advance(id);
      await desk.advance(id, answer(await desk.claim(id, 'issue@1'), refused('photo-blurred')));
      const asked = await desk.open(id, 'issue@1');
      expect(asked.clock.pauses).toMatchObject([{ code: 'hearing' }, { code: 'correction' }]);
      expect(asked.clock.nextLevelAt).toBeUndefined();
      await desk.deliver(id, correction(asked.id, 'corrected', { 'reader.photo': 'x' }));
      await desk.advance(id);
      const second = await desk.claim(id, 'issue@1');
      await desk.advance(id, answer(second, failed));
      await desk.deliver(id, repair('issue@1', 'retry'));
      await desk.advance(id);
      const { clock } = await desk.open(id, 'issue@1');
      expect(clock.pauses.map(({ code, to }) => [code, to !== undefined])).toEqual([
        ['hearing', true],
        ['correction', true],
      ]);
      expect(clock.start).toBe(asked.clock.start);
    });

    it('computes anew what another calendar gave, once, and says from which version to which', async () => {
      const id = await desk.started();
      const version = `${officialCalendar.version}+2099.1`;
      expect(await stores.deadlines.putOutdated(officialCalendar.version, 500)).not.toContain(id);
      expect(await stores.deadlines.putOutdated(version, 500)).toContain(id);
      // Folded by a process that has not heard of the calendar: nothing changes, and it is found again.
      await desk.advance(id);
      expect(await told(id)).toEqual([]);
      expect(await stores.deadlines.putOutdated(version, 500)).toContain(id);
      await new Desk(stores, decideBy({ ...officialCalendar, version })).advance(id);
      const rows = (await desk.inspect.history(id)).filter(({ type }) => type === 'deadline.recomputed');
      expect(rows).toHaveLength(3);
      for (const { detail } of rows) {
        expect(detail).toMatchObject({ calendar: version, calendarBefore: officialCalendar.version });
      }
      expect(await stores.deadlines.putOutdated(version, 500)).not.toContain(id);
    });
  });
}
