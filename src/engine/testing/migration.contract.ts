import { readState } from '../../core';
import { Definitions } from '../definitions';
import { foldMessages } from '../fold-messages';
import type { Decide } from '../instance-store';
import type { InboxMessage } from '../message';
import { libraryCard, nextLibraryCard } from './library-card-versions';
import { answer, canaries, completed, DAY, Desk, type Stores } from './stores';

const versions = new Definitions([libraryCard, nextLibraryCard]);

const decide: Decide = (stored, messages, now) => {
  const { event, version, subjects } = stored;
  const chart = versions.chart(event, version, subjects);
  return foldMessages(chart, stored, messages, now, undefined, versions.chartsOf(event, subjects));
};

const migration = (key: string, from = 1, to = 2): InboxMessage => ({
  key,
  actor: 'operator',
  body: { type: 'migration', from, to },
});

/** What both stores promise to a case that is moved to another version of its definition. */
export function describeMigration(name: string, make: (definitions: Definitions) => Promise<Stores>): void {
  describe(name, () => {
    let stores: Stores;
    let desk: Desk;
    beforeAll(async () => {
      stores = await make(versions);
      desk = new Desk(stores, decide);
    });
    afterAll(() => stores.close());

    const tell = async (id: string, message: InboxMessage) => {
      await desk.deliver(id, message);
      await desk.advance(id);
      return (await desk.inspect.history(id)).at(-1);
    };
    const regions = async (id: string) => readState((await desk.inspect.instance(id)).state).regions;

    it('goes on under the rules of the new version: its departments are asked by those, and once', async () => {
      const id = await desk.started({ photoKnown: true });
      await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C-1' });
      const welcome = await desk.open(id, 'welcome@1');
      const row = await tell(id, migration('m'));
      expect(row).toMatchObject({
        type: 'instance.migrated',
        detail: { from: 1, to: 2, asked: ['archive'], cancelled: ['greet'] },
      });
      expect(await desk.open(id, 'welcome@1')).toMatchObject({ id: welcome.id });
      expect(await desk.claim(id, 'archive')).toMatchObject({ version: 2, fields: { 'family.name': canaries.name } });
      expect((await desk.inspect.executions(id)).filter(({ region, open }) => region === 'greet' && open)).toEqual([]);
    });

    it('takes the answer of a department that was asked before, and refuses one about a step that is gone', async () => {
      const id = await desk.started({ photoKnown: true });
      const issue = await desk.claim(id, 'issue@1');
      const greet = await desk.claim(id, 'greet');
      await tell(id, migration('m'));
      await desk.advance(id, answer(issue, { outcome: 'completed' }, { 'reader.cardNumber': 'C-2' }));
      expect((await regions(id))['issue@1']).toBe('completed');
      expect(await desk.inspect.record(id)).toMatchObject({ readers: [{ cardNumber: 'C-2' }] });
      await desk.advance(id, answer(greet, { outcome: 'completed' }));
      expect((await desk.inspect.history(id)).at(-1)).toMatchObject({
        type: 'message.refused',
        detail: { code: 'late-answer' },
      });
    });

    it('folds an answer that comes in the same batch right after the migration', async () => {
      const id = await desk.started({ photoKnown: true });
      const [issue, greet] = [await desk.open(id, 'issue@1'), await desk.open(id, 'greet')];
      await desk.deliver(id, migration('m'));
      await desk.deliver(id, completed(issue.id, 'a', { 'reader.cardNumber': 'C-3' }));
      await desk.deliver(id, completed(greet.id, 'b'));
      await desk.advance(id);
      const rows = (await desk.inspect.history(id)).slice(-3);
      expect(rows.map(({ type, detail }) => [type, detail['code']])).toEqual([
        ['instance.migrated', undefined],
        ['step.completed', undefined],
        ['message.refused', 'step-is-gone'],
      ]);
      expect(await regions(id)).toMatchObject({ 'issue@1': 'completed', archive: 'active' });
    });

    it('is moved once, by whoever comes first', async () => {
      const id = await desk.started({ photoKnown: true });
      await tell(id, migration('m'));
      const { seq } = await desk.inspect.instance(id);
      await tell(id, migration('m'));
      expect((await desk.inspect.instance(id)).seq).toBe(seq);
      expect(await tell(id, migration('another'))).toMatchObject({
        type: 'message.refused',
        detail: { code: 'another-version' },
      });
    });

    it('is left alone by a migration to a version that nobody knows', async () => {
      const id = await desk.started({ photoKnown: true });
      expect(await tell(id, migration('m', 1, 9))).toMatchObject({ detail: { code: 'unknown-version' } });
    });

    it('reckons its timers by the new version, and fires none twice', async () => {
      const id = await desk.started({ photoKnown: false });
      await tell(id, migration('m'));
      await stores.advanceTime(35 * DAY);
      await stores.instances.fireTimers(100);
      await desk.advance(id);
      const fired = async () =>
        (await desk.inspect.history(id)).flatMap(({ detail }) =>
          detail['timer'] === undefined ? [] : detail['timer'],
        );
      expect(await fired()).toEqual(['day7']);
      await stores.advanceTime(10 * DAY);
      await stores.instances.fireTimers(100);
      await desk.advance(id);
      expect(await fired()).toEqual(['day7', 'day30']);
    });

    it('lets the clock of a task in hand run on to the limit of the new version', async () => {
      const id = await desk.started({ photoKnown: true });
      await desk.complete(id, 'greet');
      await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C-4' });
      const before = await desk.open(id, 'shelf');
      await tell(id, migration('m'));
      const after = await desk.open(id, 'shelf');
      expect([after.id, after.clock.start]).toEqual([before.id, before.clock.start]);
      expect(after.clock.dueAt.getTime()).toBeGreaterThan(before.clock.dueAt.getTime());
    });

    it('comes back as it was, as long as nobody was asked and nothing has moved it', async () => {
      const id = await desk.started({ photoKnown: false });
      await desk.complete(id, 'greet');
      const before = await desk.inspect.instance(id);
      const forth = await tell(id, migration('m'));
      const back = { seq: forth?.seq ?? 0, state: String(forth?.detail['before']) };
      const body = { type: 'migration' as const, from: 2, to: 1, back };
      expect(await tell(id, { key: 'b', actor: 'operator', body })).toMatchObject({ type: 'instance.migratedBack' });
      expect((await desk.inspect.instance(id)).state).toBe(before.state);
      expect(await tell(id, { key: 'c', actor: 'operator', body })).toMatchObject({
        detail: { code: 'another-version' },
      });
      const again = await tell(id, migration('n'));
      expect(again).toMatchObject({ type: 'instance.migrated' });
      expect(await tell(id, { key: 'd', actor: 'operator', body })).toMatchObject({ detail: { code: 'moved-since' } });
    });
  });
}
