import { randomUUID } from 'node:crypto';
import type { SignalDefinition } from '../../core';
import { Advancer } from '../advancer';
import { Definitions } from '../definitions';
import { MessageDelivery } from '../deliver-message';
import type { EarlySignal, EarlySignalStore } from '../early-signal-store';
import { EarlySignals } from '../early-signals';
import { libraryCard } from './library-card';
import { canaries, DAY, definitions, Desk, makeStart, type StartWords, type Stores } from './stores';

const MINUTE = 60_000;

/** A photo for the first card of a family. */
export const photo = (businessKey: readonly string[], words: Partial<EarlySignal> = {}): EarlySignal => ({
  ...{ id: randomUUID(), event: 'library-card', businessKey, signal: 'photo', step: 'photo', subject: 1 },
  ...{ messageKey: 'a photo', actor: 'citizen', viewer: { kind: 'everyCase' }, keepDays: 30 },
  said: { body: { photo: canaries.photo }, fields: { 'reader.photo': canaries.photo } },
  ...words,
});

export function describeEarlySignals(stores: () => Stores): void {
  describe('signals before their case', () => {
    let desk: Desk;
    let early: EarlySignals;
    let key: string[];
    const over = (store: EarlySignalStore, known = definitions): EarlySignals => {
      const advancer = new Advancer(stores().instances, definitions, { ring: () => undefined });
      return new EarlySignals(store, new MessageDelivery(stores().instances, advancer), known);
    };
    beforeEach(() => {
      desk = new Desk(stores());
      early = over(stores().early);
      key = [randomUUID()];
    });

    const start = async (words: StartWords = {}) => {
      const one = makeStart({ businessKey: key, photoKnown: false, ...words });
      const [started] = await stores().instances.start([one]);
      return { id: one.id, started };
    };
    const kept = async ({ id }: EarlySignal) => (await desk.inspect.earlySignals()).find((one) => one.id === id);

    it('waits, is called by the start that writes its case, is told to it, and is erased', async () => {
      const signal = photo(key);
      await early.keep(signal);
      expect(await kept(signal)).toEqual({ id: signal.id, status: 'waiting', isSealed: true });
      const { id, started } = await start();
      expect(started).toEqual({ kind: 'created', id, called: true });
      expect(await kept(signal)).toMatchObject({ status: 'called', instanceId: id });
      expect(await early.deliver([id])).toBe(1);
      expect(await desk.historyTypes(id)).toEqual(['instance.started', 'signal.received']);
      expect(await desk.inspect.record(id)).toMatchObject({ readers: [{ photo: canaries.photo }] });
      expect(await kept(signal)).toMatchObject({ status: 'delivered', isSealed: false });
    });

    it('is called by no other case, and by none that does not begin', async () => {
      const { id } = await start();
      const [other, again] = [makeStart(), makeStart({ businessKey: key })];
      const signal = photo(['nobody', ...key]);
      await stores().early.keep(signal);
      expect(await stores().instances.start([other, again])).toEqual([
        { kind: 'created', id: other.id },
        { kind: 'existing', id },
      ]);
      expect(await kept(signal)).toMatchObject({ status: 'waiting' });
    });

    it('waits once, however often it is said, and says until when', async () => {
      const [first, second] = [photo(key), photo(key)];
      const until = await stores().early.keep(first);
      expect(await stores().early.keep(second)).toEqual(until);
      expect(await kept(second)).toBeUndefined();
      const { id } = await start();
      expect(await early.deliver([id])).toBe(1);
    });

    it('is found when the start has not seen it, by its sender at once and by the sweep for two minutes', async () => {
      const { id } = await start();
      const [seen, swept] = [photo(key), photo(key, { messageKey: 'another' })];
      await early.keep(seen);
      expect(await desk.historyTypes(id)).toEqual(['instance.started', 'signal.received']);
      await stores().early.keep(swept);
      expect(await early.sweep()).toBe(1);
      expect(await desk.historyTypes(id)).toHaveLength(3);
      expect(await early.sweep()).toBe(0);
    });

    it('is seen by a start however long it has waited', async () => {
      const signal = photo(key, { keepDays: 400 });
      await early.keep(signal);
      await stores().advanceTime(3 * MINUTE);
      await early.sweep();
      await stores().advanceTime(300 * DAY);
      await early.sweep();
      const { started } = await start();
      expect(started).toMatchObject({ called: true });
    });

    it('counts once when whoever delivers it dies after each of its steps', async () => {
      const signal = photo(key);
      await early.keep(signal);
      const { id } = await start();
      const dying: EarlySignalStore = Object.assign(Object.create(stores().early) as EarlySignalStore, {
        delivered: () => Promise.reject(new Error('gone')),
      });
      await expect(over(dying).deliver([id])).rejects.toThrow('gone');
      expect(await kept(signal)).toMatchObject({ status: 'called' });
      await early.sweep();
      expect(await desk.historyTypes(id)).toEqual(['instance.started', 'signal.received']);
      expect(await kept(signal)).toMatchObject({ status: 'delivered' });
    });

    it('is lost in no race with the start of its case', async () => {
      const races = Array.from({ length: 60 }, () => [randomUUID()]);
      const started = await Promise.all(
        races.flatMap((businessKey, n) => [
          ...(n % 2 === 0 ? [early.keep(photo(businessKey)).then(() => [])] : []),
          start({ businessKey }).then(({ id }) => [id]),
          ...(n % 2 === 1 ? [early.keep(photo(businessKey)).then(() => [])] : []),
        ]),
      );
      await early.sweep();
      const ids = started.flat();
      expect(ids).toHaveLength(races.length);
      const told = await Promise.all(ids.map(async (id) => (await desk.historyTypes(id)).join()));
      expect(new Set(told)).toEqual(new Set(['instance.started,signal.received']));
    });

    it('is erased when its time is over, and the record that it came stays', async () => {
      const signal = photo(key, { keepDays: 2 });
      await stores().early.keep(signal);
      await stores().advanceTime(DAY);
      await early.sweep();
      expect(await kept(signal)).toMatchObject({ status: 'waiting' });
      await stores().advanceTime(DAY + MINUTE);
      await early.sweep();
      expect(await kept(signal)).toEqual({ id: signal.id, status: 'expired', isSealed: false });
      const { started } = await start();
      expect(started).not.toHaveProperty('called');
    });

    it('that is ignored leaves a record and nothing else', async () => {
      const { said: _, ...signal } = photo(key);
      await early.keep(signal);
      expect(await kept(signal)).toEqual({ id: signal.id, status: 'ignored', isSealed: false });
      const { started } = await start();
      expect(started).not.toHaveProperty('called');
    });

    it('is refused in the history of its case when there is no such subject, or it is not the business of its sender', async () => {
      await early.keep(photo(key, { subject: 3, messageKey: 'third' }));
      const stranger = { kind: 'startedBy', organisation: 'a stranger' } as const;
      await early.keep(photo(key, { viewer: stranger, messageKey: 'strange' }));
      const { id } = await start();
      await early.deliver([id]);
      const rows = (await desk.inspect.history(id))
        .slice(1)
        .map(({ messageKey, type, detail }) => [messageKey, type, detail]);
      expect(rows.sort()).toEqual([
        ['strange', 'message.refused', { code: 'not-your-matter', of: 'signal' }],
        ['third', 'message.refused', { code: 'not-expected-here', of: 'signal' }],
      ]);
      expect((await desk.inspect.record(id))['readers']).not.toContainEqual(
        expect.objectContaining({ photo: canaries.photo }),
      );
    });

    it('is refused when a rule of its own breaks, and holds up none behind it', async () => {
      const form = libraryCard.signals['photo'] as SignalDefinition;
      const check = (body: { photo?: string }): [] => {
        if (body.photo === 'unheard of') throw new TypeError('nobody has thought of this');
        return [];
      };
      const fragile = new Definitions([
        { ...libraryCard, signals: { ...libraryCard.signals, photo: { ...form, check } } },
      ]);
      await early.keep(photo(key, { messageKey: 'breaks', said: { body: { photo: 'unheard of' }, fields: {} } }));
      await early.keep(photo(key, { messageKey: 'holds' }));
      const { id } = await start();
      await over(stores().early, fragile).deliver([id]);
      const rows = (await desk.inspect.history(id)).slice(1).map(({ messageKey, type }) => [messageKey, type]);
      expect(rows.sort()).toEqual([
        ['breaks', 'message.refused'],
        ['holds', 'signal.received'],
      ]);
    });

    it('waits on in the inbox when its case has begun and does not wait for it yet', async () => {
      await early.keep(photo(key, { signal: 'pickUp', step: 'pickUp', subject: 0, said: { body: {}, fields: {} } }));
      const { id } = await start();
      await early.deliver([id]);
      expect(await desk.inspect.inbox(id)).toEqual([{ key: 'a photo', deferred: true }]);
    });
  });
}
